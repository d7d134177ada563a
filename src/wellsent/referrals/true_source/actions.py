"""Saying who brought a referral, taking that back, and holding the week in which every patient is asked."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from django.db import transaction
from django.db.models import Q

from wellsent.accounts import audit
from wellsent.accounts.caller import Caller
from wellsent.accounts.models import Organisation
from wellsent.accounts.queries import today
from wellsent.base import clock
from wellsent.base.errors import DataError, Refused
from wellsent.directory.queries import missing, survivor_of
from wellsent.referrals.models import AuditWeek, SourceFact
from wellsent.referrals.scope import must_be_counted, own_referral
from wellsent.referrals.true_source import rules
from wellsent.referrals.true_source.rules import ANSWERS, ASKED, INFLUENCING, NOT_KNOWN, ORDERING


@dataclass(frozen=True, slots=True)
class Told:
    """What was told: a word of `rules.ANSWERS`, how, and for another doctor or office who: the source, or its name."""

    answer: str
    how: str = ASKED
    provider: int | None = None
    named: str = ""


@transaction.atomic
def say_source(*, referral: int, told: Told, by: Caller) -> SourceFact:
    """Keep who brought a referral. What the patient answers replaces the last answer; what is written or told by an
    office replaces what was known of that role. The same said again changes nothing.

    Raises DataError for words nobody knows or a source that is not there, Refused for a referral joined to another.
    """
    by.must("referrals.record")
    row = own_referral(by, referral)
    must_be_counted(row)
    role, way = _understood(told, by)
    provider = told.provider if role == INFLUENCING else None
    if provider is not None and survivor_of(by, provider) == survivor_of(by, row.source_id):
        role, provider = ORDERING, None  # the other doctor or office is the one that ordered
    named = told.named.strip()[:120] if role == INFLUENCING and provider is None else ""
    known = row.source_facts.filter(Q(how=ASKED) if told.how == ASKED else ~Q(how=ASKED) & Q(role=role), ended_at=None)
    last = known.select_for_update().first()
    if last is not None:
        if (last.role, last.how, last.provider_id, last.named, last.way) == (role, told.how, provider, named, way):
            return last
        last.ended_at, last.ended_by = clock.now(), by.user
        last.save(update_fields=["ended_at", "ended_by"])
    made = SourceFact.objects.create(
        referral=row,
        role=role,
        how=told.how,
        provider_id=provider,
        named=named,
        way=way,
        recorded_at=clock.now(),
        by=by.user,
    )
    if last is not None:
        last.replaced_by = made
        last.save(update_fields=["replaced_by"])
    _worked_on(made, "referrals.say source", by=by)
    return made


@transaction.atomic
def take_back_source(*, fact: int, by: Caller) -> SourceFact:
    """Take back what was said last; what it replaced holds again. Raises DataError when it is gone or replaced."""
    by.must("referrals.record")
    number = SourceFact.objects.filter(pk=fact, ended_at=None).values_list("referral", flat=True).first()
    if number is None:
        raise DataError("There is nothing to take back any more.", "Look at what the referral says now.")
    own_referral(by, number)
    made = SourceFact.objects.select_for_update().get(pk=fact)
    made.ended_at, made.ended_by = clock.now(), by.user
    made.save(update_fields=["ended_at", "ended_by"])
    SourceFact.objects.filter(replaced_by=made).update(ended_at=None, ended_by=None, replaced_by=None)
    _worked_on(made, "referrals.take back source", by=by)
    return made


@transaction.atomic
def start_audit(*, first_day: date, by: Caller) -> AuditWeek:
    """Hold a week in which every patient is asked. Raises Refused while another one is on, DataError for a past day."""
    by.must("settings.change")
    Organisation.objects.select_for_update().first()  # two owners who press it at the same moment hold one week
    day, last_day = today(by), first_day + timedelta(days=rules.AUDIT_DAYS - 1)
    if not day <= first_day <= day + timedelta(days=365):
        raise DataError("The week must begin within the coming year.", "Choose today or a later day.")
    if AuditWeek.objects.filter(called_off_at=None, last_day__gte=first_day, first_day__lte=last_day).exists():
        raise Refused("There is an audit week at that time already.", "Call it off first, or choose another day.")
    week = AuditWeek.objects.create(first_day=first_day, last_day=last_day, started_at=clock.now(), started_by=by.user)
    audit.record(
        "source audit.start", by=by, subject="source audit", references=[week.pk], details={"first": str(first_day)}
    )
    return week


@transaction.atomic
def call_off_audit(*, week: int, by: Caller) -> None:
    """Call off a week that is not over; what was answered stays. Doing it twice does nothing more."""
    by.must("settings.change")
    rows = AuditWeek.objects.filter(pk=week, called_off_at=None, last_day__gte=today(by))
    if rows.update(called_off_at=clock.now()):
        audit.record("source audit.call off", by=by, subject="source audit", references=[week])


def _understood(told: Told, by: Caller) -> tuple[str, str]:
    """The role and way of what was told. Raises DataError where it makes no sense."""
    if told.answer not in ANSWERS or told.how not in rules.HOW:
        raise DataError("This is no answer to who brought them.", "Choose one of the answers shown.")
    role, way = ANSWERS[told.answer]
    if role == NOT_KNOWN and told.how != ASKED:
        raise DataError("Only a patient who was asked can be unsure.", "Leave out what nobody knows.")
    if told.provider is not None and missing(by, {told.provider}):
        raise DataError("The source named is not there.", "Load the page again and choose the source.")
    return role, way


def _worked_on(fact: SourceFact, verb: str, *, by: Caller) -> None:
    """A person has worked on the referral: an import that is undone leaves it alone. No standing rests on this, so the
    version of the facts stays."""
    row = fact.referral
    row.edited_at = clock.now()
    row.save(update_fields=["edited_at"])
    details = {"role": fact.role, "how": fact.how}
    audit.record(verb, by=by, subject="referrals", references=[row.reference], details=details)
