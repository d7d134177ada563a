"""A small registry for tests: rows in the real layout, a folder to load into, and `load` with nobody watching."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

from wellsent.directory.registry.loading import load as load_files
from wellsent.directory.registry.store import Manifest
from wellsent.simulate.people import make_npi
from wellsent.simulate.registry import write_registry

PRACTICE = "Provider Business Practice Location Address "
TODAY = date(2026, 11, 28)


def person(serial: int, *, zip_code: str = "30309", codes: tuple[str, ...] = ("213E00000X",), primary: int = 1,
           updated: str = "10/05/2026", **cells: str) -> dict[str, str]:  # fmt: skip
    """One person of the registry; `cells` are columns by the short names below."""
    row = {
        "NPI": make_npi(serial),
        "Entity Type Code": "1",
        "Provider Last Name (Legal Name)": f"QUILL{serial}",
        "Provider First Name": "ADA",
        "Provider First Line Business Practice Location Address": f"{serial} LAKESIDE AVE",
        PRACTICE + "City Name": "ATLANTA",
        PRACTICE + "State Name": "GA",
        PRACTICE + "Postal Code": zip_code,
        PRACTICE + "Country Code (If outside U.S.)": "US",
        PRACTICE + "Telephone Number": "4045550100",
        "Provider Enumeration Date": "04/01/2009",
        "Last Update Date": updated,
    }
    for turn, code in enumerate(codes, start=1):
        row[f"Healthcare Provider Taxonomy Code_{turn}"] = code
        row[f"Healthcare Provider Primary Taxonomy Switch_{turn}"] = "Y" if turn == primary else "N"
    return row | {_SHORT[name]: value for name, value in cells.items()}


_SHORT = {
    "deactivated": "NPI Deactivation Date",
    "reactivated": "NPI Reactivation Date",
    "replaced_by": "Replacement NPI",
    "since": "Provider Enumeration Date",
    "last_name": "Provider Last Name (Legal Name)",
    "phone": PRACTICE + "Telephone Number",
    "country": PRACTICE + "Country Code (If outside U.S.)",
}


def month(path: Path, *rows: dict[str, str], last: str = "11/07/2026", **options: Any) -> Path:
    """A whole month: these rows and two that say how far back and until when it goes."""
    ends = [person(90_001, zip_code="99501", updated="01/02/2009"), person(90_002, zip_code="99501", updated=last)]
    return write_registry(path, [*rows, *ends], **options)


def load(folder: Path, *paths: Path, older: bool = False, fewer: bool = False) -> Manifest:
    return load_files(paths, folder, today=TODAY, older=older, fewer=fewer, tell=lambda step, percent: None)
