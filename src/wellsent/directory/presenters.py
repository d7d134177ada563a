"""Words for what is known of a source."""

from __future__ import annotations

from collections.abc import Iterable

from wellsent.directory.models import Affiliation
from wellsent.directory.queries import DescribedKind


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
