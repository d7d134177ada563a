"""A source's name in parts."""

from __future__ import annotations

from typing import Final, Literal, NamedTuple

from wellsent.directory.names import organisations
from wellsent.directory.names.text import fold

Sort = Literal["person", "organisation", "none"]


class Name(NamedTuple):
    """One source's name in parts.

    `kind` is "person", "organisation" or "none" (names nobody). The parts are in ordinary capitals; an organisation's
    whole name is its `family`. `text` is what the list wrote, cleaned of what cannot be seen.
    """

    kind: Sort
    family: str = ""
    given: str = ""
    middle: str = ""
    suffix: str = ""
    credentials: tuple[str, ...] = ()
    prefix: str = ""
    nickname: str = ""
    text: str = ""

    @property
    def is_blank(self) -> bool:
        """Whether the cell names nobody: blank, "N/A", "Self", "(Unassigned)"."""
        return self.kind == "none"

    @property
    def display(self) -> str:
        """As one says it: "Ada B. Okafor Jr., MD"."""
        words = " ".join(filter(None, (_dotted(self.given), _dotted(self.middle), self.family, self.suffix)))
        return ", ".join((words, *self.credentials)) if words else ""

    @property
    def sorted_display(self) -> str:
        """As one files it: "Okafor, Ada B., Jr., MD"."""
        first = " ".join(filter(None, (_dotted(self.given), _dotted(self.middle))))
        return ", ".join(filter(None, (self.family, first, self.suffix, *self.credentials)))

    @property
    def key(self) -> str:
        """The same for spellings that differ in order, capitals, accents, middle name or credentials alone."""
        if self.kind != "person":
            return " ".join(organisations.core(self.family))
        return " ".join(filter(None, (fold(self.family), fold(self.given), fold(self.suffix))))


NOBODY: Final = Name(kind="none")


def _dotted(words: str) -> str:
    return " ".join(f"{word}." if len(word) == 1 else word for word in words.split())
