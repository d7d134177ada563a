"""What the registry shows of a provider, as the directory takes it in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from wellsent.directory.names import Name, parse
from wellsent.directory.rules import ProviderFacts


def provider_facts(shown: Mapping[str, Any], *, kind: str = "") -> ProviderFacts:
    """A provider as `Registry.show` tells of it; `kind` is one that the practice added, where it is of no kind of ours.

    The fax is taken over as it stands there: nobody has confirmed it yet.
    """
    street, city, state, zip_code = _address(shown["practice_address"] or "")
    return ProviderFacts(
        name=_name(shown["name"] or "", is_organisation=bool(shown["is_organisation"])),
        npi=shown["npi"],
        kind=shown["kind"] or kind,
        phone=shown["phone"] or "",
        fax=shown["fax"] or "",
        address=street,
        city=city,
        state=state,
        zip=zip_code,
    )


def _name(text: str, *, is_organisation: bool) -> Name:
    """The name in ordinary capitals; the registry knows better than its words whether it is a person's."""
    name = parse(text)
    if is_organisation and name.kind != "organisation":
        return Name("organisation", family=text.title(), text=text)
    return replace(name, kind="person") if not is_organisation and name.kind == "organisation" else name


def _address(text: str) -> tuple[str, str, str, str]:
    """Street, town, state and ZIP of an address as the registry joins them: "12 Elm St, Atlanta, GA 30309"."""
    rest, _, end = text.rpartition(", ")
    state, _, zip_code = end.partition(" ")
    street, _, city = rest.rpartition(", ")
    return street.title(), city.title(), state, zip_code
