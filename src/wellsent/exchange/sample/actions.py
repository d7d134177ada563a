"""Bringing made-up lists in, and taking all that came of them out again."""

from __future__ import annotations

import tempfile
from datetime import date
from pathlib import Path

from django.db import transaction

from wellsent.accounts import made_up
from wellsent.accounts.caller import Caller
from wellsent.base import clock
from wellsent.base.emptying import empty
from wellsent.base.errors import Refused
from wellsent.directory import actions as directory
from wellsent.directory import queries as known
from wellsent.exchange.imports import actions as imports
from wellsent.exchange.models import Batch, ColumnMapping, ImportedRow, RowsAgain, Upload, UploadPiece
from wellsent.exchange.sample import front_desk, offices
from wellsent.outreach import actions as outreach
from wellsent.patients import actions as patients
from wellsent.plan import actions as plan
from wellsent.referrals import actions as referrals

SEED = 120
"""Of the made-up practice: one whose list has every column."""
LISTS = ("providers", "referrals", "patients", "visits", "touches")


@transaction.atomic
def begin(*, by: Caller) -> None:
    """Say that made-up data is coming. Raises Refused where there is data already: the two are never mixed."""
    by.must("settings.change")
    if known.sources(by).exists() or Batch.objects.exists():
        raise Refused("There is data here already.", "Made-up data is for looking around before your own comes in.")
    made_up.begin(by=by)


def import_lists(today: date, *, by: Caller) -> None:
    """Two years of referrals, visits and contacts, imported from the files that `wellsent simulate` writes; then what
    the front desk has on its hands today, and some offices with who knows whom."""
    from wellsent.simulate.practice import write_practice  # with its numbers, which no page needs

    with tempfile.TemporaryDirectory() as folder:
        write_practice(Path(folder), seed=SEED, last_day=today)
        for kind in LISTS:
            file = Path(folder) / f"{kind}.csv"
            batch = imports.start(kind, file.name, [file.read_bytes()], by=by)
            imports.check(batch, by=by)
            imports.run(batch, by=by)
    front_desk.set_up(clock.now(), by=by)
    offices.set_up(by=by)
    from wellsent.insights import actions as insights  # brings numpy, which the web server does without

    insights.refresh(as_of=today, by=by)


@transaction.atomic
def remove(*, by: Caller) -> None:
    """Take every fact out: those of the made-up lists, and those added since by whoever tried things on them.

    Raises Refused where the data is real.
    """
    made_up.must_be_made_up(by)
    clinics = list(ImportedRow.objects.filter(kind="clinic").values_list("fact", flat=True))
    from wellsent.insights import actions as insights  # as above

    for room in (plan, insights, outreach, referrals, patients):
        room.forget_made_up(by=by)
    empty(RowsAgain, ImportedRow, Batch, UploadPiece, Upload, ColumnMapping)
    directory.forget_made_up(by=by)
    made_up.end(clinics=clinics, by=by)
