"""Two people at the same moment: nothing twice, nothing lost, and nobody sees a page of errors."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import pytest

from wellsent.testing.databases import AnEmptyDatabase
from wellsent.testing.processes import PATIENCE, environment, wellsent

pytestmark = pytest.mark.xdist_group("at once")


@pytest.fixture(scope="module")
def became(an_empty_database: AnEmptyDatabase, tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Any]]:
    """What became of each scene of `at_once.py`."""
    home = tmp_path_factory.mktemp("home")
    with an_empty_database() as settings:
        made = wellsent(home, "upgrade", **settings)
        assert made.returncode == 0, made.stderr
        played = subprocess.run(
            [sys.executable, "-m", "wellsent.referrals.tests.at_once"],
            env=environment(home, **settings),
            capture_output=True,
            text=True,
            timeout=PATIENCE,
            check=False,
        )
        assert played.returncode == 0, played.stderr
        yield json.loads(played.stdout)


def test_of_two_people_who_type_the_same_referral_the_second_is_shown_the_first(became: dict[str, Any]) -> None:
    scene = became["typed_by_two_people"]
    assert scene["stored"] == 1
    assert sorted(word.partition("-")[0] for word in scene["said"]) == ["LikelyDuplicate", "R"]


def test_a_form_sent_again_and_again_is_stored_once_and_answered_each_time(became: dict[str, Any]) -> None:
    scene = became["one_form_sent_four_times"]
    assert scene["stored"] == 1
    assert len(set(scene["said"])) == 1
    assert scene["said"][0].startswith("R-")


def test_a_tap_sent_again_and_again_is_one_attempt_and_one_step(became: dict[str, Any]) -> None:
    scene = became["one_tap_sent_four_times"]
    assert (scene["stored"], scene["steps"]) == (1, ["received", "contacted"])
    assert len(set(scene["said"])) == 1
    assert scene["said"][0].isdigit()


def test_of_two_people_who_move_one_referral_the_second_is_told_where_it_is(became: dict[str, Any]) -> None:
    scene = became["moved_by_two_people"]
    assert len(scene["steps"]) == 2
    assert scene["said"].count("Refused") == 1


def test_an_import_and_people_on_the_same_rows_wait_for_each_other(became: dict[str, Any]) -> None:
    scene = became["an_import_and_people_on_the_same_rows"]
    assert scene["said"] == ["stored", "called", "called", "moved", "moved"]
    assert (scene["attempts"], scene["payers"], scene["lost"]) == (24, ["Aetna"], 12)
