"""An NPI as somebody types it or a list brings it: what the registry says against it. Pure; it never stops anybody."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from wellsent.base.errors import DataError
from wellsent.directory import npi as npi_numbers
from wellsent.directory.corrections import rules
from wellsent.directory.corrections.rules import Held
from wellsent.directory.names import Name
from wellsent.directory.registry.entry import Entry
from wellsent.ui import formats


@dataclass(frozen=True, slots=True)
class Doubt:
    """What speaks against an NPI, and how to mend it: both in words."""

    reason: str
    remedy: str

    def __str__(self) -> str:
        return f"{self.reason} {self.remedy}"


def checked(text: str) -> str:
    """The ten digits of an NPI as it is typed. Raises DataError for what is none, or has a wrong check digit."""
    digits = npi_numbers.clean(text)
    if digits is None:
        raise DataError("That is no NPI.", "Enter ten digits, the first of them 1 or 2.")
    if not npi_numbers.is_valid(digits):
        raise DataError(f"{digits} is no NPI: its check digit is wrong.", "Compare it digit by digit.")
    return digits


def doubts(
    npi: str,
    entry: Entry | None,
    *,
    name: Name | None = None,
    wants_person: bool = False,
    states: Collection[str] = (),
) -> list[Doubt]:
    """What the loaded registry says against an NPI that is given for somebody.

    `entry` is None for one that is not in it. `name` is who it is given for, where that is known; `states` are those
    the practice works in, none while nobody knows. Of a deactivated NPI nothing else is compared.
    """
    shown = formats.npi(npi)
    if entry is None:
        remedy = "It may be newer than the file, or mistyped: compare it digit by digit."
        return [Doubt(f"NPI {shown} is not in the loaded registry.", remedy)]
    if entry.deactivated_on:
        on = formats.day(date.fromisoformat(entry.deactivated_on))
        new = entry.replaced_by
        remedy = (
            f"It was replaced by {formats.npi(new)}: take that one." if new else "Ask the office for the present one."
        )
        return [Doubt(f"NPI {shown} was deactivated on {on}.", remedy)]
    found = []
    person = wants_person or (name is not None and name.kind == "person")
    if entry.is_organisation and person:
        reason = f"NPI {shown} is that of an organisation, {rules.shown(entry)}."
        found.append(Doubt(reason, "Ask for the NPI of the person who signs."))
    elif name is not None and _is_other(name, entry):
        reason = f"NPI {shown} is that of {rules.shown(entry)}."
        found.append(Doubt(reason, "Correct the name or the number, whichever is wrong."))
    there = {site.state for site in entry.sites if site.state}
    if there and states and there.isdisjoint(states):
        reason = f"NPI {shown} practises in {formats.in_words(sorted(there))}."
        found.append(Doubt(reason, "Compare it digit by digit, unless they do refer from there."))
    return found


def new_number_of(name: str, npi: str) -> Doubt:
    """What speaks against adding an NPI that has replaced the one we hold of somebody."""
    reason = f"NPI {formats.npi(npi)} has replaced the one of {name}."
    return Doubt(reason, "Take it over under Registry changes instead: they are known already.")


def _is_other(name: Name, entry: Entry) -> bool:
    """Whether a name is not the one the entry has now."""
    if name.is_blank:
        return False
    held = Held(
        number=0,
        npi=entry.npi,
        is_person=name.kind == "person",
        name=name.display,
        family=name.family,
        given=name.given,
        middle=name.middle,
    )
    return bool(rules.name_differs(held, entry))
