"""All referrals as columns of numbers."""

from __future__ import annotations

from dataclasses import fields
from datetime import date, timedelta

import pytest

from wellsent.accounts.caller import Caller
from wellsent.accounts.models import Clinic
from wellsent.base.errors import Refused
from wellsent.directory import actions as directory
from wellsent.referrals.arrays import STAGES, arrays
from wellsent.referrals.grouping import CONDITION_GROUPS, PAYER_GROUPS
from wellsent.testing.factories import a_provider, a_referral

pytestmark = pytest.mark.django_db

DAY = date(2026, 9, 1)


def test_each_referral_is_one_number_in_each_column(owner: Caller, northside: Clinic) -> None:
    row = a_referral(
        received_on=DAY,
        scheduled_for=DAY + timedelta(3),
        evaluated_on=DAY + timedelta(4),
        discharged_on=DAY + timedelta(40),
        clinic=northside,
        payer="Medicare",
        condition="M25.561",
        visits_planned=0,
        visits_attended=12,
    )
    columns = arrays(owner)
    assert {field.name: getattr(columns, field.name).tolist() for field in fields(columns)} == {
        "number": [row.pk],
        "source": [row.source_id],
        "practice": [0],
        "clinic": [northside.pk],
        "received": [DAY.toordinal()],
        "scheduled": [DAY.toordinal() + 3],
        "evaluated": [DAY.toordinal() + 4],
        "discharged": [DAY.toordinal() + 40],
        "stage": [STAGES.index("completed")],
        "payer_group": [PAYER_GROUPS.index("medicare")],
        "condition_group": [CONDITION_GROUPS.index("knee")],
        "planned": [0],
        "attended": [12],
        "entered": [row.created_at.date().toordinal()],
    }


def test_what_is_not_known_is_told_apart_from_none(owner: Caller) -> None:
    a_referral()
    columns = arrays(owner)
    assert (columns.evaluated[0], columns.clinic[0], columns.planned[0], columns.attended[0]) == (0, 0, -1, -1)


def test_no_referrals_are_empty_columns(owner: Caller) -> None:
    assert len(arrays(owner)) == 0
    assert {len(getattr(arrays(owner), field.name)) for field in fields(arrays(owner))} == {0}


def test_columns_are_ordered_by_day_and_end_where_asked(owner: Caller) -> None:
    late, early = a_referral(received_on=DAY + timedelta(9)), a_referral(received_on=DAY)
    assert arrays(owner).number.tolist() == [early.pk, late.pk]
    assert arrays(owner, until=DAY).number.tolist() == [early.pk]


def test_merged_sources_count_as_their_survivor_until_the_merge_is_undone(owner: Caller) -> None:
    kept, merged = a_provider(), a_provider()
    a_referral(kept)
    a_referral(merged)
    said = directory.merge(survivor=kept.pk, merged=merged.pk, by=owner)
    assert arrays(owner).source.tolist() == [kept.pk, kept.pk]
    directory.unmerge(merge=said.pk, by=owner)
    assert arrays(owner).source.tolist() == [kept.pk, merged.pk]


def test_a_clinician_gets_own_clinics_and_whoever_sees_no_volume_gets_nothing(
    clinician: Caller, front_desk: Caller, northside: Clinic, harbor: Clinic
) -> None:
    mine = a_referral(clinic=northside)
    a_referral(clinic=harbor)
    assert arrays(clinician).number.tolist() == [mine.pk]
    with pytest.raises(Refused):
        arrays(front_desk)
