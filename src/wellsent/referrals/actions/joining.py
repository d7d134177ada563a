"""One referral that came twice is joined to itself; it can be taken apart again, exactly."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from django.db import transaction
from django.db.models import Q, QuerySet

from wellsent.accounts import audit
from wellsent.accounts.caller import Caller
from wellsent.accounts.queries import today
from wellsent.base import clock, facts
from wellsent.base.errors import Refused
from wellsent.referrals import rules, visiting
from wellsent.referrals.actions.moving import restore, step
from wellsent.referrals.actions.visiting import recount
from wellsent.referrals.kept import again, plain
from wellsent.referrals.models import Attempt, Hold, Referral, SourceFact, Visit
from wellsent.referrals.scope import locked, own_referral

FILLED: Final = (
    "practice_id",
    "clinic_id",
    "patient_id",
    "payer",
    "condition",
    "first_contact_on",
    "visits_planned",
    "next_physician_visit_on",
)
"""What the one that stays takes over where it is blank; counts too, of which none is an answer."""


@transaction.atomic
def join(*, duplicate: int, into: int, by: Caller) -> Referral:
    """Say that `duplicate` is the referral `into`, come a second time: it counts nowhere from now on.

    What `into` lacks is taken over; attempts to reach the patient, what is waited for and visits go with it. Returns
    the one that stays. Raises Refused when one of them is joined already, when the duplicate has come further, or when
    others lean on it.
    """
    by.must("referrals.record")
    if duplicate == into:
        raise Refused("A referral cannot be joined to itself.", "Choose the other one.")
    locked([duplicate, into])
    gone, stays = own_referral(by, duplicate), own_referral(by, into)
    _may_be_joined(gone, stays)
    brought = _bring(gone, stays)
    filled = _fill(gone, stays, brought["visits"], today=today(by))
    stays.edited_at = clock.now()
    stays.save()
    keeps = {"filled": filled, **brought}
    why = f"the same as {stays.reference}"
    step(gone, rules.JOINED, {"duplicate_of_id": stays.pk}, on=today(by), why=why, by=by, keeps=keeps)
    facts.moved_on("referrals")
    audit.record("referrals.join", by=by, subject="referrals", references=[gone.reference, stays.reference])
    return stays


def _may_be_joined(gone: Referral, stays: Referral) -> None:
    for row in (gone, stays):
        if row.stage == rules.JOINED:
            raise Refused(f"{row.reference} is joined to another already.", "Open that one.")
    if not rules.joins_into(gone.stage, stays.stage):
        raise Refused(
            f"{gone.reference} is {gone.stage}, further than {stays.reference}.",
            f"Join {stays.reference} to {gone.reference} instead.",
        )
    leaning = Referral.objects.filter(Q(episode_with=gone) | Q(duplicate_of=gone)).first()
    if leaning:
        raise Refused(
            f"{leaning.reference} leans on {gone.reference}.", f"Join {stays.reference} to {gone.reference} instead."
        )


def _bring(gone: Referral, stays: Referral) -> dict[str, list[int]]:
    """Give what hangs on the duplicate to the one that stays, but for what that one has itself: an open wait of the
    same kind, a visit on the same day. Returns the rows given, for taking them apart."""
    waits = stays.holds.filter(ended_at=None).values("waits_for")
    brought = {
        "attempts": gone.attempts.all(),
        "holds": gone.holds.exclude(ended_at=None, waits_for__in=waits),
        "visits": gone.visits.exclude(on__in=stays.visits.values("on")),
        "source_facts": _told(gone, stays),
    }
    numbers = {name: list(rows.order_by("pk").values_list("pk", flat=True)) for name, rows in brought.items()}
    _give(numbers, gone, stays)
    return numbers


def _told(gone: Referral, stays: Referral) -> QuerySet[SourceFact]:
    """What was told of who brought the duplicate, where the other one was not asked about; "who ordered it" means the
    same for both only where they came from one source."""
    one, other = ((row.source.merged_into_id or row.source_id) for row in (gone, stays))
    goes = one == other and not stays.source_facts.exists()
    return gone.source_facts.all() if goes else gone.source_facts.none()


def _give(brought: Mapping[str, list[int]], one: Referral, other: Referral) -> None:
    for name, model in _HANGING.items():
        model._default_manager.filter(pk__in=brought.get(name, ()), referral=one).update(referral=other)


_HANGING: Final[Mapping[str, type[Attempt | Hold | Visit | SourceFact]]] = {
    "attempts": Attempt,
    "holds": Hold,
    "visits": Visit,
    "source_facts": SourceFact,
}


def _fill(gone: Referral, stays: Referral, visits: list[int], *, today: date) -> dict[str, list[Any]]:
    """Let the one that stays take over what it lacks; returns the columns that changed, with what they were and are."""
    was = {name: getattr(stays, name) for name in (*FILLED, *visiting.TOTALS)}
    for name, value in was.items():
        if value is None or (name in FILLED and not value):
            setattr(stays, name, getattr(gone, name))
    if visits:
        after = dict(stays.visits.values_list("on", "outcome"))
        own = dict(stays.visits.exclude(pk__in=visits).values_list("on", "outcome"))
        recount(stays, own, after, today=today)
    return {name: [plain(old), plain(now)] for name, old in was.items() if (now := getattr(stays, name)) != old}


@transaction.atomic
def take_apart(*, referral: int, by: Caller) -> Referral:
    """Say that a joined referral is one of its own after all: both are as before, but for what was edited since."""
    by.must("referrals.record")
    into = Referral.objects.filter(pk=referral).values_list("duplicate_of", flat=True).first()
    locked({referral} if into is None else {referral, into})
    gone = own_referral(by, referral)
    made = gone.transitions.latest("id")
    if into is None or gone.duplicate_of_id != into or made.before is None:
        raise Refused(f"{gone.reference} is not joined to another.", "Load the page again.")
    stays = own_referral(by, into)
    _unfill(gone, stays, made.before, today=today(by))
    stays.edited_at = clock.now()
    stays.save()
    restore(gone, made, by=by)
    facts.moved_on("referrals")
    audit.record("referrals.take apart", by=by, subject="referrals", references=[gone.reference, stays.reference])
    return gone


def _unfill(gone: Referral, stays: Referral, kept: Mapping[str, Any], *, today: date) -> None:
    """Give back what came with a join. What was edited since stays; counts that were follow the visits that go."""
    untouched = {name: old for name, (old, now) in kept["filled"].items() if plain(getattr(stays, name)) == now}
    before = dict(stays.visits.values_list("on", "outcome"))
    _give(kept, stays, gone)
    if kept["visits"]:
        recount(stays, before, dict(stays.visits.values_list("on", "outcome")), today=today)
    for name, old in untouched.items():
        setattr(stays, name, again(name, old))
