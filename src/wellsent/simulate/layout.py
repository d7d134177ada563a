"""What an export looks like: which columns under which headers, how dates and stages are written, how it is saved.

No two systems agree on any of it, so each seed gets a layout of its own.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

from wellsent.simulate.courses import Course, Status
from wellsent.simulate.dice import Dice
from wellsent.simulate.places import KINDS
from wellsent.simulate.spelling import STYLES

# Our column: the chance that an export has it, and headers it may stand under. No header stands for two columns.
COLUMNS: Mapping[str, tuple[float, tuple[str, ...]]] = {
    "referral_date": (1.0, ("Referral Date", "Ref Date", "Date of Referral", "Date Received", "Referral Received")),
    "referrer_name": (1.0, ("Referring Provider", "Referring Physician", "Referred By", "Ref. Provider", "Referrer")),
    "referrer_npi": (0.85, ("NPI", "Referring NPI", "Ref Provider NPI", "Provider NPI", "NPI #")),
    "referrer_practice": (1.0, ("Practice", "Referring Practice", "Group Name", "Referring Office", "Practice Name")),
    "referrer_kind": (0.6, ("Specialty", "Provider Specialty", "Provider Type", "Referrer Specialty")),
    "patient_id": (0.9, ("MRN", "Patient ID", "Chart #", "Acct No", "Patient Number")),
    "patient_name": (0.9, ("Patient", "Patient Name", "Pt Name", "Client Name")),
    "birth_date": (0.85, ("DOB", "Date of Birth", "Birth Date", "Pt DOB")),
    "payer": (0.9, ("Insurance", "Primary Insurance", "Payer", "Ins. Plan")),
    "condition": (0.85, ("Diagnosis", "Dx", "Primary Diagnosis", "Referral Dx")),
    "clinic": (0.85, ("Clinic", "Location", "Treating Clinic", "Clinic Location")),
    "first_contact_date": (0.6, ("First Contact", "Date Contacted", "First Call", "Initial Contact Date")),
    "scheduled_date": (0.8, ("Scheduled", "Appt Date", "Scheduled For", "Scheduled Date")),
    "evaluation_date": (1.0, ("Eval Date", "Initial Eval", "IE Date", "Evaluation Date", "Initial Eval Date")),
    "discharge_date": (0.8, ("Discharge Date", "D/C Date", "DC Date", "Date Discharged")),
    "visits_planned": (0.7, ("Visits Planned", "Auth Visits", "Authorized Visits", "Planned Visits")),
    "visits_attended": (0.75, ("Visits Attended", "Visits Completed", "Visits", "Attended Visits")),
    "status": (1.0, ("Status", "Referral Status", "Case Status", "Stage")),
    "lost_reason": (0.65, ("Lost Reason", "Reason Not Seen", "Reason Lost", "Cancel Reason")),
    "source_note": (0.4, ("Notes", "Comments", "Referral Notes")),
}
EXTRAS = ("Therapist", "Entered By", "Auth #", "Days to Eval")  # columns of no use to us, as every export has some

MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
DATE_STYLES: Mapping[str, Callable[[date], str]] = {
    "month first": lambda day: f"{day:%m/%d/%Y}",
    "month first, bare": lambda day: f"{day.month}/{day.day}/{day.year}",
    "month first, short": lambda day: f"{day:%m/%d/%y}",
    "month first, with time": lambda day: f"{day.month}/{day.day}/{day.year} 12:00:00 AM",
    "ISO": lambda day: day.isoformat(),
    "day first": lambda day: f"{day:%d/%m/%Y}",
    "month named": lambda day: f"{day.day:02d}-{MONTHS[day.month - 1]}-{day.year}",
}
DATE_WEIGHTS = {
    "month first": 34.0,
    "month first, bare": 22.0,
    "month first, short": 10.0,
    "month first, with time": 8.0,
    "ISO": 12.0,
    "day first": 6.0,
    "month named": 8.0,
}

STAGES = ("received", "contacted", "scheduled", "evaluated", "in care", "completed", "lost", "dropped out")
STAGE_WORDS = (
    ("New", "Contacted", "Scheduled", "Evaluated", "In Care", "Completed", "Lost", "Dropped out"),
    ("Pending", "Called", "Appt Set", "Eval Done", "Active", "Discharged", "Cancelled", "Self-discharged"),
    ("Received", "Contacted", "Booked", "Evaluated", "In Treatment", "Discharged", "Closed - not seen", "Discontinued"),
    ("Open", "Contact made", "Scheduled", "Evaluated", "Active", "D/C", "Inactive", "D/C - non-compliant"),
)


@dataclass(frozen=True)
class Layout:
    """How one practice's export is written. `columns` are (ours, theirs) in order, also those that mean nothing to us;
    `titles` are the rows above the header.
    """

    columns: tuple[tuple[str, str], ...]
    titles: tuple[str, ...]
    totals: bool
    dates: str
    stages: Mapping[str, str]
    condition: str  # code, text or both
    kinds: Mapping[str, str]
    name_style: str
    patient_style: str  # "Family, First", "FAMILY, FIRST" or "First Family"
    order: str  # oldest first, newest first or by patient
    delimiter: str
    encoding: str

    @property
    def header(self) -> tuple[str, ...]:
        """The header row as written."""
        return tuple(theirs for _, theirs in self.columns)

    def has(self, column: str) -> bool:
        """Whether the export has this column of ours."""
        return any(ours == column for ours, _ in self.columns)

    def day(self, day: date | None) -> str:
        """A date as this export writes it, empty where there is none."""
        return DATE_STYLES[self.dates](day) if day else ""

    def birth(self, day: date) -> str:
        """A birth date, whose year is written in full even where others are not."""
        return DATE_STYLES["month first" if self.dates == "month first, short" else self.dates](day)

    def stage(self, course: Course) -> str:
        """The word this export has for where a referral stands."""
        status: Status = course.status
        return self.stages["dropped out" if status == "lost" and course.evaluation else status]


def make_layout(dice: Dice, practice: str, last_day: date, *, mess: float) -> Layout:
    """A layout for this practice's export of `last_day`; without mess, no rows but the header and the referrals."""
    columns, titles, totals = _columns(dice), _titles(dice, practice, last_day), dice.chance(0.25)
    return Layout(
        columns=columns,
        titles=titles if mess > 0 else (),
        totals=totals and mess > 0,
        dates=dice.weighted(DATE_WEIGHTS),
        stages=dict(zip(STAGES, dice.pick(STAGE_WORDS), strict=True)),
        condition=dice.pick(("code", "text", "both")),
        kinds={kind.slug: dice.pick(kind.spellings) for kind in KINDS} | {"physician-assistant": "Physician Assistant"},
        name_style=dice.pick(STYLES),
        patient_style=dice.pick(("Family, First", "FAMILY, FIRST", "First Family")),
        order=dice.weighted({"oldest first": 50, "newest first": 35, "by patient": 15}),
        delimiter=dice.weighted({",": 85, ";": 8, "\t": 7}),
        encoding=dice.weighted({"utf-8": 55, "utf-8-sig": 25, "cp1252": 20}),
    )


def _columns(dice: Dice) -> tuple[tuple[str, str], ...]:
    """Our columns and a few of no use, in an order of their own, under headers of one look."""
    kept = [ours for ours, (likely, _) in COLUMNS.items() if dice.chance(likely)]
    if "patient_id" not in kept and "patient_name" not in kept:
        kept.append("patient_id")
    pairs = [(ours, dice.pick(COLUMNS[ours][1])) for ours in kept]
    pairs += [(extra, extra) for extra in dice.shuffled(EXTRAS)[: dice.between(0, 2)]]
    look = dice.weighted({"as is": 70, "capitals": 15, "snake": 15})
    if dice.chance(0.5):
        pairs = dice.shuffled(pairs)
    return tuple((ours, _look(theirs, look)) for ours, theirs in pairs)


def _look(header: str, look: str) -> str:
    if look == "capitals":
        return header.upper()
    if look == "snake":
        return re.sub(r"[^a-z0-9]+", "_", header.lower()).strip("_")
    return header


def _titles(dice: Dice, practice: str, last_day: date) -> tuple[str, ...]:
    """The rows some exports print above the header, the last of them empty."""
    if dice.chance(0.65):
        return ()
    rows = (practice, "Referral Report", f"Run on {MONTHS[last_day.month - 1]} {last_day.day}, {last_day.year}", "")
    return rows[dice.between(0, 2) :]
