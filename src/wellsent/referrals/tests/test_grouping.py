"""Payers and conditions as lists write them, in groups."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wellsent.referrals.grouping import CONDITION_GROUPS, PAYER_GROUPS, condition_group, payer_group


@pytest.mark.parametrize(
    ("text", "group"),
    [
        ("Medicare Part B", "medicare"),
        ("UHC Medicare Advantage", "medicare"),
        ("Humana Medicare PPO", "medicare"),
        ("UHC Dual Complete", "medicare"),
        ("Aetna MA PPO", "medicare"),
        ("Kaiser Senior Advantage", "medicare"),
        ("Cigna HealthSpring", "medicare"),
        ("Humana Gold Plus HMO", "medicare"),
        ("BCBS of MA", "commercial"),
        ("Kaiser", "commercial"),
        ("UHC Community Plan", "medicaid"),
        ("UHC Community Plan Dual Complete", "medicare"),
        ("Medi-Cal", "medicaid"),
        ("GA Medicaid", "medicaid"),
        ("BCBS of Georgia", "commercial"),
        ("Blue Cross/Blue Shield", "commercial"),
        ("AETNA PPO", "commercial"),
        ("Workers' Comp", "workers-comp"),
        ("WC - Sedgwick", "workers-comp"),
        ("Auto / MVA", "auto"),
        ("No-Fault", "auto"),
        ("Self Pay", "self-pay"),
        ("CASH", "self-pay"),
        ("Tricare", "other"),
        ("Zebra Mutual", "other"),
        ("", "not stated"),
        ("--", "not stated"),
    ],
)
def test_payers_fall_into_groups(text: str, group: str) -> None:
    assert payer_group(text) == group


@pytest.mark.parametrize(
    ("text", "group"),
    [
        ("M25.561", "knee"),
        ("M17.11", "knee"),
        ("S83.511A", "knee"),
        ("Z96.651", "knee"),
        ("Right knee pain", "knee"),
        ("s/p TKA", "knee"),
        ("M25.512", "shoulder"),
        ("M75.101", "shoulder"),
        ("S42.201D", "shoulder"),
        ("Rotator cuff tear", "shoulder"),
        ("M54.50", "low back"),
        ("M54.16", "low back"),
        ("M48.061", "low back"),
        ("M51.26", "low back"),
        ("Low back pain", "low back"),
        ("LBP w/ sciatica", "low back"),
        ("M54.2", "neck"),
        ("M54.12", "neck"),
        ("M47.812", "neck"),
        ("Whiplash", "neck"),
        ("M16.12", "hip"),
        ("M25.551", "hip"),
        ("S72.001A", "hip"),
        ("Total hip replacement, left", "hip"),
        ("M72.2", "foot and ankle"),
        ("M25.571", "foot and ankle"),
        ("S93.401A", "foot and ankle"),
        ("S82.61XA", "foot and ankle"),
        ("Plantar fasciitis", "foot and ankle"),
        ("G56.01", "hand, wrist, elbow"),
        ("M77.11", "hand, wrist, elbow"),
        ("M25.531", "hand, wrist, elbow"),
        ("Tennis elbow", "hand, wrist, elbow"),
        ("R42", "neuro, gait, balance"),
        ("R26.89", "neuro, gait, balance"),
        ("I69.351", "neuro, gait, balance"),
        ("Vertigo (BPPV)", "neuro, gait, balance"),
        ("N39.3", "pelvic"),
        ("Postpartum pelvic pain", "pelvic"),
        ("M54.6", "other"),
        ("Z47.89", "other"),
        ("M25561 knee", "knee"),
        ("Pain, right knee (M25.561)", "knee"),
        ("something else", "other"),
        ("", "not stated"),
    ],
)
def test_conditions_fall_into_parts_of_the_body(text: str, group: str) -> None:
    assert condition_group(text) == group


@given(st.text(max_size=400))
def test_any_text_falls_into_one_of_the_groups(text: str) -> None:
    assert payer_group(text) in PAYER_GROUPS
    assert condition_group(text) in CONDITION_GROUPS


@given(st.from_regex(r"[A-TV-Z][0-9][0-9A-B](\.[0-9A-Z]{1,4})?", fullmatch=True))
def test_any_code_falls_into_one_of_the_groups_with_or_without_its_dot(code: str) -> None:
    assert condition_group(code) == condition_group(code.replace(".", "")) != "not stated"
