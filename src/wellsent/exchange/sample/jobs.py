"""The door for the worker: importing the made-up lists takes longer than a person waits for a page."""

from __future__ import annotations

from django_tasks import task

from wellsent.accounts import queries as accounts
from wellsent.accounts.caller import caller_of, job_caller
from wellsent.exchange.imports import queries as imports
from wellsent.exchange.sample import actions


@task()
def load(person: int) -> None:
    """Import them for whoever asked. Run twice, or after they were removed, it does nothing."""
    practice = accounts.organisation()
    asked = accounts.person(job_caller(), person)
    if practice is None or asked is None or not practice.is_sample or imports.batches(job_caller()).exists():
        return
    by = caller_of(asked)
    actions.import_lists(accounts.today(by), by=by)
