"""Which stored fact a row stands for, and what of it is new."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from wellsent.exchange.imports.ledger import as_runs
from wellsent.exchange.imports.marks import Marked, as_fields, mark_rows
from wellsent.exchange.imports.matching import Earlier, Effect, match

KEY = b"a key for tests"
FIELDS = ("condition", "patient_id", "payer", "referral_date", "referrer_name")
Row = Mapping[str, str]

LIST = [
    {
        "referral_date": "2026-01-05",
        "referrer_name": "Okafor",
        "patient_id": "11",
        "payer": "Aetna",
        "condition": "knee",
    },
    {
        "referral_date": "2026-01-06",
        "referrer_name": "Pillai",
        "patient_id": "12",
        "payer": "Aetna",
        "condition": "hip",
    },
    {
        "referral_date": "2026-01-06",
        "referrer_name": "Pillai",
        "patient_id": "13",
        "payer": "Cigna",
        "condition": "neck",
    },
]


def marked(rows: Sequence[Row]) -> list[Marked]:
    columns = {name: [row[name] for row in rows] for name in FIELDS}
    return mark_rows(range(2, len(rows) + 2), columns, key=KEY)


def key_of(row: Row) -> tuple[str, str, str]:
    return row["referrer_name"], row["patient_id"], row["referral_date"]


def effects_of(second: Sequence[Row], first: Sequence[Row] = LIST) -> list[Effect]:
    """What a second file does after a first one, whose rows became facts 100, 101, ..."""
    stored = marked(first)
    facts: dict[object, list[int]] = {}
    for number, row in enumerate(first):
        facts.setdefault(key_of(row), []).append(100 + number)
    return match(
        marked(second),
        [key_of(row) for row in second],
        fields=FIELDS,
        known={(one.fingerprint, one.nth): 100 + number for number, one in enumerate(stored)},
        facts_with_key=facts,
        earlier=[Earlier(100 + number, one.row, as_fields(one.cells, FIELDS)) for number, one in enumerate(stored)],
    )


def test_the_same_file_changes_nothing() -> None:
    assert [effect.what for effect in effects_of(LIST)] == ["same"] * 3


def test_the_same_rows_in_another_order_change_nothing() -> None:
    assert {(effect.what, effect.fact) for effect in effects_of(LIST[::-1])} == {
        ("same", 100),
        ("same", 101),
        ("same", 102),
    }


def test_a_corrected_cell_is_the_only_change() -> None:
    second = [LIST[0], {**LIST[1], "payer": "Medicare"}, LIST[2]]
    assert effects_of(second)[1] == Effect("changed", 101, frozenset({"payer"}))
    assert [effect.what for effect in effects_of(second)] == ["same", "changed", "same"]


def test_a_cleared_cell_is_a_correction() -> None:
    assert effects_of([{**LIST[0], "condition": ""}])[0] == Effect("changed", 100, frozenset({"condition"}))


def test_a_corrected_date_does_not_make_a_second_referral() -> None:
    second = [{**LIST[0], "referral_date": "2026-01-04"}, *LIST[1:]]
    assert effects_of(second)[0] == Effect("changed", 100, frozenset({"referral_date"}))


def test_a_new_row_is_added() -> None:
    new = {"referral_date": "2026-02-01", "referrer_name": "Rey", "patient_id": "20", "payer": "", "condition": "foot"}
    assert effects_of([*LIST, new])[3] == Effect("added")


def test_next_months_file_adds_its_rows_and_leaves_last_months_alone() -> None:
    later = [
        {**row, "referral_date": "2026-02-07", "patient_id": f"9{n}", "condition": "back"} for n, row in enumerate(LIST)
    ]
    assert [effect.what for effect in effects_of(later)] == ["added"] * 3


def test_the_same_patients_sent_again_next_month_are_new_referrals() -> None:
    later = [{**row, "referral_date": "2026-02-07"} for row in LIST]
    assert [effect.what for effect in effects_of(later)] == ["added"] * 3
    assert [effect.what for effect in effects_of(later[:1], first=LIST[:1])] == ["added"]


def test_what_a_list_of_the_last_twelve_months_no_longer_has_is_not_corrected_by_its_new_rows() -> None:
    first = [{**row, "patient_id": f"{row['patient_id']}{month}"} for month in range(3) for row in LIST]
    again = [{**row, "referral_date": "2027-01-06"} for row in first[:2]]
    effects = effects_of([*first[2:], *again], first=first)
    assert [effect.what for effect in effects] == ["same"] * 7 + ["added"] * 2


def test_a_corrected_date_in_the_middle_of_a_list_that_has_moved_on_is_a_correction() -> None:
    first = [{**row, "patient_id": f"{row['patient_id']}{month}"} for month in range(3) for row in LIST]
    second = [{**first[0], "patient_id": "new"}, *first[2:4], {**first[4], "referral_date": "2026-01-09"}, *first[5:]]
    effects = effects_of(second, first=first)
    assert effects[0] == Effect("added")
    assert effects[3] == Effect("changed", 104, frozenset({"referral_date"}))


def test_two_equal_rows_stay_two() -> None:
    twice = [LIST[0], LIST[0]]
    assert [effect.what for effect in effects_of(twice)] == ["same", "added"]
    assert [(effect.what, effect.fact) for effect in effects_of(twice, first=twice)] == [("same", 100), ("same", 101)]


def test_a_fact_typed_by_hand_is_found_by_its_key() -> None:
    (effect,) = match(
        marked(LIST[:1]), [key_of(LIST[0])], fields=FIELDS, known={}, facts_with_key={key_of(LIST[0]): [7]}
    )
    assert effect == Effect("changed", 7, frozenset(FIELDS))


rows = st.lists(
    st.fixed_dictionaries({name: st.sampled_from(["", "a", "b", "c"]) for name in FIELDS}), min_size=1, max_size=8
)


@settings(max_examples=200)
@given(rows, rows)
def test_no_fact_is_given_to_two_rows(first: list[Row], second: list[Row]) -> None:
    facts = [effect.fact for effect in effects_of(second, first=first) if effect.fact is not None]
    assert len(facts) == len(set(facts))


@settings(max_examples=200)
@given(rows)
def test_any_file_again_is_the_same(first: list[Row]) -> None:
    assert {effect.what for effect in effects_of(first, first=first)} == {"same"}


def test_marks_tell_nothing_without_the_key() -> None:
    (one,) = mark_rows([2], {"patient_name": ["Rosa Quill"]}, key=KEY)
    (other,) = mark_rows([2], {"patient_name": ["Rosa Quill"]}, key=b"another key")
    assert one.fingerprint != other.fingerprint
    assert one.cells != other.cells


@given(st.lists(st.integers(1, 60)))
def test_runs_hold_just_the_numbers_they_were_made_of_and_are_as_few_as_can_be(numbers: list[int]) -> None:
    runs = as_runs(numbers)
    assert [number for first, last in runs for number in range(first, last + 1)] == sorted(set(numbers))
    assert all(last + 1 < following for (_, last), (following, _) in pairwise(runs))
