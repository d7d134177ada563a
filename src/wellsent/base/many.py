"""What came of doing one thing to many rows: which were done, which could not be and why, and what brings them back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Done:
    """`done` are the numbers of the rows changed; `refused` says of each other one, in words, why it was not.

    `kept` is what undoing needs: plain values that go into JSON, never a patient's.
    """

    done: Sequence[int]
    refused: Mapping[int, str] = field(default_factory=dict)
    kept: Any = None
