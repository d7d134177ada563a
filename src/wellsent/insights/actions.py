"""Bringing the readings up to date. Nothing here changes a fact, so nothing is audited."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from typing import Final

from django.db import IntegrityError, transaction
from django.db.models import Q

from wellsent.accounts.caller import Caller
from wellsent.accounts.made_up import must_be_made_up
from wellsent.base import asked, bulk, clock
from wellsent.base.emptying import empty
from wellsent.insights import gathering, versions
from wellsent.insights.figures import Figures, figures
from wellsent.insights.kept import Kept
from wellsent.insights.methods.shared import Shared
from wellsent.insights.models import Breakdown, KeptStanding, Reading, SourceStanding
from wellsent.insights.rules import FittedTo, scope_of, still_good

SHOWN_FOR: Final = timedelta(seconds=30)
"""How long after a reading was replaced some page may still be made from it: where people work in several processes,
each stores a new one every moment.
"""


@dataclass(frozen=True)
class _Fit:
    """What all sources share, what that was fitted to, and the standing of a reading of the same day, if any."""

    fitted_to: FittedTo
    shared: Shared | None = None
    kept: Kept | None = None


def refresh(*, as_of: date, by: Caller) -> Reading:
    """The reading of the caller's clinics as of a day, computed if any fact has changed since it last was.

    1. A reading of this day and of the present version of the facts is returned as it is.
    2. What all sources share is taken from the last reading while it is still good (`rules.still_good`).
    3. Sources whose referral days are the same since a reading of the same day are not read again (`kept.py`).
    4. Two processes may do this at once: whoever stores second uses what the first one stored, or what has replaced
       that by then.
    5. A source may go while it is read (an import is taken back): then what is left is read.
    """
    began, scope = clock.now(), scope_of(by.clinics)
    version = versions.version()  # before the facts: what changes meanwhile comes next
    stored = Reading.objects.filter(scope=scope, as_of=as_of, facts=version).first()
    if stored:
        return stored
    facts = gathering.gather(as_of=as_of, caller=by)
    fit = _last_fit(scope, as_of, facts.fitted_to)
    computed = figures(facts, shared=fit.shared, kept=fit.kept)
    reading = Reading(
        scope=scope,
        as_of=as_of,
        facts=version,
        computed_at=clock.now(),
        shared=json.dumps({"fit": computed.kept.standing.shared.to_json(), "to": fit.fitted_to.to_json()}),
        practice=computed.practice,
    )
    try:
        _store(reading, computed)
    except IntegrityError:
        asked.again()
        others = Reading.objects.filter(Q(facts=version) | Q(computed_at__gte=began), scope=scope, as_of=as_of)
        return others.first() or refresh(as_of=as_of, by=by)
    return reading


def forget_scopes_but(scopes: frozenset[str], *, by: Caller) -> int:
    """Remove the readings of clinics that nobody who works here sees by themselves any more; returns how many."""
    by.must("settings.change")
    return Reading.objects.exclude(scope__in=scopes).delete()[0]


def _last_fit(scope: str, as_of: date, now: FittedTo) -> _Fit:
    """What was last fitted by these same methods, if it is still good; else an empty one, to be fitted anew."""
    before = Reading.objects.filter(scope=scope, facts__startswith=versions.edition()).first()
    if before is None:
        return _Fit(now)
    stored = json.loads(before.shared)
    fitted_to = FittedTo.from_json(stored["to"])
    if not still_good(fitted_to, now):
        return _Fit(now)
    shared = Shared.from_json(stored["fit"])
    arrays = KeptStanding.objects.filter(reading=before, reading__as_of=as_of).values_list("arrays", flat=True).first()
    return _Fit(fitted_to, shared, Kept.from_bytes(bytes(arrays), as_of, shared) if arrays else None)


@transaction.atomic
def _store(reading: Reading, computed: Figures) -> None:
    reading.save(force_insert=True)
    for row in computed.standings:
        row.reading = reading
    SourceStanding.objects.bulk_create(computed.standings, batch_size=1000)
    transaction.on_commit(partial(bulk.count_anew, SourceStanding))
    Breakdown.objects.bulk_create(
        Breakdown(reading=reading, by=group, rows=rows) for group, rows in computed.breakdowns.items()
    )
    KeptStanding.objects.create(reading=reading, arrays=computed.kept.to_bytes())
    of_scope = Reading.objects.filter(scope=reading.scope)
    shown = of_scope.filter(computed_at__lt=reading.computed_at - SHOWN_FOR).values_list("pk", flat=True).first()
    of_scope.filter(pk__lt=shown or 0).delete()


@transaction.atomic
def forget_made_up(*, by: Caller) -> None:
    """Empty this room of a practice whose data is made up. Raises Refused for any other."""
    must_be_made_up(by)
    empty(KeptStanding, Breakdown, SourceStanding, Reading)
