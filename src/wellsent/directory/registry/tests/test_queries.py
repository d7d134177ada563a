from __future__ import annotations

import math
import random
from collections.abc import Callable
from pathlib import Path

import duckdb
import numpy as np
import pytest
import zipcodes
from hypothesis import given, settings
from hypothesis import strategies as st

from wellsent.base.errors import DataError
from wellsent.directory import kinds, npi
from wellsent.directory.places import zip5
from wellsent.directory.registry import Registry, cells, registry_in
from wellsent.directory.registry.distances import EARTH_MILES, ZipTable, every_zip
from wellsent.directory.registry.tests.made_up import load, month, person
from wellsent.simulate.people import make_npi
from wellsent.simulate.registry import made_up_rows

PLACES = {
    each["zip_code"]: (float(each["lat"]), float(each["long"])) for each in zipcodes.list_all() if float(each["lat"])
}
TOWNS = [zip_code for zip_code in PLACES if zip_code[:2] in {"30", "10", "99"}][::7]
SOME_KINDS = ["podiatry", "primary-care", "orthopaedic-surgery", "physician-assistant"]


def miles(one: str, other: str) -> float:
    """The spherical law of cosines, another formula than the one under test."""
    (lat1, lon1), (lat2, lon2) = (tuple(map(math.radians, PLACES[each])) for each in (one, other))
    angle = math.sin(lat1) * math.sin(lat2) + math.cos(lat1) * math.cos(lat2) * math.cos(lon2 - lon1)
    return EARTH_MILES * math.acos(min(1.0, angle))


@pytest.fixture(scope="module")
def rows() -> list[dict[str, str]]:
    codes = [code for code, taxonomy in kinds.TAXONOMIES.items() if taxonomy.kind in SOME_KINDS]
    dice = random.Random(5)
    places = [(zip_code, "TOWN", "GA") for zip_code in TOWNS]
    dice.shuffle(places)
    return list(made_up_rows(1500, seed=5, places=places, codes=codes))


@pytest.fixture(scope="module")
def registry(rows: list[dict[str, str]], tmp_path_factory: pytest.TempPathFactory) -> Registry:
    folder = tmp_path_factory.mktemp("registry")
    load(folder, month(folder / "a.csv", *rows))
    return Registry(folder)


def kind_of(row: dict[str, str]) -> str | None:
    turns = [n for n in range(1, 16) if row.get(f"Healthcare Provider Taxonomy Code_{n}")]
    codes = [row[f"Healthcare Provider Taxonomy Code_{n}"] for n in turns]
    primary = [
        code
        for n, code in zip(turns, codes, strict=True)
        if row[f"Healthcare Provider Primary Taxonomy Switch_{n}"] == "Y"
    ]
    return kinds.of_taxonomies(codes, primary[0] if primary else None)


Scan = Callable[[str, float, list[str]], dict[str, float]]


@pytest.fixture(scope="module")
def scan(rows: list[dict[str, str]]) -> Scan:
    """Every row looked at: the NPIs within so many miles, with how far away each is."""

    def scan_all(zip_code: str, within: float, wanted: list[str]) -> dict[str, float]:
        found = {}
        for row in rows:
            there = row.get("Provider Business Practice Location Address Postal Code", "")[:5]
            if there and (not wanted or kind_of(row) in wanted) and (away := miles(zip_code, there)) <= within:
                found[row["NPI"]] = away
        return found

    return scan_all


@given(
    zip_code=st.sampled_from(TOWNS),
    within=st.floats(min_value=0.1, max_value=400),
    wanted=st.lists(st.sampled_from(SOME_KINDS), max_size=3),
    limit=st.none() | st.integers(1, 40),
)
def test_near_finds_just_what_a_scan_of_all_rows_finds(
    registry: Registry, scan: Scan, zip_code: str, within: float, wanted: list[str], limit: int | None
) -> None:
    all_near = scan(zip_code, within, wanted)
    count, found = registry.near(zip_code, within, wanted, limit=limit)
    assert count == len(all_near)
    assert len(found) == min(count, limit or count)
    assert [each.miles for each in found] == sorted(each.miles for each in found)
    nearest = sorted(all_near.values())[: len(found)]
    for each, away in zip(found, nearest, strict=True):
        assert all_near[each.npi] == pytest.approx(away, abs=1e-3)
        assert each.miles == pytest.approx(away, abs=0.051)


@settings(max_examples=15)  # each looks at every ZIP code there is
@given(st.sampled_from(sorted(PLACES)), st.floats(min_value=0.0, max_value=3000))
def test_zip_codes_within_are_those_a_scan_finds(zip_code: str, within: float) -> None:
    found = TABLE.within(int(zip_code), within)
    assert found is not None
    near_enough = {int(each) for each in PLACES if miles(zip_code, each) <= within - 1e-3}
    at_most = {int(each) for each in PLACES if miles(zip_code, each) <= within + 1e-3}
    assert near_enough <= set(found[0].tolist()) <= at_most
    assert int(zip_code) in found[0]
    assert found[1].tolist() == sorted(found[1].tolist())


TABLE = ZipTable(
    np.array([int(each) for each in PLACES], np.int32),
    np.array([place[0] for place in PLACES.values()]),
    np.array([place[1] for place in PLACES.values()]),
)


def test_zip_codes_of_boxes_and_of_one_organisation_have_places() -> None:
    at_home = [each for each in zipcodes.list_all() if each["zip_code_type"] != "MILITARY"]
    assert {each["zip_code_type"] for each in at_home} == {"PO BOX", "UNIQUE", "STANDARD"}
    nowhere = [each for each in at_home if each["zip_code"] not in PLACES]
    assert len(nowhere) < len(at_home) / 500


def test_a_zip_code_whose_place_is_not_known_is_no_place_in_the_gulf_of_guinea(registry: Registry) -> None:
    with pytest.raises(DataError, match="no ZIP code"):
        registry.near("09905", 5)


def test_the_distance_between_two_cities_is_the_known_one() -> None:
    found = TABLE.within(10007, 2460)  # New York to Los Angeles: 2,450 miles as the crow flies
    assert found is not None
    assert float(found[1][found[0].tolist().index(90012)]) == pytest.approx(2448, abs=8)


@pytest.mark.parametrize(
    ("zip_code", "within", "wanted", "says"),
    [
        ("00000", 5, [], "no ZIP code that is known"),
        ("Atlanta", 5, [], "no ZIP code that is known"),
        ("30309", 0, [], "above 0"),
        ("30309", 501, [], "at most 500"),
        ("30309", float("nan"), [], "above 0"),
        ("30309", 5, ["podiatrie"], "There is no kind podiatrie"),
    ],
)
def test_a_question_that_makes_no_sense_says_how_to_ask(
    registry: Registry, zip_code: str, within: float, wanted: list[str], says: str
) -> None:
    with pytest.raises(DataError, match=says) as refused:
        registry.near(zip_code, within, wanted)
    assert refused.value.remedy


def test_show_follows_a_replacement_and_says_who_is_deactivated(tmp_path: Path) -> None:
    row = person(1, deactivated="03/01/2020", replaced_by=make_npi(2))
    load(tmp_path / "registry", month(tmp_path / "a.csv", row, person(2)))
    known = Registry(tmp_path / "registry").show(make_npi(1))
    assert (known["active"], known["deactivated_on"], known["replaced_by"]) == (False, "2020-03-01", make_npi(2))
    assert known["replacement"]["name"] == "QUILL2, ADA"


@pytest.mark.parametrize(
    ("number", "says"),
    [("12345", "is no NPI"), ("1234567895", "check digit is wrong"), (npi.with_check_digit("123456789"), "not in")],
)
def test_what_is_no_npi_of_the_registry_is_said_plainly(registry: Registry, number: str, says: str) -> None:
    with pytest.raises(DataError, match=says):
        registry.show(number)


def test_without_files_every_question_says_how_to_get_them(tmp_path: Path) -> None:
    nothing = registry_in(tmp_path)
    for ask in (lambda: nothing.near("30309", 5), lambda: nothing.show(make_npi(1))):
        with pytest.raises(DataError, match="not loaded") as refused:
            ask()
        assert "Monthly" in refused.value.remedy
    assert nothing.status().manifest is None
    assert "wellsent registry load" in nothing.status().sentence


def test_a_zip_in_a_file_reads_as_one_that_is_typed() -> None:
    """The one in DuckDB's words, for millions of rows, the other in Python's: they must say the same."""
    with duckdb.connect() as db:

        @settings(max_examples=60)
        @given(st.from_regex(r"\A ?[0-9]{0,11}(-[0-9]{4})?(\.0)? ?\Z") | st.sampled_from(["00000", "N1 4AA", "501"]))
        def reads_the_same(text: str) -> None:
            (read,) = db.execute(f"SELECT {cells.zip5('t')} FROM (SELECT ?::VARCHAR AS t)", [text]).fetchall()[0]
            assert (read or "") == zip5(text)

        reads_the_same()


def test_kinds_of_the_practice_s_own_are_found_by_their_codes_and_counted(tmp_path: Path) -> None:
    midwife, podiatrist = person(1, codes=("176B00000X",)), person(2)
    load(tmp_path, month(tmp_path / "a.csv", midwife, podiatrist, person(3, codes=("176B00000X",), zip_code="31401")))
    registry = Registry(tmp_path)
    count, near = registry.near("30309", 5, codes=["176B00000X"])
    assert (count, [one.npi for one in near]) == (1, [make_npi(1)])
    count, near = registry.near("30309", 5, ["podiatry"], codes=["176B00000X"])
    assert (count, {one.npi for one in near}) == (2, {make_npi(1), make_npi(2)})
    assert {one.zip for one in near} == {"30309"}
    with pytest.raises(DataError, match="is no taxonomy code"):
        registry.near("30309", 5, codes=["x' OR 1=1"])


def test_where_a_zip_code_lies_is_told_and_an_unknown_one_lies_nowhere(registry: Registry) -> None:
    table = registry.zips()
    assert table.place("30309") == pytest.approx(PLACES["30309"], abs=1e-3)
    assert [table.place(code) for code in ("99999", "", "x", "\u0663")] == [None] * 4
    assert every_zip().place("30309") == table.place("30309")
