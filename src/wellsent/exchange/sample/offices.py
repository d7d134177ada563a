"""The offices of the made-up practice's sources, and who knows whom: a few of each, so that a stranger sees them.

Everything is done through the actions that people use. One person has left; one office was last asked over a year ago.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Final

from django.db.models import Count, Q

from wellsent.accounts.caller import Caller
from wellsent.accounts.models import Role
from wellsent.accounts.queries import colleagues, today
from wellsent.directory.models import OfficePerson, Provider
from wellsent.directory.office import actions as offices
from wellsent.directory.queries import sources
from wellsent.directory.ties import actions as ties
from wellsent.directory.ties.actions import TieFacts
from wellsent.directory.ties.ends import provider_node
from wellsent.directory.ties.paths import Node
from wellsent.directory.ties.rules import MUTUAL_PATIENT, Consent
from wellsent.outreach.introductions import actions as introductions
from wellsent.outreach.introductions.queries import ways_in
from wellsent.outreach.introductions.rules import is_ours

CONSENT_TAKEN: Final = timedelta(days=40)
TARGETS: Final = 6


@dataclass(frozen=True, slots=True)
class OfficeOf:
    """An office as it was told `ago` days before today: people with their roles, habits, and who left when."""

    ago: int
    people: Mapping[str, Sequence[str]]
    habits: Mapping[str, str] = field(default_factory=dict)
    left: tuple[str, int] | None = None


OFFICES: Final = (
    OfficeOf(60, {"Maria Lopes": ("books",), "Jon Reyes": ("door",), "Dana Whitlock": ("signs", "decides")},
             {"hours": "Tuesday to Thursday, 12:15 to 13:00", "visits": "no drop-ins on Monday; sign in at the desk",
              "lunch": "one a month, at most eight people, no samples", "channel": "call first, then fax",
              "languages": "English, Spanish"}),
    OfficeOf(150, {"Priya Anand": ("books", "door"), "Lewis Tran": ("decides",)},
             {"visits": "by appointment, mornings only"}, left=("Priya Anand", 20)),
    OfficeOf(430, {"Gloria Esparza": ("door",), "Neil Abbott": ("decides", "signs")},
             {"hours": "before 9 or after 16", "channel": "fax"}),
)  # fmt: skip


def set_up(*, by: Caller) -> None:
    """Tell three offices of the largest practices, some ties, and one introduction asked for."""
    if not sources(by).filter(entity=Provider.Entity.PRACTICE).exists():
        return
    working = Count("people", filter=Q(people__ended_on=None))
    practices = sources(by).filter(entity=Provider.Entity.PRACTICE).annotate(working=working)
    for practice, told in zip(practices.order_by("-working", "pk"), OFFICES, strict=False):
        _tell(practice.pk, told, by)
    _tie(by)
    _ask(by)


def _tell(office: int, told: OfficeOf, by: Caller) -> None:
    on = today(by) - timedelta(days=told.ago)
    for name, roles in told.people.items():
        offices.add_person(office=office, name=name, roles=roles, on=on, act=uuid.uuid4(), by=by)
    offices.set_habits(office=office, habits=told.habits, on=on, act=uuid.uuid4(), by=by)
    if told.left:
        name, ago = told.left
        person = OfficePerson.objects.get(office=office, name=name)
        offices.left(person=person.pk, on=today(by) - timedelta(days=ago), act=uuid.uuid4(), by=by)


def _targets(by: Caller) -> list[Provider]:
    """People who have sent nobody yet."""
    people = sources(by).filter(entity=Provider.Entity.PERSON, referrals=None, merged=None)
    return list(people.order_by("pk")[:TARGETS])


def _tie(by: Caller) -> None:
    """One of us knows a source who knows a target; others know a target themselves, or somebody of an office."""
    targets = [provider_node(one.pk) for one in _targets(by)]
    known = [provider_node(one.pk) for one in _senders(by)]
    somebody = OfficePerson.objects.order_by("pk").first()
    if len(targets) < TARGETS or len(known) < 2 or somebody is None:
        return
    clinician = colleagues(by).filter(role=Role.CLINICIAN).order_by("pk").first() or by.user
    ours = Node("colleague", str(clinician.pk)) if clinician else Node("ours", "Jo Ellis")
    consent = Consent(by.name, today(by) - CONSENT_TAKEN, "told")
    for tie in (
        TieFacts(known[0], ours, "trained", 3, "Same residency, class of 2011"),
        TieFacts(targets[0], known[0], "colleagues", 3, "Shared an office until 2019"),
        TieFacts(targets[1], Node("ours", "Jo Ellis"), "event", 2, "Sat at our table at the autumn seminar"),
        TieFacts(targets[2], known[1], "civic", 2, "Both coach at the youth football club"),
        TieFacts(targets[3], known[1], MUTUAL_PATIENT, 2, consent=consent),
        TieFacts(Node("person", str(somebody.pk)), ours, "civic", 2, "Sing in the same choir"),
    ):
        ties.add_tie(tie, once=uuid.uuid4(), by=by)


def _senders(by: Caller) -> list[Provider]:
    """The people who have sent most."""
    people = sources(by).filter(entity=Provider.Entity.PERSON).annotate(sent=Count("referrals"))
    return list(people.order_by("-sent", "pk")[:2])


def _ask(by: Caller) -> None:
    """Somebody outside was asked for an introduction today."""
    day = today(by)
    for way in ways_in(by, [one.pk for one in _targets(by)], as_of=day).values():
        if way.whom is not None and not is_ours(way.whom) and not way.is_known:
            introductions.ask(to=way.target, whom=way.whom, once=uuid.uuid4(), by=by)
            return
