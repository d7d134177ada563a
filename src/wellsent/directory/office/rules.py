"""How an office stands, from what was said of it: who does what, how it likes to be approached, what to ask. Pure.

The latest word on a matter counts. Whoever no longer works there does nothing there; a role that somebody had and that
nobody has now is a question to put to the office.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from wellsent.ui.formats import in_words

WORKS_HERE: Final = "works here"
ROLES: Final[Mapping[str, str]] = {
    "decides": "decides",
    "books": "books",
    "signs": "signs",
    "door": "guards the door",
}
"""What somebody does in an office that matters to a referral: whose opinion counts, who makes the appointments, who
signs orders and plans of care, and whom one passes on the way in."""
HABITS: Final[Mapping[str, str]] = {
    "hours": "Best hours to call or visit",
    "lunch": "Lunches",
    "visits": "Rules for visits",
    "channel": "Preferred way to be reached",
    "languages": "Languages",
}
OF_PEOPLE: Final[Mapping[str, str]] = {WORKS_HERE: "works here", **ROLES}
TOPICS: Final[Mapping[str, str]] = {**OF_PEOPLE, **HABITS}
OLD_AFTER: Final = timedelta(days=365)
"""What nobody has confirmed for longer than this is said to be old."""


@dataclass(frozen=True, slots=True)
class Said:
    """One thing said of an office, as stored. `person` is the number of one of its people, None for its habits."""

    topic: str
    holds: bool
    on: date
    by: str
    person: int | None = None
    name: str = ""
    provider: int | None = None
    text: str = ""


@dataclass(frozen=True, slots=True)
class Fact:
    """Something that is so: since when, and when and by whom it was said last."""

    topic: str
    since: date
    confirmed_on: date
    confirmed_by: str
    text: str = ""

    def is_old(self, as_of: date) -> bool:
        return as_of - self.confirmed_on > OLD_AFTER


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody of the office; `left_on` None while they work there. `facts` are what they do, in the order of ROLES."""

    number: int
    name: str
    provider: int | None
    works_here: Fact
    facts: tuple[Fact, ...] = ()
    left_on: date | None = None

    @property
    def roles(self) -> tuple[str, ...]:
        return tuple(fact.topic for fact in self.facts)

    @property
    def confirmed(self) -> Fact:
        """Of what is known of them, the fact that was confirmed longest ago."""
        return min((self.works_here, *self.facts), key=lambda fact: fact.confirmed_on)


@dataclass(frozen=True, slots=True)
class Office:
    """An office as of a day. `questions` are roles that have lost their last holder, each as (role, question)."""

    people: tuple[Person, ...] = ()
    gone: tuple[Person, ...] = ()
    habits: tuple[Fact, ...] = ()
    questions: tuple[tuple[str, str], ...] = ()

    def who(self, role: str) -> tuple[Person, ...]:
        """Those who have a role now."""
        return tuple(person for person in self.people if role in person.roles)

    def habit(self, topic: str) -> str:
        """What is known of a habit; empty where nothing is."""
        return next((fact.text for fact in self.habits if fact.topic == topic), "")

    @property
    def unknown_roles(self) -> tuple[str, ...]:
        """Roles of which nobody knows who has them, and nobody ever did."""
        asked = {role for role, _ in self.questions}
        return tuple(role for role in ROLES if role not in asked and not self.who(role))

    @property
    def is_known(self) -> bool:
        return bool(self.people or self.gone or self.habits)


def office(said: Iterable[Said], *, as_of: date) -> Office:
    """The office as of a day, from what was said of it in the order in which it was said."""
    matters: dict[tuple[int | None, str], list[Said]] = {}
    for one in said:
        if one.on <= as_of:
            matters.setdefault((one.person, one.topic), []).append(one)
    everybody = [_person(number, matters) for number in dict.fromkeys(number for number, _ in matters)]
    known = sorted(
        (person for person in everybody if person), key=lambda person: (_rank(person), person.name.casefold())
    )
    people = tuple(person for person in known if person.left_on is None)
    habits = [(topic, _fact(matters.get((None, topic), ()))) for topic in HABITS]
    held = {role for person in people for role in person.roles}
    return Office(
        people=people,
        gone=tuple(person for person in known if person.left_on is not None),
        habits=tuple(fact for _, fact in habits if fact),
        questions=tuple(
            (role, question) for role in ROLES if role not in held and (question := _question(role, known, matters))
        ),
    )


def _person(number: int | None, matters: Mapping[tuple[int | None, str], Sequence[Said]]) -> Person | None:
    """Somebody of the office; None for its habits, and for who was only ever said not to work there."""
    words = matters.get((number, WORKS_HERE), ())
    if number is None or not any(one.holds for one in words):
        return None
    last, here = words[-1], _fact(words)
    facts = [fact for role in ROLES if (fact := _fact(matters.get((number, role), ())))] if here else []
    return Person(
        number=number,
        name=last.name,
        provider=last.provider,
        works_here=here or Fact(WORKS_HERE, _began(words[:-1]) or last.on, last.on, last.by),
        facts=tuple(facts),
        left_on=None if last.holds else last.on,
    )


def _fact(words: Sequence[Said]) -> Fact | None:
    """What holds of one matter by the last word on it: since the first time the same was said without a break."""
    if not words or not words[-1].holds:
        return None
    last = words[-1]
    return Fact(last.topic, _began(words) or last.on, last.on, last.by, last.text)


def _began(words: Sequence[Said]) -> date | None:
    began = None
    for one in reversed(words):
        if not one.holds or one.text != words[-1].text:
            break
        began = one.on
    return began


def _rank(person: Person) -> int:
    """Those whose role comes first in ROLES stand first; those without any last."""
    return next((place for place, role in enumerate(ROLES) if role in person.roles), len(ROLES))


def _question(role: str, known: Sequence[Person], matters: Mapping[tuple[int | None, str], Sequence[Said]]) -> str:
    """What to ask since nobody has this role now, by the name of who had it last; empty where nobody ever did."""
    ended: dict[date, list[Person]] = {}
    for person in known:
        words = matters.get((person.number, role), ())
        if any(one.holds for one in words):
            ended.setdefault(person.left_on or words[-1].on, []).append(person)
    if not ended:
        return ""
    had = ended[max(ended)]
    left = [person for person in had if person.left_on is not None]
    who = in_words([person.name for person in left or had])
    return f"{who} left: who {ROLES[role]} now?" if left else f"{who} no longer {ROLES[role]}: who does?"
