from django.db import migrations

from wellsent.accounts import append_only


def protect(_apps, schema_editor):
    append_only.protect(schema_editor.connection)


def release(_apps, schema_editor):
    append_only.release(schema_editor.connection)


class Migration(migrations.Migration):
    dependencies = [("accounts", "0001_initial")]
    operations = [migrations.RunPython(protect, release)]
