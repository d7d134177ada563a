"""Words and tones for what is known and decided of a source; a tone is one of the badges'."""

from __future__ import annotations

from collections.abc import Iterable

from wellsent.directory.models import Affiliation, Provider
from wellsent.directory.queries import DescribedKind


def flags(provider: Provider) -> list[tuple[str, str]]:
    """What stands out about a source, as (words, tone): not to be contacted first."""
    found = []
    if provider.do_not_contact_since:
        found.append((f"Do not contact: {provider.do_not_contact_why}", "stuck"))
    if provider.retired_on:
        found.append((f"Retired: {provider.retired_why}", ""))
    if provider.tier_by_hand:
        found.append((f"Tier {provider.tier_by_hand}, set by hand: {provider.tier_why}", "info"))
    return found


def affiliation_words(affiliation: Affiliation) -> str:
    """Where and since when a person works, or worked: "Lakeside Neurology, until 2026"."""
    practice = affiliation.practice.merged_into or affiliation.practice
    if affiliation.ended_on:
        return f"{practice.name}, until {affiliation.ended_on.year}"
    return f"{practice.name}, since {affiliation.started_on.year}" if affiliation.started_on else practice.name


FAMILIES = {
    "primary-care": "Primary care",
    "orthopaedic-surgery": "Orthopaedic surgery",
    "neurology": "Neurology",
    "sports-medicine": "Sports medicine and athletic training",
    "podiatry": "Podiatry",
    "other-therapists": "Other therapists",
    "added here": "Added by your practice",
    "other": "Others who send",
}
"""The six families most practices live on first, then the practice's own kinds and the rest."""


def kinds_by_family(kinds: Iterable[DescribedKind]) -> list[tuple[str, list[DescribedKind]]]:
    """The kinds under the names of their families, families without one left out."""
    groups: dict[str, list[DescribedKind]] = {name: [] for name in FAMILIES}
    for kind in kinds:
        groups["added here" if kind.added_here else kind.family].append(kind)
    return [(FAMILIES[name], members) for name, members in groups.items() if members]
