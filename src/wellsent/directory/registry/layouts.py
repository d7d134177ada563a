"""The files of the registry and their columns, told by what the header says and never by a file's name.

Headings differ from year to year in blanks, case and punctuation ("Address-  Address Line 2"), so they are compared by
their lower-case letters and digits alone. Column names are those of CMS: the NPPES V.2 readme, and the headers of the
Order and Referring, Opt Out Affidavits and Doctors and Clinicians files with the names these had in earlier years.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from wellsent.base.errors import DataError

TAXONOMIES: Final = 15
"""How many taxonomy codes a row of NPPES has room for."""


@dataclass(frozen=True, slots=True)
class Layout:
    """One kind of file: `columns` gives each of our names the headings it goes by.

    A file with all headings of `mark` is taken for one of this kind; it must then have those of `needed`. The
    latest day in the column `dated_by` tells an older file from a newer one.
    """

    name: str
    title: str
    columns: Mapping[str, tuple[str, ...]]
    mark: tuple[str, ...]
    needed: tuple[str, ...]
    dated_by: str = ""


@dataclass(frozen=True, slots=True)
class Recognised:
    """A file's layout, where each of our columns stands in it (from 0), how wide it is, and what it lacks."""

    layout: Layout
    at: Mapping[str, int]
    width: int
    missing: tuple[str, ...]


_PRACTICE = "Provider Business Practice Location Address "
_SECOND = "Provider Secondary Practice Location Address - "

PROVIDERS: Final = Layout(
    "providers",
    "NPPES providers (npidata_pfile)",
    {
        "npi": ("NPI",),
        "entity": ("Entity Type Code",),
        "replaced_by": ("Replacement NPI",),
        "organisation": ("Provider Organization Name (Legal Business Name)",),
        "last_name": ("Provider Last Name (Legal Name)",),
        "first_name": ("Provider First Name",),
        "middle_name": ("Provider Middle Name",),
        "suffix": ("Provider Name Suffix Text",),
        "credential": ("Provider Credential Text",),
        "other_organisation": ("Provider Other Organization Name",),
        "other_last_name": ("Provider Other Last Name",),
        "line1": ("Provider First Line Business Practice Location Address",),
        "line2": ("Provider Second Line Business Practice Location Address",),
        "city": (_PRACTICE + "City Name",),
        "state": (_PRACTICE + "State Name",),
        "zip": (_PRACTICE + "Postal Code",),
        "country": (_PRACTICE + "Country Code (If outside U.S.)",),
        "phone": (_PRACTICE + "Telephone Number",),
        "fax": (_PRACTICE + "Fax Number",),
        "since": ("Provider Enumeration Date",),
        "updated_on": ("Last Update Date",),
        "deactivation_reason": ("NPI Deactivation Reason Code",),
        "deactivated_on": ("NPI Deactivation Date",),
        "reactivated_on": ("NPI Reactivation Date",),
        "parent": ("Parent Organization LBN",),
        "official_last_name": ("Authorized Official Last Name",),
        "official_phone": ("Authorized Official Telephone Number",),
        "certified_on": ("Certification Date",),
        **{f"code_{n}": (f"Healthcare Provider Taxonomy Code_{n}",) for n in range(1, TAXONOMIES + 1)},
        **{f"licence_{n}": (f"Provider License Number_{n}",) for n in range(1, TAXONOMIES + 1)},
        **{f"licence_state_{n}": (f"Provider License Number State Code_{n}",) for n in range(1, TAXONOMIES + 1)},
        **{f"primary_{n}": (f"Healthcare Provider Primary Taxonomy Switch_{n}",) for n in range(1, TAXONOMIES + 1)},
    },
    mark=("npi", "entity", "last_name"),
    needed=(
        *("npi", "entity", "replaced_by", "organisation", "last_name", "first_name", "line1", "city", "state", "zip"),
        *("phone", "fax", "since", "updated_on", "deactivated_on", "reactivated_on"),
    ),
)
OTHER_NAMES: Final = Layout(
    "other_names",
    "other names (othername_pfile)",
    {
        "npi": ("NPI",),
        "name": ("Provider Other Organization Name",),
        "type": ("Provider Other Organization Name Type Code",),
    },
    mark=("npi", "name", "type"),
    needed=("npi", "name"),
)
LOCATIONS: Final = Layout(
    "locations",
    "further practice locations (pl_pfile)",
    {
        "npi": ("NPI",),
        "line1": (_SECOND + "Address Line 1",),
        "line2": (_SECOND + "Address Line 2",),
        "city": (_SECOND + "City Name",),
        "state": (_SECOND + "State Name",),
        "zip": (_SECOND + "Postal Code",),
        "phone": (_SECOND + "Telephone Number",),
        "fax": ("Provider Practice Location Address - Fax Number",),
    },
    mark=("npi", "line1"),
    needed=("npi", "line1", "city", "state", "zip"),
)
ENDPOINTS: Final = Layout(
    "endpoints",
    "electronic addresses (endpoint_pfile)",
    {
        "npi": ("NPI",),
        "type": ("Endpoint Type",),
        "address": ("Endpoint",),
        "use": ("Use Description",),
        "organisation": ("Affiliation Legal Business Name",),
    },
    mark=("npi", "type", "address"),
    needed=("npi", "type", "address"),
)
DEACTIVATED: Final = Layout(
    "deactivated",
    "deactivated NPIs (monthly report)",
    {"npi": ("NPI",), "deactivated_on": ("NPPES Deactivation Date", "NPI Deactivation Date", "Deactivation Date")},
    mark=("npi", "deactivated_on"),
    needed=("npi", "deactivated_on"),
    dated_by="deactivated_on",
)
ORDERING: Final = Layout(
    "ordering",
    "Medicare Order and Referring",
    {
        "npi": ("NPI",),
        "part_b": ("PARTB",),
        "dme": ("DME",),
        "home_health": ("HHA",),
        "power_mobility": ("PMD",),
        "hospice": ("HOSPICE",),
    },
    mark=("npi", "part_b"),
    needed=("npi", "part_b", "dme", "home_health"),
)
OPTED_OUT: Final = Layout(
    "opted_out",
    "Medicare Opt Out Affidavits",
    {
        "npi": ("NPI",),
        "starts_on": ("Optout Effective Date",),
        "ends_on": ("Optout End Date",),
        "may_order": ("Eligible to Order and Refer",),
    },
    mark=("npi", "starts_on"),
    needed=("npi", "starts_on", "ends_on", "may_order"),
    dated_by="starts_on",
)
GROUPS: Final = Layout(
    "groups",
    "Medicare Doctors and Clinicians",
    {
        "npi": ("NPI",),
        "group_id": ("org_pac_id", "Group Practice PAC ID"),
        "group": ("Facility Name", "org_nm", "Organization legal name"),
        "members": ("num_org_mem", "Number of Group Practice members"),
        "line1": ("adr_ln_1", "Line 1 Street Address"),
        "line2": ("adr_ln_2", "Line 2 Street Address"),
        "city": ("City/Town", "cty", "City"),
        "state": ("State", "st"),
        "zip": ("ZIP Code", "zip"),
        "phone": ("Telephone Number", "phn_numbr", "Phone Number"),
        "school": ("Med_sch", "Medical school name"),
        "graduated": ("Grd_yr", "Graduation year"),
        "specialty": ("pri_spec", "Primary specialty"),
    },
    mark=("npi", "group_id"),
    needed=("npi", "group_id", "group", "line1", "city", "state", "zip"),
)
# The first whose marks are all there: a row of providers also has the columns of other names and of deactivations.
ALL: Final = (PROVIDERS, OTHER_NAMES, LOCATIONS, ENDPOINTS, ORDERING, OPTED_OUT, GROUPS, DEACTIVATED)
WITH_UPDATES: Final = (OTHER_NAMES, LOCATIONS, ENDPOINTS)
"""What a weekly update brings the changed rows of; every other file is whole."""


def plain(heading: str) -> str:
    """A heading's lower-case letters and digits.

    >>> plain("Provider Secondary Practice Location Address-  Address Line 2")
    'providersecondarypracticelocationaddressaddressline2'
    """
    return re.sub(r"[^a-z0-9]", "", heading.lower())


def recognise(header: Sequence[str], name: str) -> Recognised:
    """What the file called `name` is. Raises DataError when it is none of ours, or lacks a column that is needed."""
    places: dict[str, int] = {}
    for place, heading in enumerate(header):
        places.setdefault(plain(heading), place)
    for layout in ALL:
        at = {
            ours: places[found[0]]
            for ours, headings in layout.columns.items()
            if (found := [plain(heading) for heading in headings if plain(heading) in places])
        }
        if not all(ours in at for ours in layout.mark):
            continue
        missing = tuple(headings[0] for ours, headings in layout.columns.items() if ours not in at)
        lacking = [layout.columns[ours][0] for ours in layout.needed if ours not in at]
        if lacking:
            raise DataError(
                f"{name} looks like {layout.title} but lacks the columns: {', '.join(lacking)}.",
                "Load the file as CMS publishes it, with every column.",
            )
        return Recognised(layout, at, len(header), missing)
    begins = ", ".join(heading.strip()[:40] for heading in header[:4])
    raise DataError(
        f"{name} is none of the registry's files; its first row reads: {begins or 'nothing'}.",
        f"Load one of: {'; '.join(layout.title for layout in ALL)}.",
    )
