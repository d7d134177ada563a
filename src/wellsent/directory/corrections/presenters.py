"""Words for what the registry says differently."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Final

from wellsent.directory.corrections import rules
from wellsent.directory.corrections.rules import Change
from wellsent.ui import formats

HEADINGS: Final[Mapping[str, str]] = {
    rules.RETIRED: "Deactivated",
    rules.RENUMBERED: "Another NPI",
    rules.MISTAKEN: "Somebody else’s NPI",
    rules.MOVED: "Moved",
    rules.PARTNER: "New partners",
    rules.GROUP: "Another group",
    rules.RENAMED: "Another name",
    rules.KIND: "Another kind",
}
BUTTONS: Final[Mapping[str, str]] = {
    rules.RETIRED: "Retire",
    rules.RENUMBERED: "Take the new NPI",
    rules.MISTAKEN: "Take this NPI away",
    rules.MOVED: "Take this address",
    rules.PARTNER: "Add them",
    rules.GROUP: "Take this group",
    rules.RENAMED: "Take this name",
    rules.KIND: "Take this kind",
}


def title(change: Change) -> str:
    """The difference in one line: "Ada Okafor, MD has moved to 9 Hill Rd, Macon, GA 31201"."""
    return {
        rules.RETIRED: f"{change.name}: the NPI was deactivated",
        rules.RENUMBERED: f"{change.name} has another NPI now: {formats.npi(change.after)}",
        rules.MISTAKEN: f"{change.name}: NPI {formats.npi(change.npi)} is that of {change.after}",
        rules.MOVED: f"{change.name} has moved to {change.after}",
        rules.PARTNER: f"{change.after} has come to {change.name}",
        rules.GROUP: f"{change.name} is with {change.after}",
        rules.RENAMED: f"{change.name} is called {change.after}",
        rules.KIND: f"{change.name} is of the kind {change.after}",
    }.get(change.what, f"{change.name}: NPI {formats.npi(change.npi)} and what the registry says")


def why(change: Change) -> str:
    """What it rests on, and what taking it over does."""
    said = f"says the entry of {formats.day(date.fromisoformat(change.on))}" if change.on else "says the entry"
    return {
        rules.RETIRED: f"It {said}. Retired, they keep their history and leave the lists.",
        rules.RENUMBERED: f"The old one, {formats.npi(change.before)}, was replaced, {said}.",
        rules.MISTAKEN: f"So {said}. Perhaps a digit was mistyped; without it the two are not mixed up.",
        rules.MOVED: f"So {said}; we hold another address, which stays in the history.",
        rules.PARTNER: f"So {said}; the registry before had them elsewhere, and we do not know them yet.",
        rules.GROUP: f"So says Medicare's file of clinicians; we have them at {change.before}.",
        rules.RENAMED: f"So {said}. The name we hold keeps finding them.",
        rules.KIND: f"So {said}; we have {change.before}.",
    }[change.what]


def summary(counts: Mapping[str, int]) -> str:
    """In one sentence: "3 moved, 1 deactivated"; blank where there is nothing."""
    return ", ".join(f"{count:,} {HEADINGS[what][0].lower()}{HEADINGS[what][1:]}" for what, count in counts.items())
