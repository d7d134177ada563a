"""Which rows came again is noted once for each part of the later file, no longer in every row of the earlier one."""

from collections import defaultdict

import django.db.models.deletion
from django.db import migrations, models

PART = 2_000


def note_by_part(apps, schema_editor):
    """Facts that were listed row by row, gathered by the import whose file had them again; those gone are left out."""
    here = schema_editor.connection.alias  # a move takes these steps in the database that is moved to
    rows = apps.get_model("exchange", "ImportedRow").objects.using(here).exclude(again_in="")
    facts_in = defaultdict(list)
    for fact, again_in in rows.order_by("fact").values_list("fact", "again_in").iterator():
        for number in {int(text) for text in again_in.split(",") if text}:
            facts_in[number].append(fact)
    there = apps.get_model("exchange", "Batch").objects.using(here).filter(pk__in=facts_in)
    noted = apps.get_model("exchange", "RowsAgain").objects.using(here)
    for batch in there.order_by("pk"):
        facts = facts_in[batch.pk]
        for first in range(0, len(facts), PART):
            noted.create(batch=batch, runs=[(fact, fact) for fact in facts[first : first + PART]])


class Migration(migrations.Migration):
    dependencies = [("exchange", "0002_rows_that_came_again")]

    operations = [
        migrations.CreateModel(
            name="RowsAgain",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("runs", models.JSONField(help_text="runs of facts: the first and the last number of each")),
                (
                    "batch",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="again", to="exchange.batch"
                    ),
                ),
            ],
        ),
        migrations.RunPython(note_by_part, migrations.RunPython.noop),
        migrations.RemoveField(model_name="importedrow", name="again_in"),
    ]
