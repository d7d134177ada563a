"""The door for the worker: readings are brought up to date soon after facts changed, so that pages find them fresh."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from wellsent.accounts import queries as accounts
from wellsent.accounts.caller import job_caller
from wellsent.accounts.roles import holds
from wellsent.insights import queries
from wellsent.insights.rules import clinics_of, scope_of


def bring_up_to_date(_now: datetime) -> int:
    """Compute the readings that are old, one for each set of clinics that somebody sees; returns how many.

    A sweeper (config/sweep.py): harmless when several workers run it at once, and when nothing has changed.
    """
    worker = job_caller()
    if accounts.organisation() is None:
        return 0
    scopes = _scopes_in_use()
    viewers = [replace(worker, clinics=clinics_of(scope)) for scope in sorted(scopes)]
    old = [viewer for viewer in viewers if not queries.is_up_to_date(viewer)]
    if old:
        from wellsent.insights import actions  # brings numpy, which a worker at rest does without

        actions.forget_scopes_but(scopes, by=worker)
        for viewer in old:
            actions.refresh(as_of=accounts.today(worker), by=viewer)
    return len(old)


def _scopes_in_use() -> frozenset[str]:
    """The whole practice, and the clinics of each person who sees volume for these alone."""
    people = accounts.colleagues(job_caller()).prefetch_related("clinics")
    some = (
        frozenset(clinic.pk for clinic in person.clinics.all())
        for person in people
        if not person.all_clinics and holds(person.role, queries.SEES_STANDING)
    )
    return frozenset({scope_of(None), *map(scope_of, some)})
