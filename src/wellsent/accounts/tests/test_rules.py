from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wellsent.accounts import rules
from wellsent.accounts.access import safe_path

NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)


def state(*, expires: timedelta = timedelta(days=1), accepted: bool = False, withdrawn: bool = False) -> str:
    return rules.invitation_state(
        expires_at=NOW + expires,
        accepted_at=NOW if accepted else None,
        withdrawn_at=NOW if withdrawn else None,
        now=NOW,
    )


def test_a_fresh_invitation_is_open() -> None:
    assert state() == "open"


def test_an_invitation_ends_at_the_minute_it_says() -> None:
    assert state(expires=timedelta(0)) == "expired"


def test_an_accepted_invitation_stays_accepted_after_it_expired() -> None:
    assert state(accepted=True, expires=-timedelta(days=30)) == "accepted"


def test_a_withdrawn_invitation_is_withdrawn_before_it_expires() -> None:
    assert state(withdrawn=True) == "withdrawn"


def test_the_set_up_code_is_the_same_for_every_process_of_an_installation() -> None:
    assert rules.set_up_code("secret") == rules.set_up_code("secret")


@given(st.text(min_size=1), st.text(min_size=1))
def test_another_installation_has_another_set_up_code(one: str, other: str) -> None:
    assert (rules.set_up_code(one) == rules.set_up_code(other)) == (one == other)


@pytest.mark.parametrize("typed", ["{}", " {} ", "{}\n"])
def test_a_code_may_be_typed_with_blanks(typed: str) -> None:
    assert rules.same_code(typed.format("ABCD-EFGH-2345"), "ABCD-EFGH-2345")


def test_a_code_may_be_typed_in_small_letters_without_dashes() -> None:
    assert rules.same_code("abcdefgh2345", "ABCD-EFGH-2345")


@pytest.mark.parametrize("typed", ["", "-", "ABCD-EFGH-2344", "ABCD-EFGH", "ＡＢＣＤ-EFGH-2345", "ABCD-EFGH-2345X"])
def test_a_code_that_differs_is_another_code(typed: str) -> None:
    assert not rules.same_code(typed, "ABCD-EFGH-2345")


@given(st.text())
def test_any_text_can_be_compared_with_a_code(typed: str) -> None:
    assert not rules.same_code(typed, "ABCD-EFGH-2345")


@pytest.mark.parametrize(
    ("is_owner", "others", "stays", "allowed"),
    [(True, 0, False, False), (True, 1, False, True), (True, 0, True, True), (False, 0, False, True)],
)
def test_a_practice_keeps_an_owner(is_owner: bool, others: int, stays: bool, allowed: bool) -> None:
    assert rules.keeps_an_owner(is_owner=is_owner, other_owners=others, stays_owner=stays) is allowed


@pytest.mark.parametrize("path", ["/", "/sources/?q=lee&page=2", "/referrals/17/#notes", "/a%2F%2Fb"])
def test_a_page_of_this_installation_may_come_next(path: str) -> None:
    assert safe_path(path) == path


@pytest.mark.parametrize(
    "path",
    [
        "//evil.example",
        "///evil.example",
        "/\\evil.example",
        "\\\\evil.example",
        "https:evil.example",
        "https://evil.example/",
        "http:///evil.example",
        "javascript:alert(1)",
        "%2F%2Fevil.example",
        " //evil.example",
        "\t//evil.example",
        "/\t/evil.example",
        "/\n/evil.example",
        "evil",
        "",
        None,
    ],
)
def test_nothing_outside_may_come_next(path: str | None) -> None:
    assert safe_path(path, "/home") == "/home"


@given(st.text())
def test_what_comes_next_begins_with_one_slash(path: str) -> None:
    following = safe_path(path)
    assert following.startswith("/")
    assert following[1:2] not in {"/", "\\"}
