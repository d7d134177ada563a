"""`wellsent authority` as people and programs call it, where nothing is set up."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from wellsent.accounts.caller import shell_caller
from wellsent.config import cli, django_start
from wellsent.directory.actions import say_credential
from wellsent.directory.models import Kind
from wellsent.referrals.authority import actions

ASKED = {"--kind": "podiatry", "--payer": "medicare", "--state": "TX", "--date": "2026-11-23"}


@pytest.fixture(autouse=True)
def nothing_set_up(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("WELLSENT_HOME", str(tmp_path / "nowhere"))


def ask(*more: str, **changes: str) -> int:
    words = ASKED | {f"--{name}": value for name, value in changes.items()}
    return cli.main(["authority", *(part for pair in words.items() for part in pair), *more])


def test_the_first_sentence_is_the_answer(capsys: pytest.CaptureFixture[str]) -> None:
    assert ask() == 0
    said = capsys.readouterr().out
    assert said.startswith(
        "Valid order, but only within its limit.\nLimit: only within podiatric scope under state law.\n"
    )
    assert "Citation: CMS Pub. 100-02 ch.15 s.220.1.3" in said


def test_programs_read_the_same_answer(capsys: pytest.CaptureFixture[str]) -> None:
    assert ask("--json", "-", kind="111N00000X", state="ny") == 0
    said = json.loads(capsys.readouterr().out)
    assert list(said) == ["answer", "may_certify", "limit", "direct_access", "next_step", "citation", "as_of"]
    assert (said["answer"], said["may_certify"]) == ("recommendation", False)
    assert said["direct_access"] == {"level": "provisions", "days": 30, "visits": 10, "confirmed": True}


@pytest.mark.parametrize(
    ("wrong", "choices"),
    [
        ({"kind": "wizard"}, "podiatry"),
        ({"payer": "aetna"}, "workers-comp"),
        ({"state": "ZZ"}, "WY"),
        ({"date": "23/11/2026"}, "2026-11-23"),
    ],
    ids=["kind", "payer", "state", "date"],
)
def test_what_is_not_known_is_named_with_the_choices(
    wrong: dict[str, str], choices: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert ask(**wrong) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert next(iter(wrong.values())) in said.err
    assert choices in said.err


def test_a_payer_may_be_written_as_people_write_it(capsys: pytest.CaptureFixture[str]) -> None:
    assert ask(payer="Workers' Comp", kind="dc", state="CT") == 0
    assert capsys.readouterr().out.startswith("Needs an order")


@pytest.mark.django_db
def test_a_payer_the_practice_added_is_known_and_its_row_wins(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("DATABASE_URL", "this test's own")
    monkeypatch.setattr(django_start, "start_django", lambda: None)
    actions.add_row(
        payer="Bright County Plan",
        credential_class="dc",
        answer="valid order",
        citation="manual 2026, page 12",
        effective_from=date(2026, 6, 1),
        by=shell_caller(),
    )
    assert ask(payer="bright county plan", kind="dc") == 0
    said = capsys.readouterr().out
    assert said.startswith("Valid order.")
    assert "Citation: manual 2026, page 12" in said


@pytest.mark.django_db
def test_a_kind_the_practice_added_is_known_once_its_credential_is_said(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("DATABASE_URL", "this test's own")
    monkeypatch.setattr(django_start, "start_django", lambda: None)
    Kind.objects.create(slug="the-coaches", label="Coaches", added_here=True)
    assert ask(kind="the-coaches") == 2
    say_credential(kind="the-coaches", credential_class="atc", by=shell_caller())
    assert ask(kind="The-Coaches") == 0
    assert capsys.readouterr().out.startswith("Recommendation only")


def test_without_a_date_today_is_asked_about(capsys: pytest.CaptureFixture[str]) -> None:
    words = ["authority", "--kind", "np", "--payer", "medicare", "--state", "TX", "--json", "-"]
    assert cli.main(words) == 0
    assert json.loads(capsys.readouterr().out)["as_of"] == date.today().isoformat()  # noqa: DTZ011 - as the command
