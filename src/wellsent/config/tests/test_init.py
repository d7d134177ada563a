from __future__ import annotations

import io
import re
import stat
import sys
from pathlib import Path

import pytest
from django.core.cache import cache
from django.test import Client

from wellsent.accounts import queries
from wellsent.accounts.models import Clinic, Organisation, Role, User
from wellsent.base.copies import recovery_key
from wellsent.base.models import RecoveryKey
from wellsent.config import cli, recovery
from wellsent.testing.people import set_up_app, sign_in

PASSWORD = "purple kettle mountain"
GIVEN = ["--practice", "Northside PT", "--clinic", "Northside", "--clinic", "Harbor", "--name", "Ada", "--hours", "6.5"]
OWNER = ["--email", "ada@northside.example", "--password-stdin"]


@pytest.fixture(autouse=True)
def _prepared(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    cache.clear()
    monkeypatch.setattr("wellsent.config.upgrade.upgrade", lambda: None)  # the test database is up to date
    monkeypatch.setattr(sys, "stdin", io.StringIO(f"{PASSWORD}\n"))


def test_the_practice_is_set_up_from_the_command_line(client: Client) -> None:
    assert cli.main(["init", *GIVEN, *OWNER]) == 0
    assert [clinic.name for clinic in Clinic.objects.all()] == ["Harbor", "Northside"]
    owner = User.objects.get()
    assert (owner.role, owner.all_clinics) == (Role.OWNER, True)
    assert sign_in(client, owner, password=PASSWORD).status_code == 302


def test_a_second_factor_is_asked_of_everyone_unless_told_otherwise() -> None:
    cli.main(["init", *GIVEN, *OWNER])
    practice = queries.organisation()
    assert practice
    assert set(practice.second_factor_roles) == set(Role.values)


def test_a_second_factor_may_be_left_out() -> None:
    cli.main(["init", *GIVEN, *OWNER, "--no-second-factor"])
    assert Organisation.objects.get().second_factor_roles == []


def test_the_recovery_key_is_written_to_a_file_or_said_to_be_missing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "key"
    assert cli.main(["init", *GIVEN, *OWNER, "--recovery-key-to", str(file)]) == 0
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert RecoveryKey.objects.get().name == recovery_key.read(file.read_text()).keeping.name
    assert file.read_text().strip() not in capsys.readouterr().out


def test_without_a_terminal_or_a_file_the_recovery_key_is_said_to_be_missing(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert cli.main(["init", *GIVEN, *OWNER]) == 0
    assert "There is no recovery key yet" in capsys.readouterr().out
    assert not RecoveryKey.objects.exists()


def test_on_a_terminal_the_recovery_key_is_shown_once_cleared_and_asked_for_until_it_is_right(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys.stdin, "isatty", lambda: True)
    typed: list[str] = []

    def answer(question: str) -> str:
        shown: list[str] = re.findall(r"(?:\w{5}-){6}\w{5}", "".join([*typed, capsys.readouterr().out]))
        typed[:] = shown[:1]
        asked.append(question)
        return {1: "", 2: "what?", 3: recovery_key.new().text}.get(len(asked), shown[0].lower())

    asked: list[str] = []
    kept = recovery.shown_and_typed_back(answer)
    assert kept == recovery_key.read(typed[0]).keeping
    assert (
        asked
        == ["Press Enter when it is written down; the screen is cleared then. "] + ["Type it from what you wrote: "] * 3
    )


def test_setting_up_twice_is_refused(capsys: pytest.CaptureFixture[str], organisation: Organisation) -> None:
    assert cli.main(["init", *GIVEN, *OWNER]) == 1
    assert "This installation is set up already." in capsys.readouterr().err


def test_what_is_missing_is_named_when_nobody_can_be_asked(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["init", *OWNER]) == 2
    assert "--practice is not given" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (["--time-zone", "Mars/Olympus"], 2, "--time-zone is 'Mars/Olympus'."),
        (["--hours", "many"], 2, "--hours is 'many'."),
        (["--hours", "-1"], 2, "--hours is '-1'."),
        (["--email", "ada"], 1, "The email is no address."),
    ],
)
def test_what_cannot_be_is_refused_in_words(
    capsys: pytest.CaptureFixture[str], words: list[str], code: int, said: str
) -> None:
    assert cli.main(["init", *GIVEN, *OWNER, *words]) == code
    assert said in capsys.readouterr().err
    assert not Organisation.objects.exists()


def test_a_weak_password_leaves_nothing_behind(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO("northside2026\n"))
    assert cli.main(["init", *GIVEN, *OWNER]) == 1
    assert "too easy to guess" in capsys.readouterr().err
    assert not Organisation.objects.exists()


def test_a_link_from_the_server_sets_a_new_password(capsys: pytest.CaptureFixture[str], client: Client) -> None:
    cli.main(["init", *GIVEN, *OWNER, "--no-second-factor"])
    owner = User.objects.get()
    secret = set_up_app(owner)
    assert secret
    capsys.readouterr()
    assert cli.main(["reset-link", "ADA@northside.example", "--second-factor-too"]) == 0
    link = re.search(r"^/reset/\S+/$", capsys.readouterr().out, re.MULTILINE)
    assert link
    client.post(link[0], {"password": "orange lamp river"})
    assert sign_in(client, owner, password="orange lamp river")["Location"] == "/"


def test_no_link_is_made_for_somebody_who_is_not_there(
    capsys: pytest.CaptureFixture[str], organisation: Organisation
) -> None:
    assert cli.main(["reset-link", "nobody@northside.example"]) == 1
    assert "Nobody who can sign in has this email." in capsys.readouterr().err
