"""`wellsent import` as people and programs call it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from wellsent.accounts.caller import Caller
from wellsent.config import cli
from wellsent.referrals.models import Referral

pytestmark = pytest.mark.django_db

UNSETTLED = "Ref Date,Referring Physician\n03/04/2026,Okafor Ada MD\n02/05/2026,Okafor Ada MD\n"


@pytest.fixture
def a_list(tmp_path: Path) -> str:
    path = tmp_path / "referrals.csv"
    path.write_text(UNSETTLED, encoding="utf-8")
    return str(path)


def test_what_only_a_person_can_say_is_asked_on_the_command_line_too(
    owner: Caller, a_list: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["import", "referrals", a_list]) == 0
    said = capsys.readouterr()
    assert "the 3rd of April or March 4?" in said.err
    assert "--day-first yes or no" in said.err
    assert "'Ref Date' as referral_date, 'Referring Physician' as referrer_name" in said.out
    assert str(Referral.objects.earliest("received_on").received_on) == "2026-02-05"


def test_once_it_is_said_nothing_is_asked(owner: Caller, a_list: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["import", "referrals", a_list, "--day-first", "yes", "--json", "-"]) == 0
    said = capsys.readouterr()
    assert (json.loads(said.out)["questions"], said.err) == ([], "")
    assert str(Referral.objects.earliest("received_on").received_on) == "2026-04-03"


def test_a_sheet_that_is_not_there_is_refused_by_name(
    owner: Caller, a_list: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["import", "referrals", a_list, "--sheet", "2025"]) == 2
    assert "no sheet '2025'" in capsys.readouterr().err
    assert not Referral.objects.exists()
