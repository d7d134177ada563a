"""The rows of a list of visits: whose referral each belongs to, what became of the visit, and why a row cannot be
stored."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from wellsent.accounts import queries as accounts_queries
from wellsent.accounts.caller import Caller
from wellsent.directory.identity import Mention
from wellsent.exchange.imports.sources import find_sources
from wellsent.exchange.lists import ReadList, Rejection
from wellsent.exchange.lists.words import says_nothing
from wellsent.patients import queries as patients_queries
from wellsent.patients.rules import PatientDetails
from wellsent.referrals import queries as referrals_queries
from wellsent.referrals.visiting import ATTENDED, MISSED, PLANNED, Episode, Hints, episode_of

PATIENT_FIELDS: Final = frozenset({"patient_id", "patient_name", "birth_date"})

_AGAIN: Final = "then import the row again."
UNKNOWN_PATIENT: Final = (
    "No referral names this patient.",
    f"Record or import the referral first, or correct the number, name or birth date; {_AGAIN}",
)
NO_EPISODE: Final = (
    "None of this patient's referrals was open on this day.",
    f"Record the referral it belongs to, or correct the date; {_AGAIN}",
)
UNKNOWN_OUTCOME: Final = ("This word is not known here.", "Write attended, missed, cancelled or planned.")
NOT_YET: Final = ("The visit lies ahead, so nobody has come or stayed away yet.", "Write planned, or correct the date.")


@dataclass(frozen=True, slots=True)
class VisitRow:
    """A row that can be stored."""

    referral: int
    on: date
    outcome: str
    evaluation: bool = False

    @property
    def key(self) -> tuple[int, date]:
        """What a visit is known by."""
        return self.referral, self.on


def visit_rows(
    read: ReadList, only: Sequence[int], *, as_of: date, by: Caller
) -> tuple[dict[int, VisitRow], list[Rejection]]:
    """These rows of a list (by index), each with its referral; and those that cannot be stored, with why."""
    rows = _Rows(read, as_of)
    refused: dict[int, Rejection] = {}
    outcomes: dict[int, str] = {}
    for index in only:
        outcome = rows.outcome(index)
        if isinstance(outcome, Rejection):
            refused[index] = outcome
        else:
            outcomes[index] = outcome
    episodes = _episodes(rows, list(outcomes), by=by)
    hints = _hints(rows, episodes, by=by)
    found: dict[int, VisitRow] = {}
    for index, outcome in outcomes.items():
        theirs, on = episodes[index], rows.day(index)
        episode = episode_of(on, theirs, hints(index)) if theirs else None
        if episode is not None:
            found[index] = VisitRow(episode.number, on, outcome, rows.cell("visit_type", index) == "evaluation")
        elif theirs:
            refused[index] = rows.refusal(index, "visit_date", NO_EPISODE)
        else:
            refused[index] = rows.without_patient(index)
    return found, [refused[index] for index in sorted(refused)]


class _Rows:
    """The cells of a list of visits."""

    def __init__(self, read: ReadList, as_of: date) -> None:
        self._read, self._as_of = read, as_of
        self._headings = read.headers
        self._written = read.cells.get("outcome")

    def cell(self, name: str, index: int) -> Any:
        values = self._read.values.get(name)
        return values[index] if values else None

    def day(self, index: int) -> date:
        on: date = self._read.values["visit_date"][index]
        return on

    def patient(self, index: int) -> PatientDetails:
        return PatientDetails(
            name=self.cell("patient_name", index) or "",
            birth_date=self.cell("birth_date", index),
            record_number=self.cell("patient_id", index) or "",
        )

    def outcome(self, index: int) -> str | Rejection:
        """What became of the visit. A list without such a column holds visits that took place; in one that has it, a
        blank cell says that nothing was noted: planned, and no more."""
        outcome: str | None = self.cell("outcome", index)
        ahead = self.day(index) > self._as_of
        if self._written is None:
            return PLANNED if ahead else ATTENDED
        if outcome is None and not says_nothing(self._written[index]):
            return self.refusal(index, "outcome", UNKNOWN_OUTCOME, value=self._written[index][:40])
        if ahead and outcome in {ATTENDED, MISSED}:
            return self.refusal(index, "outcome", NOT_YET)
        return outcome or PLANNED

    def without_patient(self, index: int) -> Rejection:
        """The refusal of a row whose patient nobody referred; it names the column to look at, and no value."""
        name = next(one for one in ("patient_id", "patient_name") if self.cell(one, index) is not None)
        return self.refusal(index, name, UNKNOWN_PATIENT)

    def refusal(self, index: int, name: str, why: tuple[str, str], *, value: str | None = None) -> Rejection:
        return Rejection(self._read.rows[index], self._headings[name], *why, value=value)


def _episodes(rows: _Rows, indexes: Sequence[int], *, by: Caller) -> dict[int, Sequence[Episode]]:
    """The episodes of each row's patient; each patient is looked for once."""
    place: dict[PatientDetails, int] = {}
    at = [place.setdefault(rows.patient(index), len(place)) for index in indexes]
    numbers = patients_queries.find_many(by, list(place), why="import of visits")
    of_patient = referrals_queries.episodes_of(by, {number for number in numbers if number is not None})
    return {
        index: of_patient.get(number, ()) if (number := numbers[where]) is not None else ()
        for index, where in zip(indexes, at, strict=True)
    }


def _hints(rows: _Rows, episodes: Mapping[int, Sequence[Episode]], *, by: Caller) -> Any:
    """What each row says that may tell two episodes apart; who referred is resolved only where there are two."""
    names: dict[Hashable, int] = {}
    for index, theirs in episodes.items():
        name = rows.cell("referrer_name", index)
        if name and len(theirs) > 1:
            names.setdefault(name, len(names))
    mentions = [Mention(name=str(name)) for name in names]
    found = find_sources(mentions, range(len(mentions)), range(len(mentions)), by=by) if mentions else None
    clinics = {clinic.name.casefold(): clinic.pk for clinic in accounts_queries.clinics(by)}

    def of(index: int) -> Hints:
        named = names.get(rows.cell("referrer_name", index))
        clinic = rows.cell("clinic", index)
        return Hints(
            referral_date=rows.cell("referral_date", index),
            source=found.provider_at(named) if found is not None and named is not None else None,
            clinic=clinics.get(clinic.casefold()) if clinic else None,
            evaluation=rows.cell("visit_type", index) == "evaluation",
        )

    return of
