"""An entry of the registry as plain values: what other rooms compare with what they hold, without DuckDB."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Any


@dataclass(frozen=True, slots=True)
class Site:
    """An address; of a group's site also the group's name."""

    street: str
    city: str
    state: str
    zip: str
    phone: str = ""
    group: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of the registry; what it does not say is blank.

    `sites` begins with the practice address, then come further locations; `groups` are the sites of the groups in
    Medicare's file. Days are written 2026-11-07; `deactivated_on` is blank while the NPI is active. Nobody has verified
    `fax`.
    """

    npi: str
    is_organisation: bool
    organisation: str
    family: str
    given: str
    middle: str
    suffix: str
    credential: str
    codes: tuple[str, ...]
    fax: str
    updated_on: str
    deactivated_on: str
    replaced_by: str
    also: tuple[str, ...] = ()
    sites: tuple[Site, ...] = ()
    groups: tuple[Site, ...] = ()

    @property
    def written(self) -> str:
        """The name in one line, as a list would write it; blank where the registry gives none."""
        if self.is_organisation or not self.family:
            return self.organisation
        first = " ".join(part for part in (self.given, self.middle) if part)
        return ", ".join(part for part in (self.family, first, self.suffix, self.credential) if part)

    def to_json(self) -> dict[str, Any]:
        """As plain values, for `from_json`."""
        return asdict(self)

    @classmethod
    def from_json(cls, kept: dict[str, Any]) -> Entry:
        """The entry that `to_json` wrote."""
        sites = {name: tuple(Site(**one) for one in kept[name]) for name in ("sites", "groups")}
        return cls(**{**kept, **sites, "codes": tuple(kept["codes"]), "also": tuple(kept["also"])})


@dataclass(frozen=True, slots=True)
class Group:
    """A group of Medicare's file of clinicians, and who is in it."""

    name: str
    npis: frozenset[str]


@dataclass(frozen=True, slots=True)
class OptOut:
    """An affidavit of somebody who left Medicare: until when, and whether they may order and refer all the same."""

    starts_on: date
    ends_on: date | None
    may_order: bool


@dataclass(frozen=True, slots=True)
class Medicare:
    """What two files of Medicare say of some NPIs: who of them is enrolled to order and refer under Part B, and who has
    opted out (the latest affidavit). The days are those on which each file was loaded, None where it is not.
    """

    ordering_of: date | None = None
    ordering: frozenset[str] = frozenset()
    opted_out_of: date | None = None
    opted_out: Mapping[str, OptOut] = field(default_factory=dict)
