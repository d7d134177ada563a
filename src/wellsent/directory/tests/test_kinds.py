"""What a source is, from a list's words."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wellsent.directory import kinds


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Ortho Surg", "orthopaedic-surgery"),
        ("ORTHOPEDIC SURGERY", "orthopaedic-surgery"),
        ("Family Practice", "primary-care"),
        ("PCP", "primary-care"),
        ("Medicina Familiar", "primary-care"),
        ("207X00000X", "orthopaedic-surgery"),
        ("207X00000X - Orthopaedic Surgery", "orthopaedic-surgery"),
        ("DPM", "podiatry"),
        ("PM&R", "physiatry"),
        ("OB/GYN", "ob-gyn-pelvic"),
        ("E.R.", "emergency-urgent-care"),
        ("Nurse Practitioner", "nurse-practitioner"),
        ("PA-C", "physician-assistant"),
        ("orthopaedic-surgery", "orthopaedic-surgery"),
    ],
)
def test_a_lists_words_become_a_kind(text: str, kind: str) -> None:
    assert kinds.recognise(text) == kind


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Orthopedic Physical Therapist", "physical-therapist"),
        ("Primary Care Sports Medicine", "sports-medicine"),
        ("Interventional Pain Management", "pain-medicine"),
        ("Neurological Surgery", "neurosurgery"),
        ("Foot and Ankle Surgery, Orthopaedic", "orthopaedic-surgery"),
        ("Family Nurse Practitioner", "primary-care"),
    ],
)
def test_the_more_special_word_decides(text: str, kind: str) -> None:
    assert kinds.recognise(text) == kind


@pytest.mark.parametrize(
    "text", [None, "", "MD", "DO", "Cardiology", "Diagnostic Radiology", "?", "1234567893", "x" * 5000]
)
def test_what_is_no_kind_of_ours_is_not_guessed(text: str | None) -> None:
    assert kinds.recognise(text) is None


@pytest.mark.parametrize("taxonomy", kinds.TAXONOMIES.values(), ids=lambda taxonomy: taxonomy.code)
def test_every_code_and_every_label_of_the_table_is_recognised(taxonomy: kinds.Taxonomy) -> None:
    assert kinds.recognise(taxonomy.code) == taxonomy.kind
    assert kinds.recognise(taxonomy.label) == taxonomy.kind


def test_every_kind_says_its_label_family_and_credential_class() -> None:
    assert len(kinds.ALL) == 30
    podiatry = kinds.ALL["podiatry"]
    assert (podiatry.label, podiatry.family, podiatry.credential_class) == ("Podiatry", "podiatry", "dpm")
    assert kinds.ALL["home-health-agency"].credential_class == "org"


def test_the_primary_code_decides_and_else_the_first() -> None:
    assert kinds.of_taxonomies(["207X00000X", "2084N0400X"]) == "orthopaedic-surgery"
    assert kinds.of_taxonomies(["207X00000X", "2084N0400X"], primary="2084N0400X") == "neurology"


def test_a_sports_medicine_code_anywhere_wins_over_primary_care_and_orthopaedics_only() -> None:
    assert kinds.of_taxonomies(["207Q00000X", "207QS0010X"]) == "sports-medicine"
    assert kinds.of_taxonomies(["207X00000X", "207XX0005X"]) == "sports-medicine"
    assert kinds.of_taxonomies(["2084N0400X", "2084S0010X"]) == "neurology"


def test_a_bare_assistants_code_gives_way_to_one_that_says_a_specialty() -> None:
    assert kinds.of_taxonomies(["363L00000X", "363LF0000X"]) == "primary-care"
    assert kinds.of_taxonomies(["363A00000X"]) == "physician-assistant"


def test_a_primary_code_of_no_kind_of_ours_gives_none() -> None:
    assert kinds.of_taxonomies(["207RC0000X", "207R00000X"]) is None
    assert kinds.of_taxonomies([]) is None


@given(st.text(max_size=300))
def test_any_text_gets_an_answer(text: str) -> None:
    assert kinds.recognise(text) is None or kinds.recognise(text) in kinds.ALL
