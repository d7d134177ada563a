"""Saying how an office is: who works there and does what, how it likes to be approached, that it is still so.

Every act may carry the mark of the form that sent it (`act`): sent twice, it is stored once. It is taken back whole.
"""

from __future__ import annotations

import uuid
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from django.db import transaction

from wellsent.accounts import audit
from wellsent.accounts.caller import Caller
from wellsent.accounts.queries import today
from wellsent.base import clock, facts
from wellsent.base.errors import DataError, Refused
from wellsent.directory.models import Affiliation, OfficePerson, OfficeSaid, Provider
from wellsent.directory.office import queries
from wellsent.directory.office.rules import HABITS, ROLES, WORKS_HERE, Office, Person
from wellsent.directory.queries import same_as

TEXT_MOST, NAME_MOST = 300, 120


@dataclass(frozen=True, slots=True)
class _Line:
    """One line to be stored."""

    topic: str
    holds: bool
    person: int | None = None
    text: str = ""


@transaction.atomic
def add_person(
    *, office: int, name: str, roles: Collection[str] = (), on: date | None = None, act: uuid.UUID, by: Caller
) -> uuid.UUID:
    """Somebody works at an office and does this there, as of today or of a day told; whoever left it and is back is the
    same person again.

    Returns the act, for taking it back. Raises Refused without a name, or for somebody who works there already.
    """
    row = _office(office, by)
    written = " ".join(name.split())[:NAME_MOST]
    if not written:
        raise Refused("The name is missing.", "Enter the name of the person.")
    if any(person.name.casefold() == written.casefold() for person in _now(row, by).people):
        raise Refused(f"{written} works there already.", "Change what they do instead.")
    person, _ = OfficePerson.objects.get_or_create(
        office=row, name=written, defaults={"provider_id": _provider_named(row, written)}
    )
    lines = [_Line(WORKS_HERE, True, person.pk), *(_Line(role, True, person.pk) for role in _known_roles(roles))]
    return _say("offices.add person", row, lines, on=_day(on, by), act=act, by=by)


@transaction.atomic
def set_roles(*, person: int, roles: Collection[str], act: uuid.UUID, by: Caller) -> uuid.UUID:
    """Somebody of an office does this there and nothing else, as of today; what stays the same is confirmed by it."""
    row, known = _person(person, by)
    wanted = _known_roles(roles)
    lines = [_Line(WORKS_HERE, True, person), *(_Line(role, True, person) for role in wanted)]
    lines += [_Line(role, False, person) for role in known.roles if role not in wanted]
    return _say("offices.set roles", row, lines, on=today(by), act=act, by=by)


@transaction.atomic
def left(*, person: int, on: date, act: uuid.UUID, by: Caller) -> uuid.UUID:
    """Somebody has left an office on a day, today or before; what they did there stays as history."""
    row, known = _person(person, by)
    if on < known.works_here.since:
        raise DataError("The day of leaving lies before the first.", "Correct the day.")
    return _say("offices.left", row, [_Line(WORKS_HERE, False, person)], on=_day(on, by), act=act, by=by)


@transaction.atomic
def set_habits(
    *, office: int, habits: Mapping[str, str], on: date | None = None, act: uuid.UUID, by: Caller
) -> uuid.UUID:
    """How an office likes to be approached, as of today or of a day told; a blank takes back what was known. What stays
    the same is left alone.
    """
    row = _office(office, by)
    if unknown := set(habits) - set(HABITS):
        raise DataError(f"Nothing is kept about {min(unknown)!r} of an office.", f"Choose one of: {', '.join(HABITS)}.")
    known = _now(row, by)
    words = {topic: " ".join(text.split())[:TEXT_MOST] for topic, text in habits.items()}
    lines = [_Line(topic, bool(text), text=text) for topic, text in words.items() if text != known.habit(topic)]
    return _say("offices.set habits", row, lines, on=_day(on, by), act=act, by=by)


@transaction.atomic
def still_so(*, office: int, person: int | None = None, topic: str = "", act: uuid.UUID, by: Caller) -> uuid.UUID:
    """What is known of one of its people, of one habit, or (neither named) of the whole office holds today as well.

    Raises DataError for what is not known of it.
    """
    row = _office(office, by)
    known = _now(row, by)
    people = [one for one in known.people if one.number == person or (person is None and not topic)]
    habits = [one for one in known.habits if one.topic == topic or (person is None and not topic)]
    lines = [_Line(fact.topic, True, one.number) for one in people for fact in (one.works_here, *one.facts)]
    lines += [_Line(fact.topic, True, text=fact.text) for fact in habits]
    if not lines:
        raise DataError("That is not known of this office.", "Load the page again.")
    return _say("offices.still so", row, lines, on=today(by), act=act, by=by)


@transaction.atomic
def take_back(*, office: int, act: uuid.UUID, by: Caller) -> int:
    """What one act said of an office counts no more; returns how many lines that were. Twice does nothing more."""
    row = _office(office, by)
    same = same_as(by, row.pk)
    taken = OfficeSaid.objects.filter(office__in=same, act=act, undone_at=None).update(undone_at=clock.now())
    if taken:
        facts.moved_on("offices")
        audit.record("offices.take back", by=by, subject="offices", references=[row.pk])
    return taken


def _day(on: date | None, by: Caller) -> date:
    """The day on which something was so: today, or one told that does not lie ahead."""
    day = today(by)
    if on is not None and on > day:
        raise DataError("The day lies ahead.", "Say it when it has happened.")
    return on or day


def _say(verb: str, row: Provider, lines: Iterable[_Line], *, on: date, act: uuid.UUID, by: Caller) -> uuid.UUID:
    new = list(lines)
    if not new or OfficeSaid.objects.filter(act=act).exists():
        return act
    now = clock.now()
    OfficeSaid.objects.bulk_create(
        OfficeSaid(
            office=row,
            person_id=line.person,
            topic=line.topic,
            holds=line.holds,
            text=line.text,
            on=on,
            act=act,
            at=now,
            by=by.user,
            by_name=by.name,
        )
        for line in new
    )
    facts.moved_on("offices")
    topics = list(dict.fromkeys(line.topic for line in new))
    audit.record(verb, by=by, subject="offices", references=[row.pk], details={"topics": topics})
    return act


def _office(number: int, by: Caller) -> Provider:
    """The office that a number means, through merges, locked while it is changed."""
    by.must("sources.change")
    row = Provider.objects.select_for_update().filter(pk=number).first()
    if row is not None and row.merged_into_id:
        row = Provider.objects.select_for_update().filter(pk=row.merged_into_id).first()
    if row is None:
        raise DataError("There is no such office.", "Load the page again.")
    return row


def _now(row: Provider, by: Caller) -> Office:
    return queries.offices(by, [row.pk], as_of=today(by))[row.pk]


def _person(number: int, by: Caller) -> tuple[Provider, Person]:
    """Somebody who works at an office now, with it. Raises Refused for who left it."""
    by.must("sources.change")
    found = OfficePerson.objects.filter(pk=number).first()
    if found is None:
        raise DataError("There is no such person of an office.", "Load the page again.")
    row = _office(found.office_id, by)
    known = next((person for person in _now(row, by).people if person.number == number), None)
    if known is None:
        raise Refused(f"{found.name} does not work there any more.", "Add them again if they are back.")
    return row, known


def _known_roles(roles: Collection[str]) -> list[str]:
    if unknown := set(roles) - set(ROLES):
        raise DataError(f"{min(unknown)!r} is no role of an office.", f"Choose one of: {', '.join(ROLES)}.")
    return [role for role in ROLES if role in roles]


def _provider_named(row: Provider, name: str) -> int | None:
    """The provider of exactly this name who is this office, or works at it."""
    if row.name == name:
        return row.pk
    working = Affiliation.objects.filter(practice=row, ended_on=None, provider__name=name)
    return working.values_list("provider", flat=True).first()
