"""Words for what is known of an office."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from wellsent.directory.models import OfficeSaid
from wellsent.directory.office.rules import HABITS, OF_PEOPLE, ROLES, WORKS_HERE, Fact, Office, Person
from wellsent.ui import formats

TONES = {"decides": "info", "books": "info", "signs": "info", "door": ""}


@dataclass(frozen=True, slots=True)
class Confirmed:
    """When and by whom something was said last; `tone` asks for attention where that is long ago."""

    words: str
    tone: str


@dataclass(frozen=True, slots=True)
class PersonView:
    """Somebody of the office as shown; `badges` are (words, tone)."""

    number: int
    name: str
    provider: int | None
    roles: tuple[str, ...]
    badges: tuple[tuple[str, str], ...]
    confirmed: Confirmed
    gone: str = ""


@dataclass(frozen=True, slots=True)
class HabitView:
    topic: str
    label: str
    text: str
    confirmed: Confirmed


@dataclass(frozen=True, slots=True)
class OfficeView:
    """Everything a page says of an office. `asks` is what nobody knows yet, in one sentence."""

    people: tuple[PersonView, ...]
    gone: tuple[PersonView, ...]
    habits: tuple[HabitView, ...]
    questions: tuple[str, ...]
    asks: str
    is_known: bool


@dataclass(frozen=True, slots=True)
class ActView:
    """What one tap said, as the history shows it."""

    words: str
    when: str
    act: str
    undone: bool


def office_view(office: Office, *, today: date) -> OfficeView:
    """An office in words, as of today."""
    return OfficeView(
        people=tuple(person_view(one, today=today) for one in office.people),
        gone=tuple(person_view(one, today=today) for one in office.gone),
        habits=tuple(
            HabitView(one.topic, HABITS[one.topic], one.text, confirmed(one, today=today)) for one in office.habits
        ),
        questions=tuple(question for _, question in office.questions),
        asks=_asks(office.unknown_roles),
        is_known=office.is_known,
    )


def confirmed(fact: Fact, *, today: date) -> Confirmed:
    """confirmed 3 Nov by Olive Person; not confirmed for a year (last 3 Nov 2024, Olive Person)."""
    day = formats.day(fact.confirmed_on, today=today)
    if fact.is_old(today):
        return Confirmed(f"not confirmed for a year (last {day}, {fact.confirmed_by})", "due")
    return Confirmed(f"confirmed {day} by {fact.confirmed_by}", "")


def history_view(said: Iterable[OfficeSaid], *, today: date) -> tuple[ActView, ...]:
    """What was said, act by act: Maria Lopes works here; Maria Lopes books."""
    views = []
    for act, lines in groupby(said, key=lambda one: one.act):
        rows = list(lines)
        taken_back = rows[0].undone_at is not None
        when = f"{formats.day(rows[0].on, today=today)}, {rows[0].by_name}"
        words = "; ".join(map(_said, reversed(rows)))
        views.append(ActView(words, f"{when}, taken back" if taken_back else when, act.hex, taken_back))
    return tuple(views)


def _said(said: OfficeSaid) -> str:
    if said.person is None:
        label = HABITS[said.topic]
        return f"{label}: {said.text}" if said.holds else f"{label}: no longer known"
    name, does = said.person.name, OF_PEOPLE[said.topic]
    if said.holds:
        return f"{name} {does}"
    return f"{name} left" if said.topic == WORKS_HERE else f"{name} no longer {does}"


def person_view(person: Person, *, today: date) -> PersonView:
    """Somebody of an office in words."""
    return PersonView(
        number=person.number,
        name=person.name,
        provider=person.provider,
        roles=person.roles,
        badges=tuple((ROLES[role], TONES[role]) for role in person.roles),
        confirmed=confirmed(person.confirmed, today=today),
        gone=f"until {formats.day(person.left_on, today=today)}" if person.left_on else "",
    )


def _asks(roles: Sequence[str]) -> str:
    """Not known yet: who decides and who signs."""
    return f"Not known yet: {formats.in_words([f'who {ROLES[role]}' for role in roles])}." if roles else ""
