"""The practice's own rows: who may add them, what they must say, and that they are asked first."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from wellsent.accounts.caller import Caller
from wellsent.accounts.models import AuditEvent
from wellsent.base import clock
from wellsent.base.errors import DataError, Forbidden, Refused
from wellsent.referrals.authority import actions, queries, rules, tables
from wellsent.referrals.authority.models import AuthorityRow

pytestmark = pytest.mark.django_db

FIRST = date(2026, 6, 1)


def add(by: Caller, **facts: Any) -> AuthorityRow:
    said: dict[str, Any] = {
        "payer": "Bright County Plan",
        "credential_class": "atc",
        "answer": "needs an order",
        "citation": "provider manual 2026, page 12",
        "effective_from": FIRST,
    }
    return actions.add_row(**(said | facts), by=by)


def answer(caller: Caller, payer: str, on: date) -> rules.Decision:
    return rules.decide(
        classes=["atc"],
        payer=payer,
        state="TX",
        on=on,
        rows=[*tables.rows_for(payer), *queries.practice_rows(caller)],
        access=tables.direct_access(),
    )


def test_a_row_of_the_compliance_officer_answers_everybody_and_is_in_the_trail(
    compliance: Caller, front_desk: Caller
) -> None:
    row = add(compliance)
    said = answer(front_desk, "bright-county-plan", FIRST)
    assert said.answer == "needs an order"
    assert "provider manual 2026, page 12" in said.citation
    assert answer(front_desk, "bright-county-plan", date(2026, 5, 31)).answer == "recommendation"
    event = AuditEvent.objects.get(verb="authority.add")
    assert (event.user, event.references) == (compliance.user, [row.pk])


def test_its_last_day_counts_and_the_day_after_does_not(owner: Caller) -> None:
    add(owner, effective_to=date(2026, 8, 31))
    assert answer(owner, "bright-county-plan", date(2026, 8, 31)).answer == "needs an order"
    assert answer(owner, "bright-county-plan", date(2026, 9, 1)).answer == "recommendation"


def test_a_withdrawn_row_answers_nobody_and_stays_with_its_reason(compliance: Caller) -> None:
    row = add(compliance)
    actions.withdraw_row(row=row.pk, reason="the manual was reissued", by=compliance)
    assert queries.practice_rows(compliance) == ()
    assert AuthorityRow.objects.filter(pk=row.pk).exists()
    assert AuditEvent.objects.get(verb="authority.withdraw").reason == "the manual was reissued"
    with pytest.raises(DataError, match="no such row"):
        actions.withdraw_row(row=row.pk, reason="again", by=compliance)


def test_withdrawing_needs_a_reason(compliance: Caller) -> None:
    with pytest.raises(DataError, match="reason is missing"):
        actions.withdraw_row(row=add(compliance).pk, reason=" ", by=compliance)


@pytest.mark.parametrize("role", ["liaison", "front_desk", "clinician", "read_only"])
def test_only_the_owner_and_the_compliance_officer_change_rows(role: str, request: pytest.FixtureRequest) -> None:
    caller = request.getfixturevalue(role)
    with pytest.raises(Forbidden):
        add(caller)
    with pytest.raises(Forbidden):
        actions.withdraw_row(row=1, reason="no", by=caller)


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        ({"citation": "  "}, "citation is missing"),
        ({"payer": "", "credential_class": ""}, "speaks of nothing"),
        ({"state": "ZZ"}, "state 'ZZ' is not known"),
        ({"credential_class": "wizard"}, "credential_class 'wizard' is not known"),
        ({"answer": "perhaps"}, "answer 'perhaps' is not known"),
        ({"effective_to": date(2026, 5, 31)}, "last day lies before the first"),
    ],
)
def test_a_row_that_cannot_be_right_is_refused_and_named(facts: dict[str, Any], said: str, owner: Caller) -> None:
    with pytest.raises(DataError, match=said):
        add(owner, **facts)
    assert not AuthorityRow.objects.exists()


@pytest.mark.parametrize("credential_class", ["dc", "dds"])
def test_what_medicares_law_forbids_cannot_be_added(credential_class: str, compliance: Caller) -> None:
    with pytest.raises(Refused, match="Under Medicare"):
        add(compliance, payer="Medicare", credential_class=credential_class, answer="valid order")


@pytest.mark.parametrize(
    "facts",
    [
        {"answer": "perhaps"},
        {"citation": ""},
        {"credential_class": ""},
        {"effective_to": date(2026, 5, 31)},
    ],
    ids=["answer", "citation", "nothing", "days"],
)
def test_the_database_holds_the_same(facts: dict[str, Any]) -> None:
    good = {
        "credential_class": "atc",
        "answer": "unknown",
        "citation": "a letter",
        "effective_from": FIRST,
        "added_at": clock.now(),
    }
    with pytest.raises(IntegrityError), transaction.atomic():
        AuthorityRow.objects.create(**(good | facts))
