"""The sample practice has targets from the first minute, from a registry as made up as itself."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from pytest_django.fixtures import Settings

from wellsent.accounts.caller import Caller
from wellsent.accounts.models import Clinic
from wellsent.config import sample_targets
from wellsent.directory.registry_here import registry
from wellsent.plan.targets import queries
from wellsent.simulate.facts import practice_facts

pytestmark = pytest.mark.django_db


def test_the_sample_practice_has_more_targets_than_its_hours_can_work_and_keeps_a_registry_that_is_there(
    owner: Caller, northside: Clinic, harbor: Clinic, tmp_path: Path, settings: Settings
) -> None:
    settings.WELLSENT_HOME = tmp_path
    today = date(2026, 11, 28)
    practice = practice_facts(120, sources=20, months=3, last_day=today)
    for _ in range(2):
        sample_targets.make(practice, today, seed=120, by=owner)
    manifest = registry().status().manifest
    assert manifest is not None
    assert (manifest.folder, manifest.files[0]) == ("loaded-1", sample_targets.FILE)
    assert {"ordering", "opted_out"} <= manifest.counts.keys()
    found = queries.targets(owner)
    assert found is not None
    assert len(found.ranked.targets) > found.workable
    assert {one.candidate.kind for one in found.ranked.targets} == set(sample_targets.KINDS)
