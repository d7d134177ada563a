"""Made-up facts for tests, named after what they are: `a_referral(source=okafor, evaluated_on=...)`.

Each gives the least that is valid and takes any field by name. They write rows directly, as if they had always been
there: no audit event, no fact version moves on. What an action does is tested through the action.
"""

from __future__ import annotations

import uuid
from datetime import date
from itertools import count
from typing import Any

from wellsent.accounts.models import Clinic
from wellsent.base import clock
from wellsent.directory import npi
from wellsent.directory.models import (
    Affiliation,
    ContactPoint,
    KnownName,
    OfficePerson,
    OfficeSaid,
    Provider,
    SameQuestion,
    Tie,
)
from wellsent.directory.office.rules import WORKS_HERE
from wellsent.outreach import rules as outreach_rules
from wellsent.outreach.models import Introduction, Outcome, Touch, TouchKind
from wellsent.patients.models import Patient
from wellsent.plan.models import ProfileVersion, TargetDecision
from wellsent.plan.profile.rules import ROOM, Ideal, Place
from wellsent.referrals import rules as referral_rules
from wellsent.referrals.models import Referral, Transition

_next = count(1)
FAMILIES = ("Okafor", "Brandt", "Lindqvist", "Pillai", "Rey", "Sato", "Moreau", "Haddad", "Novak", "Iyer")
GIVEN = ("Ada", "Katherine", "Nils", "Kavita", "Tomás", "Emi", "Luc", "Rana", "Petra", "Ravi")


def an_npi() -> str:
    """A made-up NPI with a right check digit, another one each time."""
    return npi.with_check_digit(f"1999{next(_next):05d}")


def a_provider(given: str = "", family: str = "", *, practice: Provider | None = None, **facts: Any) -> Provider:
    """A person who refers, or could; affiliated with `practice` when one is named."""
    number = next(_next)
    family = family or f"{FAMILIES[number % 10]}{'' if number < 10 else number}"
    given = given or GIVEN[number % 10]
    credentials = facts.setdefault("credentials", "MD")
    name = f"{given} {family}, {credentials}" if credentials else f"{given} {family}"
    facts.setdefault("name", name)
    facts.setdefault("sort_name", f"{family}, {given}, {credentials}" if credentials else f"{family}, {given}")
    beside = practice.name if practice else ""
    provider = Provider.objects.create(given=given, family=family, practice_as_written=beside, **facts)
    _known_by(provider, provider.name, beside)
    if practice:
        Affiliation.objects.create(provider=provider, practice=practice)
    return provider


def a_practice(name: str = "", **facts: Any) -> Provider:
    """An organisation that refers, or where providers work."""
    name = name or f"Lakeside Medical {next(_next)}"
    practice = Provider.objects.create(entity="practice", name=name, sort_name=name, **facts)
    _known_by(practice, name, "")
    return practice


def _known_by(provider: Provider, name: str, practice: str) -> None:
    key = f"{name} {practice}".strip().casefold().replace(",", "")
    KnownName.objects.create(provider=provider, text=name, practice=practice, key=key)


def a_contact_point(provider: Provider, channel: str = "phone", **facts: Any) -> ContactPoint:
    """A way to reach a provider: a made-up telephone number unless said otherwise."""
    number = f"555{next(_next) % 100:02d}0{100 + next(_next) % 100}"
    facts.setdefault("value", f"+1404{number[:7]}")
    facts.setdefault("shown", facts["value"])
    return ContactPoint.objects.create(provider=provider, channel=channel, **facts)


def a_clinic(name: str = "") -> Clinic:
    """One of our places."""
    return Clinic.objects.create(name=name or f"Clinic {next(_next)}")


def a_patient(**facts: Any) -> Patient:
    """A made-up patient, Rosa Quill unless said otherwise; without blind indexes, so nothing finds it."""
    return Patient.objects.create(**{"name": "Rosa Quill", "birth_date": date(1980, 2, 3), **facts})


def a_referral(source: Provider | None = None, **facts: Any) -> Referral:
    """A referral with the history its dates imply; the last stage can be named (`stage="lost"`)."""
    source = source or a_provider()
    stage = facts.pop("stage", None)
    facts.setdefault("received_on", date(2026, 9, 1))
    note = facts.pop("source_note", None)
    rows = {"clinic": facts.pop("clinic", None), "patient": facts.pop("patient", None)}
    rows["practice"] = facts.pop("practice", None)
    received = referral_rules.Received(source=source.pk, status=stage, **facts)
    steps = referral_rules.history(received)
    now = clock.now()
    referral = Referral.objects.create(
        source=source, stage=steps[-1].stage, created_at=now, source_note=note, **rows, **facts
    )
    Transition.objects.bulk_create(
        Transition(referral=referral, stage=step.stage, on=step.on, recorded_at=now) for step in steps
    )
    return referral


def a_touch(source: Provider | None = None, **facts: Any) -> Touch:
    """A contact made: a visit that met someone, unless said otherwise."""
    facts = {"on": date(2026, 9, 1), "kind": TouchKind.VISIT, "outcome": Outcome.MET, **facts}
    facts.setdefault("real_contact", outreach_rules.is_real_contact(facts["kind"], facts["outcome"]))
    facts.setdefault("once", uuid.uuid4())
    return Touch.objects.create(source=source or a_provider(), recorded_at=clock.now(), **facts)


def an_office_person(office: Provider, name: str = "", *roles: str, on: date = date(2026, 9, 1)) -> OfficePerson:
    """Somebody of an office, who does this there."""
    person = OfficePerson.objects.create(office=office, name=name or f"Maria Lopes {next(_next)}")
    act, now = uuid.uuid4(), clock.now()
    OfficeSaid.objects.bulk_create(
        OfficeSaid(office=office, person=person, topic=topic, holds=True, on=on, act=act, at=now, by_name="Olive")
        for topic in (WORKS_HERE, *roles)
    )
    return person


def a_tie(one: Provider, other: Provider | None = None, **facts: Any) -> Tie:
    """Two who know each other: with one of us, Jo Ellis, where nobody else is named."""
    facts = {"kind": "trained", "strength": 2, "evidence": "Class of 2011", "known_on": date(2026, 9, 1), **facts}
    facts |= {"second_provider": other} if other else {"second_name": "Jo Ellis"}
    return Tie.objects.create(first_provider=one, at=clock.now(), by_name="Olive", once=uuid.uuid4(), **facts)


def an_introduction(to: Provider, **facts: Any) -> Introduction:
    """One of us was asked for an introduction, and has not answered."""
    facts = {"of_name": "Jo Ellis", "asked_on": date(2026, 9, 1), "due_on": date(2026, 9, 8), **facts}
    return Introduction.objects.create(to=to, at=clock.now(), once=uuid.uuid4(), **facts)


def a_same_question(one: Provider, other: Provider, **facts: Any) -> SameQuestion:
    """Two that may be one, put to a person and not answered yet."""
    first, second = sorted((one, other), key=lambda provider: provider.pk)
    facts = {"score": 0.7, "why": "Same telephone.", "asked_at": clock.now(), **facts}
    return SameQuestion.objects.create(first=first, second=second, **facts)


def a_profile(*clinics: Clinic, **facts: Any) -> ProfileVersion:
    """What an ideal source is: podiatrists who send feet, ten miles around each clinic, all of which have room."""
    places = tuple(Place(clinic.pk, "30309", room={"orthopaedic": ROOM}) for clinic in clinics)
    facts = {"kinds": ("podiatry",), "conditions": ("foot and ankle",), "payers": ("medicare",), **facts}
    ideal = Ideal(**{"places": places, **facts})
    return ProfileVersion.objects.create(ideal=ideal.as_json(), at=clock.now(), by_name="Olive Person")


def a_target(**facts: Any) -> Provider:
    """Somebody known who never referred: a podiatrist in Atlanta unless said otherwise."""
    target = a_provider(**{"kind_id": "podiatry", **facts})
    number = next(_next)
    a_contact_point(target, "address", value=f"{number} elm st|30309", shown=f"{number} Elm St", zip="30309")
    return target


def a_target_decision(provider: Provider | None = None, **facts: Any) -> TargetDecision:
    """A target put off until a day: nobody has to decide about it before."""
    provider = provider or a_target()
    facts = {"choice": "later", "on": date(2026, 9, 1), "at": clock.now(), "by_name": "Olive Person", **facts}
    if facts["choice"] == "later":
        facts.setdefault("until", date(2199, 1, 1))
    return TargetDecision.objects.create(provider=provider, npi=provider.npi, name=provider.name, **facts)
