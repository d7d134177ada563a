"""The answer while a referral is recorded: who signed, who pays, which state, which day, and what is missing."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from wellsent.accounts.models import Clinic, Role, User
from wellsent.base import clock
from wellsent.base.errors import DataError, Refused
from wellsent.directory.actions import merge, say_credential
from wellsent.directory.models import Kind
from wellsent.referrals.authority import intake, tables
from wellsent.referrals.authority.models import AuthorityRow
from wellsent.referrals.authority.rules import ANSWERS, CLASSES, PAYERS
from wellsent.testing.factories import a_practice, a_provider, a_referral
from wellsent.testing.people import sign_in

ON = date(2026, 11, 24)
MAY_ORDER = "/referrals/new/may-order/"


@pytest.mark.parametrize(
    ("credentials", "kind", "said", "classes"),
    [
        ("MD", "", "", ("md_do",)),
        ("MD, FAAOS", "orthopaedic-surgery", "", ("md_do",)),
        ("RN, FNP-C", "", "", ("np",)),
        ("PA-C", "orthopaedic-surgery", "", ("pa",)),
        ("PT, DPT, OCS", "", "", ("pt",)),
        ("OTR/L", "", "", ("ot",)),
        ("APRN", "primary-care", "", ("np", "cns", "cnm")),
        ("RN, APRN", "", "", ("np", "cns", "cnm")),
        ("APRN, FNP-BC", "", "", ("np",)),
        ("PhD", "chiropractic", "", ("dc",)),
        ("", "podiatry", "", ("dpm",)),
        ("", "the-coaches", "atc", ("atc",)),
        ("DC", "the-coaches", "atc", ("dc",)),
        ("", "the-coaches", "", ()),
        ("", "", "", ()),
    ],
)
def test_letters_behind_the_name_decide_before_the_kind(
    credentials: str, kind: str, said: str, classes: tuple[str, ...]
) -> None:
    found = tables.classes_of_source(is_person=True, credentials=credentials, kind=kind, said_of_kind=said)
    assert found == classes


def test_an_organisation_signs_nothing_whatever_its_kind() -> None:
    assert tables.classes_of_source(is_person=False, credentials="MD", kind="podiatry") == ("org",)


@pytest.mark.parametrize(
    ("text", "own", "payer"),
    [
        ("Medicare Part B", set(), "medicare"),
        ("Humana Medicare Advantage", set(), "medicare"),
        ("Humana", set(), ""),
        ("humana gold choice PPO", set(), ""),
        ("Humana commercial", set(), "commercial"),
        ("Humana", {"humana"}, "humana"),
        ("BCBS of Georgia", set(), "commercial"),
        ("Workers' Comp", set(), "workers-comp"),
        ("cash", set(), "self-pay"),
        ("State Farm", set(), "auto"),
        ("Bright County Plan", {"bright-county-plan"}, "bright-county-plan"),
        ("Bright County Plan", set(), ""),
        ("", set(), ""),
    ],
)
def test_the_payers_words_are_put_into_a_class(text: str, own: set[str], payer: str) -> None:
    assert tables.payer_class(text, own=own) == payer


@given(
    classes=st.lists(st.sampled_from(sorted(CLASSES)), max_size=3),
    payer=st.sampled_from(["", "somebody", *PAYERS]),
    state=st.sampled_from([None, "", *tables.states()]),
    on=st.dates(date(2015, 1, 1), date(2035, 1, 1)),
)
def test_there_is_either_an_answer_with_its_citation_or_something_missing(
    classes: list[str], payer: str, state: str | None, on: date
) -> None:
    found = intake.answer(intake.Asked(classes, payer, state, on), own=())
    assert (found.decision is None) == bool(found.lacks)
    if found.decision:
        assert found.decision.answer in ANSWERS
        assert found.decision.citation


@pytest.fixture
def desk(client: Client, a_person: Callable[..., User]) -> Client:
    sign_in(client, a_person(Role.FRONT_DESK))
    return client


@pytest.fixture
def in_texas(northside: Clinic) -> Clinic:
    northside.state = "TX"
    northside.save()
    return northside


def asked(browser: Client, clinic: Clinic, **typed: Any) -> str:
    facts = {"clinic": clinic.pk, "payer": "Medicare", "received_on": ON.isoformat(), "source_text": "x", **typed}
    return str(browser.post(MAY_ORDER, facts).text)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("credentials", "payer", "said"),
    [
        ("MD", "Medicare", "Valid order."),
        ("DPM", "Medicare", "Valid order, only within its limit: "),
        ("DC", "Medicare", "Recommendation only: direct access applies, limits: 30 days."),
        ("APRN", "Medicare", "Ask the office which credential the signer holds"),
        ("", "Medicare", "Ask the office for the credentials of whoever signs"),
        ("MD", "", "The payer is missing: ask who pays, and enter it."),
        ("MD", "Bright County Plan", "This payer is not one we know."),
        ("DC", "Humana", "Ask the patient for the card"),
    ],
)
def test_the_answer_follows_source_and_payer(
    desk: Client, in_texas: Clinic, credentials: str, payer: str, said: str
) -> None:
    assert said in asked(desk, in_texas, source=a_provider(credentials=credentials).pk, payer=payer)


@pytest.mark.django_db
def test_a_plan_that_wants_an_order_takes_one_from_those_named(desk: Client, in_texas: Clinic) -> None:
    AuthorityRow.objects.create(
        payer="bright-county-plan", answer="needs an order", citation="letter", effective_from=ON, added_at=clock.now()
    )
    page = asked(desk, in_texas, source=a_provider(credentials="DC").pk, payer="Bright County Plan")
    assert "Needs an order from an MD or DO, nurse practitioner" in page
    assert "letter" in page


@pytest.mark.django_db
def test_a_new_source_is_answered_for_by_the_letters_typed(desk: Client, in_texas: Clinic) -> None:
    assert "Recommendation only" in asked(desk, in_texas, source="new", source_text="Petra Novak DC")


@pytest.mark.django_db
def test_an_office_alone_signs_nothing(desk: Client, in_texas: Clinic) -> None:
    assert "Ask the office which person signed" in asked(desk, in_texas, source=a_practice().pk)


@pytest.mark.django_db
def test_while_nobody_or_several_are_meant_nothing_is_said(desk: Client, in_texas: Clinic) -> None:
    for name in ("Ada", "Olu"):
        a_provider(name, "Okafor")
    assert asked(desk, in_texas, source="", source_text="okaf").strip() == ""
    assert asked(desk, in_texas, source="", source_text="").strip() == ""


@pytest.mark.django_db
def test_a_clinic_without_a_state_says_so_and_an_owner_finds_the_way_to_mend_it(
    client: Client, a_person: Callable[..., User], northside: Clinic
) -> None:
    source = a_provider().pk
    sign_in(client, a_person(Role.FRONT_DESK))
    assert "is not told: ask an owner to choose it" in asked(client, northside, source=source)
    assert "The clinic is missing" in str(client.post(MAY_ORDER, {"source": source, "source_text": "x"}).text)
    client.logout()
    sign_in(client, a_person(Role.OWNER, all_clinics=True))
    nobody_knows_what = a_provider(credentials="").pk
    page = asked(client, northside, source=nobody_knows_what)
    assert f'href="/settings/clinics/{northside.pk}/"' in page
    assert f'href="/sources/{nobody_knows_what}/decisions/"' in page


@pytest.mark.django_db
def test_the_credentials_of_a_merged_row_count_for_the_one_that_stands(
    desk: Client, in_texas: Clinic, owner: Any
) -> None:
    bare, lettered = a_provider(credentials=""), a_provider(credentials="DC")
    merge(survivor=bare.pk, merged=lettered.pk, why="the same", by=owner)
    for number in (bare.pk, lettered.pk):
        assert "Recommendation only" in asked(desk, in_texas, source=number)


@pytest.mark.django_db
def test_a_referrals_page_answers_until_it_is_closed(desk: Client, in_texas: Clinic) -> None:
    row = a_referral(a_provider(credentials="DC"), received_on=ON, clinic=in_texas, payer="Medicare")
    assert "Recommendation only" in desk.get(f"/referrals/{row.pk}/brought/").text
    lost = a_referral(a_provider(credentials="DC"), clinic=in_texas, payer="Medicare", stage="lost")
    assert "Recommendation only" not in desk.get(f"/referrals/{lost.pk}/brought/").text


@pytest.mark.django_db
def test_an_added_kind_is_answered_for_once_its_credential_is_said(
    client: Client, a_person: Callable[..., User], in_texas: Clinic
) -> None:
    coaches = Kind.objects.create(slug="the-coaches", label="Coaches", added_here=True)
    source = a_provider(credentials="", kind=coaches).pk
    sign_in(client, a_person(Role.OWNER, all_clinics=True))
    assert "Ask the office for the credentials" in asked(client, in_texas, source=source)
    assert "Coaches" in client.get("/referrals/authority/").text
    client.post("/referrals/authority/credential/", {"kind": "the-coaches", "credential_class": "atc"})
    assert "Recommendation only" in asked(client, in_texas, source=source)
    refused = client.post("/referrals/authority/credential/", {"kind": "the-coaches", "credential_class": "wizard"})
    assert "Load the page again and choose one of the list." in refused.text


@pytest.mark.django_db
def test_what_a_shipped_kind_holds_is_not_for_the_practice_to_say(owner: Any, front_desk: Any) -> None:
    with pytest.raises(DataError, match="added no such kind"):
        say_credential(kind="podiatry", credential_class="np", by=owner)
    with pytest.raises(Refused):
        say_credential(kind="podiatry", credential_class="np", by=front_desk)
