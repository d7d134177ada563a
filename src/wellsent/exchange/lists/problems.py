"""Why a cell cannot be read."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with a cell and how to mend it. Never holds the cell itself, which may be a patient's."""

    reason: str
    remedy: str
