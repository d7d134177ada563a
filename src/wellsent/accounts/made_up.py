"""A practice may try everything on made-up data: while it does, all its facts count as made up and can be removed.

Its people, its own clinics and the audit trail are real and stay.
"""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction

from wellsent.accounts import audit, queries
from wellsent.accounts.caller import Caller
from wellsent.accounts.models import Clinic, Organisation
from wellsent.base import facts
from wellsent.base.errors import Refused
from wellsent.base.unused import unused


def must_be_made_up(by: Caller) -> None:
    """Refuse to empty a practice whose data is real, or that belongs to somebody else."""
    by.must("settings.change")
    practice = queries.organisation()
    if practice is None or not practice.is_sample:
        raise Refused("The data here is not made up.", "Undo an import on its own page.")


@transaction.atomic
def begin(*, by: Caller) -> None:
    """From now on the practice's facts count as made up. Raises Refused where they do already."""
    by.must("settings.change")
    if not Organisation.objects.filter(is_sample=False).update(is_sample=True):
        raise Refused("The made-up data is here already.", "Remove it first.")
    audit.record("sample.loaded", by=by, subject="practice")


@transaction.atomic
def end(*, clinics: Iterable[int], by: Caller) -> None:
    """The made-up facts are gone: those of its clinics that nobody works for go too, and the practice is real again."""
    must_be_made_up(by)
    nobodys = Clinic.objects.filter(people=None, invitation=None)
    nobodys.filter(pk__in=unused(Clinic, list(clinics))).delete()
    Organisation.objects.update(is_sample=False)
    audit.record("sample.removed", by=by, subject="practice")
    facts.moved_on("practice")
