"""What a page asks many times is asked once, until something changes."""

from __future__ import annotations

import pytest

from wellsent.base import asked

times: list[str] = []


@asked.once
def name_of(number: int, *, long: bool = False) -> str:
    times.append(f"{number} {long}")
    return f"Nr {number}" if long else str(number)


@pytest.fixture(autouse=True)
def _nothing_asked() -> None:
    times.clear()


def test_within_a_page_each_question_is_asked_once() -> None:
    with asked.once_each():
        assert [name_of(1), name_of(1), name_of(2), name_of(1, long=True), name_of(1, long=True)] == [
            *("1", "1", "2", "Nr 1", "Nr 1")
        ]
    assert times == ["1 False", "2 False", "1 True"]


def test_elsewhere_it_is_asked_each_time() -> None:
    name_of(1), name_of(1)
    assert len(times) == 2


def test_the_next_page_asks_anew() -> None:
    for _ in range(2):
        with asked.once_each():
            name_of(1)
    assert len(times) == 2


def test_once_something_has_changed_it_is_asked_again() -> None:
    with asked.once_each():
        name_of(1)
        asked.again()
        name_of(1)
    assert len(times) == 2
