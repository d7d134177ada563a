"""The page on which a compliance officer adds what a payer or a state said."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from wellsent.accounts.models import Role, User
from wellsent.referrals.authority.models import AuthorityRow
from wellsent.testing.people import sign_in

pytestmark = pytest.mark.django_db

PAGE = "/referrals/authority/"
ROW = {
    "payer": "Bright County Plan",
    "credential_class": "dc",
    "answer": "valid order",
    "may_certify": "no",
    "citation": "manual 2026, page 12",
    "effective_from": "2026-06-01",
}


@pytest.fixture
def officer(client: Client, a_person: Callable[..., User]) -> Client:
    sign_in(client, a_person(Role.COMPLIANCE))
    return client


def text(response: Any) -> str:
    return str(response.content.decode())


def test_without_rows_the_page_says_who_answers(officer: Client) -> None:
    assert "the rules that come with Wellsent answer alone" in text(officer.get(PAGE))


def test_a_row_is_added_shown_and_withdrawn_with_a_reason(officer: Client) -> None:
    assert officer.post(PAGE, ROW).status_code == 302
    row = AuthorityRow.objects.get()
    assert (row.payer, row.may_certify, row.effective_to) == ("bright-county-plan", False, None)
    page = text(officer.get(PAGE))
    assert "Valid order: chiropractor, bright-county-plan" in page
    assert "manual 2026, page 12" in page
    officer.post(f"{PAGE}{row.pk}/withdraw/", {"reason": "reissued"})
    assert "manual 2026, page 12" not in text(officer.get(PAGE))


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        ({"citation": ""}, "Enter the citation."),
        ({"payer": "medicare"}, "Under Medicare a chiropractor may neither order therapy nor certify it."),
        ({"effective_to": "2026-05-31"}, "The last day lies before the first."),
    ],
)
def test_what_has_to_be_mended_is_said_and_nothing_is_kept(facts: dict[str, str], said: str, officer: Client) -> None:
    answer = officer.post(PAGE, ROW | facts)
    assert answer.status_code == 422
    assert said in text(answer)
    assert not AuthorityRow.objects.exists()


def test_a_row_is_not_withdrawn_without_a_reason_which_is_said(officer: Client) -> None:
    officer.post(PAGE, ROW)
    row = AuthorityRow.objects.get()
    answer = officer.post(f"{PAGE}{row.pk}/withdraw/", {"reason": " "})
    assert answer.status_code < 500
    assert "The reason is missing." in text(answer)
    row.refresh_from_db()
    assert row.withdrawn_at is None
