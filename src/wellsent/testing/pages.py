"""Every page there is, found in the project's own addresses, and a practice small or large to open them in."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator, Sequence
from datetime import date, timedelta
from typing import Any

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from wellsent.accounts import actions, queries
from wellsent.accounts.caller import Caller, caller_of, nobody
from wellsent.accounts.models import Clinic, Closure, Role, User
from wellsent.base import clock
from wellsent.directory.models import Provider
from wellsent.exchange.imports import actions as imports
from wellsent.exchange.models import Batch
from wellsent.outreach.models import Touch
from wellsent.referrals.models import Attempt, Referral
from wellsent.testing import factories
from wellsent.testing.people import PASSWORD

HEADS = ("Ref Date", "Referring Provider", "Pt Acct", "Patient Name", "DOB")
LONG_ENOUGH_AGO = timedelta(days=100)
"""How old the youngest of the rows are: counted from today, so that pages show the same on every day of every year."""
Arguments = Callable[[User], dict[str, Any]]

# How to open each address that names something. Whoever adds such an address says here what it is opened with.
OPENED_WITH: dict[str, Arguments] = {
    "accounts:clinic": lambda owner: {"number": Clinic.objects.order_by("pk").values_list("pk", flat=True)[0]},
    "accounts:person": lambda owner: {"number": owner.pk},
    "desk:decisions": lambda owner: {"number": Referral.objects.order_by("pk").values_list("source", flat=True)[0]},
    "desk:identity": lambda owner: {"number": Referral.objects.order_by("pk").values_list("source", flat=True)[0]},
    "desk:split": lambda owner: {"number": Referral.objects.order_by("pk").values_list("source", flat=True)[0]},
    "desk:office": lambda owner: {"number": Referral.objects.order_by("pk").values_list("source", flat=True)[0]},
    "desk:ties": lambda owner: {"number": Referral.objects.order_by("pk").values_list("source", flat=True)[0]},
    "desk:ties-who": lambda owner: {"number": Referral.objects.order_by("pk").values_list("source", flat=True)[0]},
    "desk:source": lambda owner: {"number": Referral.objects.order_by("pk").values_list("source", flat=True)[0]},
    "desk:npi": lambda owner: {"number": Referral.objects.order_by("pk").values_list("source", flat=True)[0]},
    "directory:kind": lambda owner: {"slug": "podiatry"},
    "exchange:import": lambda owner: {"number": Batch.objects.order_by("-pk").values_list("pk", flat=True)[0]},
    "exchange:rejected": lambda owner: {"number": Batch.objects.order_by("-pk").values_list("pk", flat=True)[0]},
    "referrals:brought": lambda owner: {"number": Referral.objects.order_by("pk").values_list("pk", flat=True)[0]},
    "referrals:correct": lambda owner: {"number": Referral.objects.order_by("pk").values_list("pk", flat=True)[0]},
    "referrals:move": lambda owner: {"number": Referral.objects.order_by("pk").values_list("pk", flat=True)[0]},
    "referrals:referral": lambda owner: {"number": Referral.objects.order_by("pk").values_list("pk", flat=True)[0]},
    "outreach:saved": lambda owner: {"number": Touch.objects.order_by("pk").values_list("pk", flat=True)[0]},
}
# Addresses with something in them that are not opened as pages, and why not.
NOT_PAGES: dict[str, str] = {
    "accounts:act-on-person": "takes POST alone",
    "accounts:end-session": "takes POST alone",
    "accounts:join": "opened by nobody who has signed in",
    "accounts:remove-closure": "takes POST alone",
    "referrals:withdraw-authority": "takes POST alone",
    "accounts:renew": "takes POST alone",
    "accounts:reset": "opened by nobody who has signed in",
    "accounts:withdraw": "takes POST alone",
    "desk:decide": "takes POST alone",
    "desk:identity-say": "takes POST alone",
    "desk:same-person-answer": "takes POST alone",
    "desk:same-person-undo": "takes POST alone",
    "desk:registry-answer": "takes POST alone",
    "desk:registry-undo": "takes POST alone",
    "desk:undo": "takes POST alone",
    "desk:office-say": "takes POST alone",
    "desk:office-take-back": "takes POST alone",
    "desk:tie": "takes POST alone",
    "outreach:ask": "takes POST alone",
    "outreach:introduction": "takes POST alone",
    "directory:act-on-kind": "takes POST alone",
    "plan:bring-back-profile": "takes POST alone",
    "plan:undo-target": "takes POST alone",
    "exchange:act-on-import": "takes POST alone",
    "exchange:choose": "takes POST alone",
    "outreach:undo": "takes POST alone",
    "referrals:apart": "takes POST alone",
    "referrals:call-off-audit": "takes POST alone",
    "referrals:say-source": "takes POST alone",
    "referrals:attempt": "takes POST alone",
    "referrals:end-hold": "takes POST alone",
    "referrals:hold": "takes POST alone",
    "referrals:join": "takes POST alone",
    "referrals:visit": "takes POST alone",
    "mfa_edit_webauthn": "needs a passkey, which only a browser can make",
    "mfa_remove_webauthn": "needs a passkey, which only a browser can make",
}


def addresses() -> dict[str, bool]:
    """The name of every address, and whether it names something (takes arguments)."""
    return dict(_walk(get_resolver().url_patterns, ""))


def _walk(patterns: list[URLPattern | URLResolver], space: str) -> Iterator[tuple[str, bool]]:
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            inner = f"{space}{pattern.namespace}:" if pattern.namespace else space
            yield from _walk(pattern.url_patterns, inner)
        elif pattern.name:
            yield f"{space}{pattern.name}", bool(pattern.pattern.regex.groups)


def page_names() -> list[str]:
    """The names of all addresses that can be opened as pages, so far as it is said what they are opened with."""
    return sorted(
        name for name, names in addresses().items() if name in OPENED_WITH or (not names and name not in NOT_PAGES)
    )


def path_of(name: str, owner: User) -> str:
    """Where a page is opened."""
    return reverse(name, kwargs=OPENED_WITH[name](owner) if name in OPENED_WITH else {})


def an_owner() -> User:
    """The practice's first owner, who made it."""
    return actions.set_up(
        name="Northside Physical Therapy",
        clinics=["Northside"],
        owner_name="Olive Person",
        email="olive@northside.example",
        password=PASSWORD,
        by=nobody(),
    )


def grow(rows: int, owner: User) -> None:
    """Add `rows` of everything that a list could show, long enough ago that every check-in is due."""
    by = caller_of(owner)
    today = queries.today(by)
    practice, lately = factories.a_practice(), factories.a_provider()
    factories.a_profile(factories.a_clinic())
    for number in range(rows):
        _a_patient_waits(today, lately)
        day = today - LONG_ENOUGH_AGO - timedelta(days=number)
        source = factories.a_provider(practice=practice)
        factories.a_contact_point(source)
        clinic = factories.a_clinic()
        factories.a_referral(source, received_on=day, clinic=clinic, patient=factories.a_patient())
        factories.a_touch(source, on=day)
        factories.an_office_person(practice, "", "books")
        factories.a_tie(source)
        factories.a_tie(lately, source)
        factories.an_introduction(source)
        factories.a_same_question(factories.a_provider(practice=practice), source)
        factories.a_target()
        factories.a_target_decision(choice="accepted", on=today - timedelta(days=1))
        Closure.objects.create(first_day=day, last_day=day)
        actions.invite(email=f"new{clinic.pk}@northside.example", role=Role.LIAISON, all_clinics=True, by=by)
        an_import([f"{day:%m/%d/%Y}", f"Family{clinic.pk}, Ada MD", f"A{clinic.pk}", "Marsh, Tom", "05/16/1971"], by=by)
        User.objects.create_user(f"p{clinic.pk}@northside.example", PASSWORD, name=f"P{clinic.pk}", role=Role.LIAISON)


def _a_patient_waits(today: date, source: Provider) -> None:
    """A referral of these days, called once in vain."""
    waiting = factories.a_referral(source, received_on=today - timedelta(days=9), patient=factories.a_patient())
    Attempt.objects.create(
        referral=waiting, at=clock.now(), outcome="no answer", recorded_at=clock.now(), once=uuid.uuid4()
    )


def an_import(*rows: Sequence[str], by: Caller, name: str = "list.csv") -> Batch:
    """A list of referrals brought in through the import, from the first look to the last row."""
    lines = [HEADS, *rows]
    content = "".join(",".join(f'"{cell}"' for cell in line) + "\r\n" for line in lines).encode()
    batch = imports.start("referrals", name, [content], by=by)
    imports.check(batch, by=by)
    return imports.run(batch, by=by)


def queries_for(client: Client, path: str) -> tuple[int, int]:
    """The status of a page, and how many queries it takes once warm."""
    client.get(path)
    with CaptureQueriesContext(connection) as captured:
        status = client.get(path).status_code
    return status, len(captured)
