"""The made-up registry of an area: whom the practice knows, as they practise, and strangers around them."""

from __future__ import annotations

from datetime import date

from wellsent.simulate.area import area_rows
from wellsent.simulate.facts import practice_facts
from wellsent.simulate.registry import HEADER

TODAY = date(2026, 11, 28)
_STREET = "Provider First Line Business Practice Location Address"
_ZIP = "Provider Business Practice Location Address Postal Code"


def test_the_practice_s_own_people_stand_in_it_once_beside_as_many_strangers_as_asked() -> None:
    practice = practice_facts(120, sources=20, months=3, last_day=TODAY)
    rows = list(area_rows(practice.providers, strangers=50, seed=1, last_day=TODAY))
    people = [one for one in practice.providers if one.person]
    assert [row["NPI"] for row in rows[: len(people)]] == [one.npi for one in people]
    assert len(rows) == len(people) + 50
    assert len({row["NPI"] for row in rows}) == len(rows)
    assert {key for row in rows for key in row} <= set(HEADER)
    areas = {one.practice.zip[:3] for one in people}
    assert {row[_ZIP][:3] for row in rows} <= areas
    known = {(row[_STREET], row[_ZIP]) for row in rows[: len(people)]}
    assert any((row[_STREET], row[_ZIP]) in known for row in rows[len(people) :])
    assert rows == list(area_rows(practice.providers, strangers=50, seed=1, last_day=TODAY))
