"""Which of our clinics the rows of a list belong to, and which rows are not the caller's to store."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from wellsent.accounts import queries
from wellsent.accounts.caller import Caller
from wellsent.exchange.lists import ReadList, Rejection


@dataclass
class Clinics:
    """The clinics a caller may bring rows to, by name; `blank` is where a row goes that names none."""

    by_name: dict[str, int] = field(default_factory=dict)
    blank: int | None = None

    def of(self, read: ReadList, index: int) -> int | None:
        """The clinic of an accepted row, if it is stored by now."""
        named = written(read, index)
        return self.by_name.get(named.casefold()) if named else self.blank


def clinics_for(by: Caller) -> Clinics:
    """Who works at one clinic brings it the rows that name none; of several clinics, a row must name its own."""
    own = {clinic.name.casefold(): clinic.pk for clinic in queries.clinics(by)}
    only = next(iter(own.values())) if by.clinics is not None and len(own) == 1 else None
    return Clinics(own, only)


def opens_clinics(by: Caller) -> bool:
    """Whether clinics that a list names for the first time are opened with it."""
    return by.clinics is None and by.may("settings.change")


def written(read: ReadList, index: int) -> str | None:
    """The clinic as the row names it."""
    return read.values["clinic"][index] if "clinic" in read.values else None


def not_theirs(read: ReadList, indexes: Iterable[int], clinics: Clinics, *, by: Caller) -> dict[int, Rejection]:
    """Rows the caller could not see once they were stored, and rows of clinics that only an owner may open."""
    if opens_clinics(by):
        return {}
    heading = read.headers.get("clinic", "")
    refused = {}
    for index in indexes:
        named = written(read, index)
        if named and named.casefold() not in clinics.by_name:
            whose = "There is no such clinic." if by.clinics is None else "This is none of your clinics."
            remedy = "Correct its name, or ask an owner to import the row."
            refused[index] = Rejection(read.rows[index], heading, whose, remedy, named)
        elif not named and by.clinics is not None and clinics.blank is None:
            reason = "The row does not say at which of your clinics."
            refused[index] = Rejection(read.rows[index], heading, reason, "Name the clinic in a column of the list.")
    return refused
