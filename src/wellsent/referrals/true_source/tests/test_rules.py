"""Which of several facts says who brought a referral, and what an audit week tells of the rest."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wellsent.referrals.true_source import rules
from wellsent.referrals.true_source.rules import Fact, Week

FACTS = st.builds(Fact, st.sampled_from(rules.ROLES), st.sampled_from(rules.HOW))


@pytest.mark.parametrize(
    ("told", "who"),
    [
        ([], Fact("ordering", "assumed")),
        ([Fact("ordering", "written")], Fact("ordering", "assumed")),
        ([Fact("not known", "asked")], Fact("ordering", "assumed")),
        ([Fact("influencing", "office", 7)], Fact("influencing", "office", 7)),
        ([Fact("payer", "written"), Fact("influencing", "office", 7)], Fact("influencing", "office", 7)),
        ([Fact("patient", "office"), Fact("payer", "office")], Fact("payer", "office")),
        ([Fact("influencing", "written", 7), Fact("patient", "asked")], Fact("patient", "asked")),
        ([Fact("influencing", "written", 7), Fact("not known", "asked")], Fact("influencing", "written", 7)),
        ([Fact("influencing", "written", 7), Fact("ordering", "asked")], Fact("ordering", "asked")),
    ],
)
def test_the_patients_word_counts_first_then_who_suggested_us_then_the_payer(told: list[Fact], who: Fact) -> None:
    assert rules.brought_by(told) == who
    assert rules.brought_by(reversed(told)) == who


@pytest.mark.parametrize(
    ("told", "how"),
    [
        ([], "assumed"),
        ([Fact("influencing", "written")], "assumed"),
        ([Fact("ordering", "asked")], "asked"),
        ([Fact("ordering", "asked"), Fact("ordering", "office")], "office"),
        ([Fact("ordering", "office"), Fact("ordering", "written")], "written"),
    ],
)
def test_how_it_is_known_who_ordered(told: list[Fact], how: str) -> None:
    assert rules.how_ordered(told) == how


def test_a_week_counts_what_would_have_been_assumed() -> None:
    week = rules.week_of(
        [
            [],
            [Fact("not known", "asked")],
            [Fact("ordering", "asked"), Fact("ordering", "written")],
            [Fact("influencing", "asked", 7)],
            [Fact("patient", "asked")],
            [Fact("influencing", "office", 7), Fact("patient", "asked")],  # known without asking: none of these
        ]
    )
    assert week == Week(referrals=5, answered=3, others={"influencing": 1, "patient": 1, "payer": 0})
    assert week.someone_elses == 2


@pytest.mark.parametrize(
    ("referrals", "answered", "tells"), [(9, 9, False), (10, 10, True), (40, 19, False), (40, 20, True), (0, 0, False)]
)
def test_too_few_answers_tell_nothing(referrals: int, answered: int, tells: bool) -> None:
    assert (rules.share_of_others(Week(referrals, answered, {"patient": 1})) is not None) == tells


def test_the_range_is_the_score_interval() -> None:
    found = rules.share_of_others(Week(25, 23, {"influencing": 4, "patient": 2}))
    assert found is not None
    assert (round(found.share, 3), round(found.low, 3), round(found.high, 3)) == (0.261, 0.162, 0.391)


@given(answered=st.integers(10, 5000), data=st.data())
def test_the_range_lies_around_the_share_and_narrows_with_more_answers(answered: int, data: st.DataObject) -> None:
    others = data.draw(st.integers(0, answered))
    one = rules.share_of_others(Week(answered, answered, {"patient": others}))
    four = rules.share_of_others(Week(4 * answered, 4 * answered, {"patient": 4 * others}))
    assert one is not None
    assert four is not None
    assert 0 <= one.low <= one.share <= one.high <= 1
    assert four.high - four.low < one.high - one.low


@given(st.lists(st.lists(FACTS, max_size=3), max_size=30))
def test_a_week_never_counts_more_answers_than_referrals(told: list[list[Fact]]) -> None:
    week = rules.week_of(told)
    assert week.someone_elses <= week.answered <= week.referrals <= len(told)
