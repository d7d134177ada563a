"""The made-up practice of `wellsent demo`: its people with their sign-ins, and two years of history.

The history comes in as a practice's own would: as lists, through the import.

Its password is made on the first start and kept beside the data, so that no two installations share one.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.db import transaction

from wellsent.accounts import actions, queries
from wellsent.accounts.caller import Caller, caller_of, nobody
from wellsent.accounts.models import Role, User
from wellsent.base import clock
from wellsent.base.errors import CallError
from wellsent.config import sample_targets
from wellsent.exchange.sample import actions as sample
from wellsent.simulate.facts import PracticeFacts, practice_facts

PRACTICE = "Northside Physical Therapy (made up)"
ZONE = "America/New_York"
PASSWORD_FILE = "demo-password"  # noqa: S105 - the name of a file
WORDS = "amber birch cedar delta ember fjord grove heron inlet jolly kayak lemon maple north ocean pearl quill river"


@dataclass(frozen=True)
class SampleOwner:
    """Who the sample practice belongs to."""

    name: str
    email: str


OWNER = SampleOwner("Olive Sample", "owner@northside.example")
COLLEAGUES: tuple[tuple[Role, str, str], ...] = (
    (Role.LIAISON, "Liam Sample", "liaison@northside.example"),
    (Role.FRONT_DESK, "Fay Sample", "front-desk@northside.example"),
    (Role.CLINICIAN, "Clara Sample", "clinician@northside.example"),
    (Role.COMPLIANCE, "Con Sample", "compliance@northside.example"),
    (Role.READ_ONLY, "Rae Sample", "read-only@northside.example"),
)


def password() -> str:
    """The password of everybody in the sample practice: four words, made on the first call."""
    file = Path(settings.WELLSENT_HOME) / PASSWORD_FILE
    if not file.exists():
        file.write_text("-".join(secrets.choice(WORDS.split()) for _ in range(4)), encoding="ascii")
    return file.read_text(encoding="ascii")


def load() -> None:
    """Make the sample practice unless it is there. Raises CallError when a real practice lives here."""
    practice = queries.organisation()
    if practice is not None and not practice.is_sample:
        raise CallError(
            f"{settings.WELLSENT_HOME} holds a practice of its own; the demo leaves it alone.",
            "Set WELLSENT_HOME to another folder for the demo, or run `wellsent serve` for this one.",
        )
    if practice is None:
        today = clock.today(ZONE)
        made_up = practice_facts(sample.SEED, last_day=today)
        with transaction.atomic():
            owner = caller_of(_owner(made_up))
            _colleagues(owner)
        sample.import_lists(today, by=owner)
        sample_targets.make(made_up, today, seed=sample.SEED, by=owner)


def _colleagues(owner: Caller) -> None:
    """One colleague of each other role, through the same doors that real people come in by."""
    for role, name, email in COLLEAGUES:
        everywhere = role not in {Role.FRONT_DESK, Role.CLINICIAN}
        clinics = [] if everywhere else queries.clinics(owner)
        link = actions.invite(email=email, role=role, name=name, clinics=clinics, all_clinics=everywhere, by=owner)
        actions.accept_invitation(token=link, name=name, password=password(), by=nobody())


def _owner(facts: PracticeFacts) -> User:
    return actions.set_up(
        name=PRACTICE,
        clinics=facts.clinics,
        time_zone=ZONE,
        state=facts.providers[0].practice.state,
        owner_name=OWNER.name,
        email=OWNER.email,
        password=password(),
        is_sample=True,
        by=nobody(),
    )


def how_to_begin() -> list[str]:
    """What the terminal says about the practice: who may sign in, and what to look at first."""
    return [
        "",
        f"Sign in as any of these; the password of all is  {password()}",
        *sign_ins(),
        "",
        "Look at This week first: whom to contact, and why.",
    ]


def sign_ins() -> list[str]:
    """One line for each person: the role and the email address to sign in with."""
    everybody = [(Role.OWNER, OWNER.name, OWNER.email), *COLLEAGUES]
    return [f"  {role.label:<20}{email}" for role, _name, email in everybody]
