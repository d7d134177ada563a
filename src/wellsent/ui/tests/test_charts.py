"""Charts: numbers in, safe pictures out, whatever the numbers."""

from __future__ import annotations

import math
import re
from datetime import date, timedelta
from xml.etree import ElementTree

from hypothesis import given
from hypothesis import strategies as st

from wellsent.ui import charts

HOSTILE = "<script>alert(1)</script>\"'"
FIRST, LAST = date(2024, 11, 23), date(2026, 11, 23)
DAYS = st.lists(st.dates(FIRST, LAST), max_size=60)
RANGES = st.tuples(st.floats(0, 1e6), st.floats(0, 1e6), st.floats(0, 1e6)).map(sorted)
COUNTS = st.lists(st.integers(0, 10_000), max_size=40)


def elements(picture: str) -> list[ElementTree.Element]:
    """All elements of a picture; fails when it is no well-formed markup."""
    return list(ElementTree.fromstring(f"<page>{picture}</page>").iter())  # noqa: S314 - our own output


def coordinates(picture: str) -> list[float]:
    written = re.findall(r' (?:x|y|cx|cy|x1|x2|y1|y2|width|height)="([^"]*)"', picture)
    pairs = re.findall(r'points="([^"]*)"', picture)
    return [float(number) for number in [*written, *re.split(r"[ ,]", " ".join(pairs).strip() or "0")]]


def test_each_month_is_a_bar_that_says_its_number() -> None:
    picture = charts.month_bars([("Oct", 3), ("Nov", 1200)], [("Dec", 2, 3.5, 6)], title="Letters")
    titles = [element.text for element in elements(picture) if element.tag == "title"]
    assert titles == ["Oct: 3", "Nov: 1,200", "Dec: 2 to 6"]


def test_what_is_expected_is_hatched_and_what_was_is_not() -> None:
    assert "url(#hatch)" in charts.month_bars([("Oct", 3)], [("Dec", 2, 3.5, 6)], title="Letters")
    assert "url(#hatch)" not in charts.month_bars([("Oct", 3)], [], title="Letters")


def test_a_picture_is_named_by_its_title() -> None:
    picture = charts.sparkline([1, 2], [(1, 2, 3)], title="Letters a month")
    assert 'role="img" aria-label="Letters a month"' in picture


def test_nothing_a_person_wrote_becomes_markup() -> None:
    pictures = [
        charts.month_bars([(HOSTILE, 1)], [(HOSTILE, 1, 2, 3)], title=HOSTILE),
        charts.sparkline([1], [], title=HOSTILE),
        charts.story(first=FIRST, last=LAST, events=[], contacts=[], rate=[], title=HOSTILE),
        charts.share_bars([(HOSTILE, 0.5, HOSTILE)]),
        charts.legend([("dot", HOSTILE)]),
        charts.as_table((HOSTILE, HOSTILE), [(HOSTILE, HOSTILE)]),
    ]
    assert [picture for picture in pictures if "<script" in picture] == []


def test_the_table_beside_a_chart_holds_the_same_numbers() -> None:
    table = charts.as_table(("Month", "Letters"), [("Nov", 1200)])
    assert [element.text for element in elements(table) if element.tag in {"th", "td"}] == [
        "Month",
        "Letters",
        "Nov",
        "1,200",
    ]


def test_events_of_one_week_stand_above_each_other() -> None:
    picture = charts.story(first=FIRST, last=LAST, events=[FIRST] * 3, contacts=[], rate=[], title="Letters")
    heights = [element.get("cy") for element in elements(picture) if element.tag == "circle"]
    assert len(set(heights)) == 3


def test_no_style_is_written_into_a_picture() -> None:
    picture = charts.story(first=FIRST, last=LAST, events=[FIRST], contacts=[LAST], late=[LAST], rate=[], title="x")
    assert "style=" not in picture


@given(past=COUNTS, ahead=st.lists(RANGES, max_size=6))
def test_any_months_make_a_picture_inside_its_frame(past: list[int], ahead: list[tuple[float, float, float]]) -> None:
    coming = [("Dec", int(low), expected, math.ceil(high)) for low, expected, high in ahead]
    picture = charts.month_bars([("Nov", count) for count in past], coming, title="Letters")
    assert elements(picture)
    assert all(-1 <= number <= 641 for number in coordinates(picture))


@given(past=st.lists(st.floats(0, 1e6), max_size=40), ahead=st.lists(RANGES, max_size=6))
def test_any_line_makes_a_picture_inside_its_frame(past: list[float], ahead: list[tuple[float, float, float]]) -> None:
    picture = charts.sparkline(past, ahead, title="Letters")
    assert all(-1 <= number <= 286 for number in coordinates(picture))


@given(
    events=DAYS, contacts=DAYS, late=DAYS, levels=st.lists(st.floats(0, 100), max_size=30), days=st.integers(0, 3000)
)
def test_any_story_makes_a_picture_inside_its_frame(
    events: list[date], contacts: list[date], late: list[date], levels: list[float], days: int
) -> None:
    rate = [
        charts.RatePoint(FIRST + timedelta(7 * at), low=level / 2, mean=level, high=level * 2)
        for at, level in enumerate(levels)
    ]
    last = max([LAST, FIRST + timedelta(days)])
    picture = charts.story(
        first=FIRST, last=last, events=events, contacts=contacts, late=late, rate=rate, title="Letters"
    )
    assert all(-1 <= number <= 668 for number in coordinates(picture))


@given(first=st.dates(date(1990, 1, 1), date(2026, 1, 1)), days=st.integers(0, 12_000))
def test_a_story_of_any_length_names_about_five_months(first: date, days: int) -> None:
    picture = charts.story(first=first, last=first + timedelta(days), events=[], contacts=[], rate=[], title="Letters")
    assert len([element for element in elements(picture) if element.tag == "text"]) <= 6
