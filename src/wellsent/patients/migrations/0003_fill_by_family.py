"""Patients that were there before get the indexes people search by: a batch a transaction, harmless when run twice."""

from typing import Any

from django.db import DEFAULT_DB_ALIAS, migrations


def fill(apps: Any, schema_editor: Any) -> None:
    if schema_editor.connection.alias != DEFAULT_DB_ALIAS:
        return  # another database gets its rows whole, from this one or from a backup of it

    from wellsent.patients.filling import fill_searched  # asks for keys, which only a set-up installation has

    fill_searched()


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("patients", "0002_by_family"), ("base", "0001_initial")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
