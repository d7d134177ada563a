"""Real rows of the registry, in four layouts and a cut-off one, against a scan in plain Python."""

from __future__ import annotations

import csv
import gzip
import math
import os
import re
from datetime import datetime
from pathlib import Path

import pytest

from wellsent.base.errors import DataError
from wellsent.directory.registry import Registry
from wellsent.directory.registry.tests.made_up import load

pytestmark = pytest.mark.field

FILES = (
    "npidata_pfile_v2_330col",
    "npidata_v1_329col",
    "npidata_truncated_41col",
    "npidata_excel_resaved_330col",
    "npidata_pandas_resaved_330col",
)
PRACTICE = "Provider Business Practice Location Address "
SAYS_NO_SPECIALTY = {"nurse-practitioner", "physician-assistant"}


def fixture(name: str) -> Path:
    return Path(os.environ["FIXTURES"]) / name


def read(path: Path) -> list[dict[str, str]]:
    raw = path.read_bytes()
    text = (gzip.decompress(raw) if path.suffix == ".gz" else raw).decode("utf-8-sig")
    return list(csv.DictReader(text.splitlines(keepends=True)))


@pytest.fixture(scope="module")
def places() -> dict[str, tuple[float, float]]:
    return {
        row["zip"]: (math.radians(float(row["lat"])), math.radians(float(row["long"])))
        for row in read(fixture("zip/us_zip_centroids.csv.gz"))
    }


@pytest.fixture(scope="module")
def kind_of_code() -> dict[str, str]:
    return {row["taxonomy_code"]: row["kind"] for row in read(fixture("domain/kinds.csv"))}


def a_day(text: str) -> datetime | None:
    short = "%m/%d/%y" if len(text) < 10 else "%m/%d/%Y"
    return datetime.strptime(text, short) if text else None  # noqa: DTZ007 - a day


def is_active(row: dict[str, str]) -> bool:
    gone, back = a_day(row["NPI Deactivation Date"]), a_day(row["NPI Reactivation Date"])
    return gone is None or (back is not None and back > gone)


def zip_of(row: dict[str, str]) -> str:
    digits = re.sub(r"\.0$", "", row[PRACTICE + "Postal Code"])
    digits = digits.zfill(9 if len(digits) > 5 else 5) if digits else ""
    country = row[PRACTICE + "Country Code (If outside U.S.)"]
    return digits[:5] if country in {"US", ""} else ""


def kind_of(row: dict[str, str], kind_of_code: dict[str, str]) -> str | None:
    turns = [n for n in range(1, 16) if row.get(f"Healthcare Provider Taxonomy Code_{n}")]
    codes = [row[f"Healthcare Provider Taxonomy Code_{n}"] for n in turns]
    if not codes:
        return None
    marked = [
        row[f"Healthcare Provider Taxonomy Code_{n}"]
        for n in turns
        if row[f"Healthcare Provider Primary Taxonomy Switch_{n}"] == "Y"
    ]
    kind = kind_of_code.get((marked or codes)[0])
    if kind in {"primary-care", "orthopaedic-surgery"} and "sports-medicine" in {
        kind_of_code.get(code) for code in codes
    }:
        return "sports-medicine"
    return kind


def away(one: tuple[float, float], other: tuple[float, float]) -> float:
    half = (
        math.sin((one[0] - other[0]) / 2) ** 2
        + math.cos(one[0]) * math.cos(other[0]) * math.sin((one[1] - other[1]) / 2) ** 2
    )
    return 2 * 3958.8 * math.asin(math.sqrt(half))


@pytest.mark.parametrize("name", FILES)
def test_near_agrees_with_a_scan_of_the_file(
    name: str, tmp_path: Path, places: dict[str, tuple[float, float]], kind_of_code: dict[str, str]
) -> None:
    path = fixture(f"registry/{name}.csv.gz")
    rows = [row for row in read(path) if is_active(row) and zip_of(row) in places]
    load(tmp_path, path)
    registry = Registry(tmp_path)
    assert registry.near("66952", 500)[0] > 0
    for centre in ("10016", "30309", "60611", "90048", "85004", "02139"):
        for within in (10.0, 75.0, 500.0):
            near = {row["NPI"]: away(places[centre], places[zip_of(row)]) for row in rows}
            expected = {npi: miles for npi, miles in near.items() if miles <= within}
            count, found = registry.near(centre, within)
            assert count == len(expected) == len(found)
            assert {each.npi for each in found} == set(expected)
            assert all(abs(each.miles - expected[each.npi]) <= 0.0501 for each in found)
            assert [each.miles for each in found] == sorted(each.miles for each in found)
            for kind in ("primary-care", "podiatry", "orthopaedic-surgery", "neurology", "sports-medicine"):
                of_kind = {row["NPI"] for row in rows if kind_of(row, kind_of_code) == kind and row["NPI"] in expected}
                theirs = {each.npi for each in registry.near(centre, within, [kind])[1]}
                assert of_kind <= theirs
                assert all(says_no_specialty(rows, npi, kind_of_code) for npi in theirs - of_kind)


def says_no_specialty(rows: list[dict[str, str]], npi: str, kind_of_code: dict[str, str]) -> bool:
    """Whose first code is only "nurse practitioner" or "physician assistant": we take a kind from the next code."""
    return next(kind_of(row, kind_of_code) in SAYS_NO_SPECIALTY for row in rows if row["NPI"] == npi)


def test_every_active_row_can_be_shown_with_its_telephone_and_first_day(tmp_path: Path) -> None:
    for name in FILES:
        path = fixture(f"registry/{name}.csv.gz")
        load(tmp_path / name, path)
        registry = Registry(tmp_path / name)
        for row in read(path)[::40]:
            known = registry.show(row["NPI"])
            assert known["active"] is is_active(row)
            assert (known["phone"] or "") == re.sub(r"\.0$", "", row[PRACTICE + "Telephone Number"])
            since = a_day(row["Provider Enumeration Date"])
            assert known["since"] == (since.date().isoformat() if since else None)


def test_other_names_locations_and_groups_of_the_samples_are_read(tmp_path: Path) -> None:
    names = (
        "pl_pfile_sample.csv",
        "othername_pfile_sample.csv",
        "dac_40col.csv",
        "physician_compare_national_42col.csv.gz",
    )
    whole = fixture(f"registry/{FILES[0]}.csv.gz")
    counts = load(tmp_path, whole, *(fixture(f"registry/{name}") for name in names)).counts
    assert counts["locations"] == len({tuple(row.values()) for row in read(fixture(f"registry/{names[0]}"))})
    assert counts["other_names"] == len({tuple(row.values()) for row in read(fixture(f"registry/{names[1]}"))})
    assert counts["groups"] > 3_800


@pytest.mark.parametrize("name", ["nppes_national_8col.csv.gz", "dac_me_7col.csv.gz", "npi_status_api_2023.csv"])
def test_what_lacks_the_columns_is_refused(name: str, tmp_path: Path) -> None:
    with pytest.raises(DataError):
        load(tmp_path, fixture(f"registry/{name}"))
