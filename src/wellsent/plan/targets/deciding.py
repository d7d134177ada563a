"""Whom the list still holds once people have decided. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from wellsent.plan.targets.rules import Candidate


@dataclass(frozen=True, slots=True)
class Decided:
    """What the newest decision on somebody says; `until` only of one put off."""

    choice: str
    until: date | None = None


@dataclass(frozen=True, slots=True)
class DecidedOn:
    """The newest decisions that hold, by the number in the directory and by NPI."""

    providers: Mapping[int, Decided] = field(default_factory=dict)
    npis: Mapping[str, Decided] = field(default_factory=dict)

    def of(self, candidate: Candidate) -> Decided | None:
        """What was decided of a candidate, under whichever of the two."""
        by_number = self.providers.get(candidate.known) if candidate.known is not None else None
        return by_number or (self.npis.get(candidate.npi) if candidate.npi else None)


def undecided(candidates: Iterable[Candidate], decided: DecidedOn, *, as_of: date) -> list[Candidate]:
    """Those nobody has accepted or declined, and those whose day has come."""
    return [one for one in candidates if _is_open(decided.of(one), as_of)]


def _is_open(decision: Decided | None, as_of: date) -> bool:
    return decision is None or (decision.choice == "later" and decision.until is not None and decision.until <= as_of)
