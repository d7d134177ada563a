"""Who may order, over the shipped tables: cases read off their sources (cases.csv), and what always holds."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wellsent.directory import kinds
from wellsent.referrals.authority import presenters, rules, tables
from wellsent.referrals.authority.rules import CLASSES, Decision, Row

CASES = list(csv.DictReader(Path(__file__).with_name("cases.csv").read_text(encoding="utf-8").splitlines()))
CERTIFIES = {"yes": True, "no": False, "": None}


def decided(kind: str, payer: str, state: str, on: date, *extra: Row) -> Decision:
    return rules.decide(
        classes=tables.classes_of(kind),
        payer=payer,
        state=state,
        on=on,
        rows=[*tables.rows_for(payer), *extra],
        access=tables.direct_access(),
    )


def a_row(answer: rules.Answer = "valid order", **facts: str) -> Row:
    words = {"payer": "", "state": "", "credential_class": ""} | facts
    return Row(
        **words,
        answer=answer,
        may_certify=None,
        limit="",
        citation="board letter of 3 May 2026",
        confirmed=True,
        effective_from=date(2026, 5, 3),
        effective_to=None,
        of_practice=True,
    )


@pytest.mark.parametrize("case", CASES, ids=lambda case: " ".join(list(case.values())[:4]))
def test_a_case_is_answered_as_its_source_says(case: Mapping[str, str]) -> None:
    said = presenters.as_json(decided(case["kind"], case["payer"], case["state"], date.fromisoformat(case["date"])))
    access = said["direct_access"]
    assert said["answer"] == case["answer"]
    assert access["level"] == case["level"]
    assert [access["days"], access["visits"]] == [int(case[n]) if case[n] else None for n in ("days", "visits")]
    assert said["may_certify"] is CERTIFIES[case["may_certify"]]
    assert case["citation"] in said["citation"]
    assert said["as_of"] == case["date"]


def test_the_cases_reach_every_row_of_every_table() -> None:
    asked = [(tables.classes_of(c["kind"]), c["payer"], c["state"], date.fromisoformat(c["date"])) for c in CASES]
    reached_access = {
        each for each in tables.direct_access() for _, _, s, on in asked if s == each.state and rules.in_force(each, on)
    }
    assert set(tables.direct_access()) - reached_access == set()
    reached_rows = {
        row
        for classes, p, s, on in asked
        for each in classes
        if (row := rules.row_for(each, p, s, on, tables.rows_for(p)))
    }
    assert {*tables.medicare(), *tables.others()} - reached_rows == set()


def test_every_class_a_kind_can_have_stands_in_medicares_table() -> None:
    classes = {taxonomy.credential_class for taxonomy in kinds.TAXONOMIES.values()}
    assert classes <= set(CLASSES) == {row.credential_class for row in tables.medicare()}


def test_no_two_rows_of_a_state_hold_on_the_same_day() -> None:
    rows = tables.direct_access()
    days = {day for each in rows for day in (each.effective_from, each.effective_to) if day}
    assert [
        (state, day)
        for state in {each.state for each in rows}
        for day in days
        if sum(each.state == state and rules.in_force(each, day) for each in rows) > 1
    ] == []


KINDS = st.sampled_from([*kinds.ALL, *CLASSES, *kinds.TAXONOMIES])


@given(
    kind=KINDS,
    payer=st.sampled_from([*rules.PAYERS, "bright-county-plan"]),
    state=st.sampled_from(tables.states()),
    on=st.dates(),
)
def test_whatever_is_asked_there_is_one_of_four_answers_with_a_citation_and_a_next_step(
    kind: str, payer: str, state: str, on: date
) -> None:
    said = decided(kind, payer, state, on)
    assert said.answer in rules.ANSWERS
    assert said.citation
    assert said.next_step
    assert said.as_of == on
    assert presenters.as_text(said).splitlines()[-1].startswith(f"As of {on.isoformat()}")


@given(
    kind=st.sampled_from(["dc", "dds", "chiropractic", "dentistry", "111N00000X"]),
    state=st.sampled_from(tables.states()),
    on=st.dates(),
    row=st.sampled_from([a_row(payer="medicare"), a_row(), a_row(payer="medicare", credential_class="dc")]),
)
def test_a_chiropractor_or_dentist_never_gives_a_valid_order_under_medicare_whatever_a_row_says(
    kind: str, state: str, on: date, row: Row
) -> None:
    said = decided(kind, "medicare", state, on, row)
    assert said.answer != "valid order"
    assert said.may_certify is False


def test_a_kind_of_several_credentials_that_differ_is_unknown_and_says_what_to_ask() -> None:
    said = decided("ob-gyn-pelvic", "medicare", "TX", date(2026, 11, 23))
    assert said.answer == "unknown"
    assert "which credential the signer holds (MD or DO: valid order; nurse midwife: recommendation)" in said.next_step


def test_a_kind_of_several_credentials_that_agree_has_one_answer_with_the_limits_of_each() -> None:
    said = decided("primary-care", "medicare", "TX", date(2026, 11, 23))
    assert said.answer == "valid order"
    assert said.limit == "nurse practitioner: state scope of practice; enrolled or validly opted out"


def test_business_days_are_called_so() -> None:
    assert "without an order for 10 business days." in decided("dc", "medicare", "TX", date(2025, 8, 31)).next_step
    assert "without an order for 30 days." in decided("dc", "medicare", "TX", date(2025, 9, 1)).next_step
    assert "for 15 business days or 10 visits." in decided("dc", "medicare", "IL", date(2026, 11, 23)).next_step


def test_medicare_wants_certification_also_where_no_order_is_needed() -> None:
    assert "also where no order is needed to start" in decided("atc", "medicare", "AZ", date(2026, 1, 1)).next_step
    assert "Check the plan" in decided("atc", "commercial", "AZ", date(2026, 1, 1)).next_step
    assert "state law alone decides" in decided("atc", "self-pay", "AZ", date(2026, 1, 1)).next_step


@pytest.mark.parametrize("state", ["AR", "DE", "DC", "MS", "NH", "NM", "OH", "WA", "WI"])
def test_what_rests_on_background_alone_is_said_to_be_unconfirmed(state: str) -> None:
    said = decided("atc", "medicare", state, date(2026, 11, 23))
    assert said.access is not None
    assert not said.access.confirmed
    assert "provisions are unconfirmed" in said.next_step


def test_a_row_of_the_practice_wins_over_ours_from_its_first_day() -> None:
    row = a_row(state="TX", credential_class="dc")
    before, since = date(2026, 5, 2), date(2026, 5, 3)
    assert decided("dc", "commercial", "TX", before, row).answer == "recommendation"
    assert decided("dc", "commercial", "TX", since, row).answer == "valid order"
    assert "board letter" in decided("dc", "commercial", "TX", since, row).citation
    assert decided("dc", "commercial", "NM", since, row).answer == "recommendation"


def test_a_row_of_the_practice_that_names_no_payer_says_nothing_of_medicare() -> None:
    row = a_row("needs an order", credential_class="np")
    assert decided("np", "commercial", "TX", date(2026, 11, 1), row).answer == "needs an order"
    assert decided("np", "medicare", "TX", date(2026, 11, 1), row).answer == "valid order"


def test_a_plan_that_needs_an_order_takes_a_physicians() -> None:
    row = a_row("needs an order", payer="medicaid", state="TX")
    on = date(2026, 11, 1)
    assert decided("md_do", "medicaid", "TX", on, row).answer == "valid order"
    assert decided("atc", "medicaid", "TX", on, row).answer == "needs an order"
    assert decided("atc", "medicaid", "NM", on, row).answer == "recommendation"


@pytest.mark.parametrize("words", ["", "cardiology", "Bayshore Orthopedics", "207ZZ0000X", "wizard"])
def test_words_that_name_no_kind_of_ours_stand_for_no_class(words: str) -> None:
    assert tables.classes_of(words) == ()
