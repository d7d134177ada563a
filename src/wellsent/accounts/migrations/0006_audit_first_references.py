from django.db import migrations, models

from wellsent.accounts import append_only

SHOWN = 12
AT_ONCE = 2000


def release(_apps, schema_editor):
    append_only.release(schema_editor.connection)


def protect(_apps, schema_editor):
    append_only.protect(schema_editor.connection)


def fill(apps, schema_editor):
    """What was written before these columns were there."""
    events = apps.get_model("accounts", "AuditEvent").objects.using(schema_editor.connection.alias)
    named = events.exclude(references=[]).order_by("pk").only("references")
    batch = []
    for event in named.iterator(chunk_size=AT_ONCE):
        event.first_references, event.reference_count = event.references[:SHOWN], len(event.references)
        batch.append(event)
        if len(batch) == AT_ONCE:
            events.bulk_update(batch, ["first_references", "reference_count"])
            batch = []
    events.bulk_update(batch, ["first_references", "reference_count"])


class Migration(migrations.Migration):
    dependencies = [("accounts", "0005_clinic_state")]
    operations = [
        migrations.RunPython(release, protect),
        migrations.AddField("auditevent", "first_references", models.JSONField(default=list)),
        migrations.AddField("auditevent", "reference_count", models.PositiveIntegerField(default=0)),
        migrations.RunPython(fill, migrations.RunPython.noop),
        migrations.RunPython(protect, release),
    ]
