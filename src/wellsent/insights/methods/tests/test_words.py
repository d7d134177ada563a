"""Sentences state the numbers they rest on."""

from datetime import date

import pytest

from wellsent.insights.methods.words import proportion_sentence, quiet_sentence

AS_OF = date(2026, 10, 31)


def sentence(*, received: int = 0, chance: float = 0.0018, since: date = date(2026, 7, 1), low: int = 4) -> str:
    return quiet_sentence(low=low, high=9, received=received, chance=chance, since=since, as_of=AS_OF)


def test_the_sentence_says_what_was_expected_what_came_and_how_rare_that_is() -> None:
    assert sentence() == "Expected 4 to 9 since July, received none; by chance alone this happens 1 time in 550."


@pytest.mark.parametrize(
    ("chance", "words"),
    [
        (0.000001, "by chance alone this happens less than 1 time in 10,000."),
        (0.0004, "by chance alone this happens 1 time in 2,500."),
        (0.09, "by chance alone this happens 1 time in 11."),
        (0.9, "chance alone would often do this."),
    ],
)
def test_rare_is_rounded_to_what_is_known(chance: float, words: str) -> None:
    assert sentence(chance=chance).endswith(words)


def test_days_and_years_are_named_where_a_month_would_mislead() -> None:
    assert "since 14 November 2025," in sentence(since=date(2025, 11, 14))


def test_small_counts_are_words_and_a_single_count_is_no_range() -> None:
    assert "Expected 9 since July, received three;" in sentence(received=3, low=9)
    assert "received 12;" in sentence(received=12)


def test_a_proportion_names_what_it_rests_on() -> None:
    words = proportion_sentence(yes=14, n=17, low=0.64, high=0.92, practice=0.79)
    assert words == "14 of 17; likely 64 to 92 %; practice 79 %"
