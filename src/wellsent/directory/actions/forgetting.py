"""Emptying this room where everything in it was made up."""

from __future__ import annotations

from django.db import transaction

from wellsent.accounts.caller import Caller
from wellsent.accounts.made_up import must_be_made_up
from wellsent.base import facts
from wellsent.base.emptying import empty
from wellsent.directory.models import (
    Affiliation,
    ContactPoint,
    KnownName,
    Merge,
    OfficePerson,
    OfficeSaid,
    Provider,
    RegistryAnswer,
    SameQuestion,
    Split,
    Tie,
)


@transaction.atomic
def forget_made_up(*, by: Caller) -> None:
    """Empty this room of a practice whose data is made up. Raises Refused for any other."""
    must_be_made_up(by)
    empty(Tie, OfficeSaid, OfficePerson)
    empty(RegistryAnswer, SameQuestion, Split, Merge, Affiliation, ContactPoint, KnownName)
    Provider.objects.update(merged_into=None)  # who points at whom of the same table is in no order
    empty(Provider)
    for subject in ("directory", "offices", "ties"):
        facts.moved_on(subject)
