"""The door for the worker: providers that may be one are found soon after they come in or change."""

from __future__ import annotations

from datetime import datetime

from wellsent.accounts import queries as accounts
from wellsent.accounts.caller import job_caller
from wellsent.directory import actions, queries


def look_for_same(_now: datetime) -> int:
    """Compare new and changed providers with the others; returns how many there were.

    A sweeper (config/sweep.py): harmless when several workers run it at once, and when nothing has changed.
    """
    worker = job_caller()
    if accounts.organisation() is None or not queries.not_looked_at(worker).exists():
        return 0
    return actions.look_for_same(by=worker)
