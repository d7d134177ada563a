"""What a source has, in words to tick."""

from __future__ import annotations

from wellsent.accounts.caller import Caller
from wellsent.accounts.queries import today
from wellsent.directory.office.queries import offices
from wellsent.directory.office.rules import HABITS, ROLES, Person
from wellsent.directory.presenters import affiliation_words
from wellsent.directory.queries import Identity
from wellsent.directory.ties.presenters import tie_words
from wellsent.directory.ties.queries import ties_of
from wellsent.outreach import queries as outreach
from wellsent.outreach.introductions.queries import introductions
from wellsent.outreach.presenters import touch_words
from wellsent.referrals import queries as referrals
from wellsent.ui import formats

MOST_SHOWN = 200

Choices = list[tuple[int | str, str]]


def works_at(own: Identity) -> Choices:
    """Where a person works now."""
    return [(one.pk, one.practice.name) for one in own.affiliations if one.ended_on is None]


def choices_to_move(caller: Caller, source: int, own: Identity) -> dict[str, Choices]:
    """What a split may move, newest first; no referrals for who sees no volume."""
    office = offices(caller, [source], as_of=today(caller))[source]
    return {
        "names": [(one.pk, ", ".join(filter(None, (one.text, one.practice)))) for one in own.names],
        "contact_points": [(one.pk, f"{one.get_channel_display()}: {one.shown}") for one in own.contact_points],
        "affiliations": [(one.pk, affiliation_words(one)) for one in own.affiliations],
        "referrals": _referrals(caller, source),
        "touches": [
            (one.pk, f"{touch_words(one)}, {formats.day(one.on)}")
            for one in outreach.touches(caller, source)[:MOST_SHOWN]
        ],
        "office_people": [(one.number, _person(one)) for one in office.people],
        "office_habits": [(one.topic, f"{HABITS[one.topic]}: {one.text}") for one in office.habits],
        "ties": [
            (one.pk, tie_words(one))
            for one in ties_of(caller, own.numbers)
            if {one.first_provider_id, one.second_provider_id} & set(own.numbers)
        ],
        "introductions": [
            (one.pk, f"Asked of {one.of_name}, {formats.day(one.asked_on)}")
            for one in introductions(caller).filter(to__in=own.numbers)[:MOST_SHOWN]
        ],
    }


def _person(person: Person) -> str:
    """Maria Lopes, who books and guards the door."""
    does = formats.in_words([ROLES[role] for role in person.roles])
    return f"{person.name}, who {does}" if does else person.name


def _referrals(caller: Caller, source: int) -> Choices:
    if not caller.may("volume.see"):
        return []
    newest = referrals.for_source(caller, source, newest=MOST_SHOWN)
    return [(one.number, f"{one.reference}, {formats.day(one.received_on)}") for one in reversed(newest)]
