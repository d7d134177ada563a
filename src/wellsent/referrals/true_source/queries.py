"""Reading who brought referrals: of one, of one source, of the practice, and of a week in which everybody was asked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, prefetch_related_objects

from wellsent.accounts.caller import Caller
from wellsent.accounts.scope import in_clinics
from wellsent.directory.queries import survivors
from wellsent.referrals.models import AuditWeek, Referral, SourceFact
from wellsent.referrals.rules import JOINED
from wellsent.referrals.scope import counted, sees_whole
from wellsent.referrals.true_source.rules import (
    ASKED,
    INFLUENCING,
    NOT_KNOWN,
    ORDERING,
    Fact,
    Week,
    brought_by,
    week_of,
)

A_YEAR = timedelta(days=365)


def told_of(caller: Caller, row: Referral, *, why: str = "") -> list[SourceFact]:
    """Everything ever told of who brought a referral that `queries.reachable` gave, oldest first; nothing for who does
    not see referrals whole."""
    if not sees_whole(caller, why=why):
        return []
    told = list(row.source_facts.all())
    if told:  # most pages know nothing: they pay for no joins
        prefetch_related_objects(told, "provider__merged_into", "by")
    return told


def facts_of(caller: Caller, row: Referral, told: Sequence[SourceFact]) -> list[Fact]:
    """What of it holds now, as the rules read it."""
    stands_for = survivors(caller) if told else {}
    orders = stands_for.get(row.source_id, row.source_id)
    return [_fact(one.role, one.how, one.provider_id, orders, stands_for) for one in told if one.ended_at is None]


@dataclass(frozen=True, slots=True)
class Brought:
    """Of a source in a year: referrals others ordered that came because of it, and referrals it ordered that came
    because of somebody or something else, so far as it is known."""

    by_them: int
    by_others: int


def brought(caller: Caller, numbers: Sequence[int], *, until: date) -> Brought:
    """How far what a source brought in the year until a day differs from what it ordered; for who may see volume.

    `numbers` are all that stand for it, the survivor first.
    """
    caller.must("volume.see own sources")
    named = SourceFact.objects.filter(provider__in=numbers, ended_at=None).values("referral")
    rows = _holding(caller, after=until - A_YEAR, until=until)
    told = _told(caller, rows.filter(referral__source__in=numbers).union(rows.filter(referral__in=named)))
    by_them = by_others = 0
    for orders, facts in told.values():
        fact = brought_by(facts)
        by_them += orders != numbers[0] and fact.provider == numbers[0]
        by_others += orders == numbers[0] and fact.role != ORDERING
    return Brought(by_them, by_others)


@dataclass(frozen=True, slots=True)
class Answers:
    """Of a year's referrals: patients who said who first told them about us, and how many named another than who
    ordered."""

    answered: int
    others: int


def answers(caller: Caller, *, until: date) -> Answers:
    """What patients who were asked said, of the referrals of the year until a day; for who sees volume."""
    caller.must("volume.see")
    rows = _holding(caller, after=until - A_YEAR, until=until).filter(how=ASKED).exclude(role=NOT_KNOWN)
    return Answers(**rows.aggregate(answered=Count("pk"), others=Count("pk", filter=~Q(role=ORDERING))))


def week_on(caller: Caller, *, on: date) -> AuditWeek | None:
    """The audit week that a day lies in, for who is asked to ask."""
    caller.must("referrals.see")
    return AuditWeek.objects.filter(called_off_at=None, first_day__lte=on, last_day__gte=on).first()


def audit_weeks(caller: Caller) -> QuerySet[AuditWeek]:
    """The weeks held, going on or to come, the latest first. Raises Refused for who sees no volume."""
    caller.must("volume.see")
    return AuditWeek.objects.filter(called_off_at=None)


def week(caller: Caller, one: AuditWeek) -> Week:
    """What an audit week brought to light, in the caller's clinics."""
    caller.must("volume.see")
    of_week = Referral.objects.filter(received_on__gte=one.first_day, received_on__lte=one.last_day)
    told = _told(caller, _holding(caller, after=one.first_day - timedelta(days=1), until=one.last_day))
    silent = counted(in_clinics(of_week, caller)).count() - len(told)
    return week_of([*(facts for _, facts in told.values()), *([[]] * silent)])


def not_asked(caller: Caller, rows: QuerySet[Referral]) -> QuerySet[Referral]:
    """Those of the caller's referrals (`rows`) whose patients have not been asked who first told them about us."""
    caller.must("patients.read")
    return rows.exclude(Exists(SourceFact.objects.filter(referral=OuterRef("pk"), how=ASKED, ended_at=None)))


def _holding(caller: Caller, *, after: date, until: date) -> QuerySet[SourceFact]:
    """What holds of the caller's counted referrals received after one day and until another."""
    rows = SourceFact.objects.filter(ended_at=None, referral__received_on__gt=after, referral__received_on__lte=until)
    return in_clinics(rows.exclude(referral__stage=JOINED), caller, "referral__clinic").order_by()


def _told(caller: Caller, rows: QuerySet[SourceFact]) -> dict[int, tuple[int, list[Fact]]]:
    """Who ordered, and what holds now, of each referral that these facts are about, by its number."""
    told = list(rows.values_list(*_COLUMNS))
    stands_for = survivors(caller) if told else {}
    found: dict[int, tuple[int, list[Fact]]] = {}
    for _, referral, source, role, how, provider in told:
        orders = stands_for.get(source, source)
        found.setdefault(referral, (orders, []))[1].append(_fact(role, how, provider, orders, stands_for))
    return found


_COLUMNS: Final = ("pk", "referral", "referral__source", "role", "how", "provider")


def _fact(role: str, how: str, provider: int | None, orders: int, stands_for: Mapping[int, int]) -> Fact:
    """A stored row as the rules read it: another source that has since been joined to the one that ordered is that."""
    who = stands_for.get(provider, provider) if provider is not None else None
    return Fact(ORDERING, how) if role == INFLUENCING and who == orders else Fact(role, how, who)
