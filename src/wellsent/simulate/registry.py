"""A made-up national registry in the layout of the real one: 330 quoted columns, about a tenth of the rows deactivated.

The order of the columns is that of the NPPES V.2 file header (CMS, 2026).
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final

from wellsent.simulate.dice import Dice
from wellsent.simulate.names import FAMILY, FIRST
from wellsent.simulate.people import with_check_digit

_ADDRESS: Final = (
    "Provider First Line Business {} Address",
    "Provider Second Line Business {} Address",
    "Provider Business {} Address City Name",
    "Provider Business {} Address State Name",
    "Provider Business {} Address Postal Code",
    "Provider Business {} Address Country Code (If outside U.S.)",
    "Provider Business {} Address Telephone Number",
    "Provider Business {} Address Fax Number",
)
_NAME: Final = ("Last Name", "First Name", "Middle Name", "Name Prefix Text", "Name Suffix Text", "Credential Text")
_TAXONOMY: Final = (
    "Healthcare Provider Taxonomy Code_{}",
    "Provider License Number_{}",
    "Provider License Number State Code_{}",
    "Healthcare Provider Primary Taxonomy Switch_{}",
)
_IDENTIFIER: Final = tuple(f"Other Provider Identifier{part}_{{}}" for part in ("", " Type Code", " State", " Issuer"))

HEADER: Final = (
    *("NPI", "Entity Type Code", "Replacement NPI", "Employer Identification Number (EIN)"),
    *("Provider Organization Name (Legal Business Name)", "Provider Last Name (Legal Name)"),
    *(f"Provider {name}" for name in _NAME[1:]),
    *("Provider Other Organization Name", "Provider Other Organization Name Type Code"),
    *(f"Provider Other {name}" for name in _NAME),
    "Provider Other Last Name Type Code",
    *(part.format("Mailing") for part in _ADDRESS),
    *(part.format("Practice Location") for part in _ADDRESS),
    *("Provider Enumeration Date", "Last Update Date"),
    *("NPI Deactivation Reason Code", "NPI Deactivation Date", "NPI Reactivation Date", "Provider Sex Code"),
    *("Authorized Official Last Name", "Authorized Official First Name", "Authorized Official Middle Name"),
    *("Authorized Official Title or Position", "Authorized Official Telephone Number"),
    *(part.format(n) for n in range(1, 16) for part in _TAXONOMY),
    *(part.format(n) for n in range(1, 51) for part in _IDENTIFIER),
    *("Is Sole Proprietor", "Is Organization Subpart", "Parent Organization LBN", "Parent Organization TIN"),
    *(f"Authorized Official {name}" for name in ("Name Prefix Text", "Name Suffix Text", "Credential Text")),
    *(f"Healthcare Provider Taxonomy Group_{n}" for n in range(1, 16)),
    "Certification Date",
)
"""The 330 columns."""

_AT: Final = {name: place for place, name in enumerate(HEADER)}
_PRACTICE: Final = "Provider Business Practice Location Address "


def write_registry(path: Path, rows: Iterable[Mapping[str, str]], header: Sequence[str] = HEADER) -> Path:
    """These rows (cells by column, the others empty) as a file of the registry. KeyError for an unknown column."""
    with path.open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out, quoting=csv.QUOTE_ALL, lineterminator="\n")
        writer.writerow(header)
        for row in rows:
            cells = [""] * len(HEADER)
            for name, value in row.items():
                cells[_AT[name]] = value
            writer.writerow(cells[: len(header)])
    return path


def made_up_rows(
    count: int, *, seed: int, places: Sequence[tuple[str, str, str]], codes: Sequence[str]
) -> Iterator[dict[str, str]]:
    """`count` providers at `places` (ZIP, town, state), each with one to three of the taxonomy `codes`.

    Every NPI comes once and has a right check digit; a fifth are organisations, a tenth deactivated.
    """
    dice = Dice(seed, "registry")
    for number in range(count):
        # In an order that jumps about, as the registry's own does.
        nine = str(100_000_000 + number * 61_803_399 % 99_999_989)
        yield _row(dice, with_check_digit(nine), dice.pick(places), codes)


def _row(dice: Dice, npi: str, place: tuple[str, str, str], codes: Sequence[str]) -> dict[str, str]:
    since = f"{dice.between(1, 12):02}/{dice.between(1, 28):02}/{dice.between(2005, 2025)}"
    if dice.chance(0.1):
        return {"NPI": npi, "NPI Deactivation Date": since}
    zip_code, town, state = place
    phone = str(dice.between(2_002_000_000, 9_899_999_999))
    row = {
        "NPI": npi,
        _PRACTICE + "City Name": town.upper(),
        _PRACTICE + "State Name": state,
        _PRACTICE + "Postal Code": zip_code + str(dice.between(1000, 9999)),
        _PRACTICE + "Country Code (If outside U.S.)": "US",
        _PRACTICE + "Telephone Number": phone,
        _PRACTICE + "Fax Number": phone[:-1] + "0" if dice.chance(0.6) else "",
        _ADDRESS[0].format("Practice Location"): f"{dice.between(1, 9999)} {dice.pick(FAMILY).upper()} ST",
        "Provider Enumeration Date": since,
        "Last Update Date": f"{dice.between(1, 10):02}/{dice.between(1, 28):02}/2026",
    }
    for name, value in list(row.items()):
        row[name.replace("Practice Location", "Mailing")] = value
    if dice.chance(0.2):
        row |= {
            "Entity Type Code": "2",
            "Provider Organization Name (Legal Business Name)": f"{dice.pick(FAMILY).upper()} MEDICAL GROUP LLC",
            "Authorized Official Last Name": dice.pick(FAMILY).upper(),
        }
    else:
        row |= {
            "Entity Type Code": "1",
            "Provider Last Name (Legal Name)": dice.pick(FAMILY).upper(),
            "Provider First Name": dice.pick(FIRST).upper(),
            "Provider Credential Text": "M.D.",
            "Provider Sex Code": "F",
        }
    held = 1 + dice.chance(0.25) + dice.chance(0.1)
    primary = dice.between(1, held)
    for turn in range(1, held + 1):
        row[f"Healthcare Provider Taxonomy Code_{turn}"] = dice.pick(codes)
        row[f"Provider License Number_{turn}"] = str(dice.between(10_000, 99_999))
        row[f"Provider License Number State Code_{turn}"] = state
        row[f"Healthcare Provider Primary Taxonomy Switch_{turn}"] = "Y" if turn == primary else "N"
    return row
