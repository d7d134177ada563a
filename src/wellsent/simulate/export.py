"""The practice's referral list as its system would export it, row by row, with the truth of each row beside it.

The same referral may be exported twice; now and then a row cannot be read. Both are known here.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from wellsent.simulate.courses import Course, Referral, seen_on
from wellsent.simulate.dice import Dice
from wellsent.simulate.facts import PracticeFacts
from wellsent.simulate.layout import Layout
from wellsent.simulate.spelling import Typist

TWICE = 0.015  # share of referrals exported a second time
UNREADABLE = 0.005  # share of rows that cannot be read
INITIALS = ("KT", "MB", "RS", "JL", "AN")
SOURCE_NOTES = ("Faxed order", "Patient called", "Script in hand", "Portal", "Phone order")


@dataclass(frozen=True)
class Row:
    """One exported row: what its cells say by our columns, which referral it is, and what is wrong with it."""

    referral: Referral
    cells: Mapping[str, str]
    wrong_npi: bool = False
    unreadable: tuple[str, str] | None = None  # our column, and why


def export_rows(dice: Dice, facts: PracticeFacts, layout: Layout, typist: Typist) -> tuple[Row, ...]:
    """Every referral as a row in the export's order, with what was exported twice and what cannot be read."""
    last_day = facts.world.last_day
    rows: list[Row] = []
    copies: list[Row] = []
    for referral in facts.referrals:
        row = _typed(dice, facts, layout, typist, referral, last_day)
        if typist.slips(TWICE):
            copies.append(_copy(dice, facts, layout, typist, row))
        elif typist.slips(UNREADABLE):
            row = _spoiled(dice, layout, row)
        rows.append(row)
    return tuple(_with_copies(dice, _ordered(layout, rows), copies))


def _typed(dice: Dice, facts: PracticeFacts, layout: Layout, typist: Typist, referral: Referral, seen: date) -> Row:
    """The row of a referral as the list stood on the day `seen`."""
    provider = facts.providers[referral.source]
    course = seen_on(referral.course, seen)
    npi, wrong = typist.npi(provider) if layout.has("referrer_npi") else ("", False)
    practice = "" if npi and not wrong and typist.slips(0.06) else typist.practice(provider)
    cells = {
        "referral_date": layout.day(referral.received),
        "referrer_name": typist.provider(provider),
        "referrer_npi": npi,
        "referrer_practice": practice,
        "referrer_kind": layout.kinds[provider.kind],
        **patient_cells(layout, referral),
        "payer": referral.patient.payer,
        "condition": _condition(layout, referral),
        "clinic": referral.clinic,
        "source_note": dice.pick(SOURCE_NOTES) if dice.chance(0.3) else "",
        "Therapist": dice.pick(INITIALS) if course.evaluation else "",
        "Entered By": dice.pick(INITIALS),
        "Auth #": "",
        "Days to Eval": str((course.evaluation - referral.received).days) if course.evaluation else "",
    }
    return Row(referral, cells | _course_cells(layout, course), wrong)


def patient_cells(layout: Layout, referral: Referral) -> dict[str, str]:
    """How the lists of this practice name a patient."""
    patient = referral.patient
    return {
        "patient_id": patient.record,
        "patient_name": _patient_name(layout, referral),
        "birth_date": layout.birth(patient.born),
    }


def _course_cells(layout: Layout, course: Course) -> dict[str, str]:
    return {
        "first_contact_date": layout.day(course.first_contact),
        "scheduled_date": layout.day(course.appointment),
        "evaluation_date": layout.day(course.evaluation),
        "discharge_date": layout.day(course.discharge),
        "visits_planned": "" if course.visits_planned is None else str(course.visits_planned),
        "visits_attended": "" if course.visits_attended is None else str(course.visits_attended),
        "status": layout.stage(course),
        "lost_reason": course.lost_reason,
    }


def _patient_name(layout: Layout, referral: Referral) -> str:
    name = referral.patient.name
    family = f"{name.family} {name.suffix}".strip()
    given = f"{name.first} {name.middle}".strip()
    if layout.patient_style == "First Family":
        return f"{given} {family}"
    text = f"{family}, {given}"
    return text.upper() if layout.patient_style == "FAMILY, FIRST" else text


def _condition(layout: Layout, referral: Referral) -> str:
    condition = referral.condition
    return {"code": condition.code, "text": condition.text, "both": f"{condition.code} - {condition.text}"}[
        layout.condition
    ]


def _copy(dice: Dice, facts: PracticeFacts, layout: Layout, typist: Typist, row: Row) -> Row:
    """The same referral once more: as it is, as it stood earlier, or with the referrer typed anew."""
    how = dice.weighted({"same": 40, "earlier": 30, "typed anew": 30})
    if how == "same":
        return row
    if how == "earlier":
        before = min(row.referral.received + timedelta(days=dice.between(0, 10)), facts.world.last_day)
        then = _course_cells(layout, seen_on(row.referral.course, before))
        return replace(row, cells={**row.cells, **then, "Days to Eval": ""})
    provider = facts.providers[row.referral.source]
    anew = {"referrer_name": typist.provider(provider), "referrer_practice": typist.practice(provider)}
    return replace(row, cells={**row.cells, **anew})


def _spoiled(dice: Dice, layout: Layout, row: Row) -> Row:
    """The row with a date nobody can believe or without its referrer."""
    received = row.referral.received
    why = dice.weighted(
        {"impossible date": 35, "no date": 15, "date far ahead": 10, "date before 1990": 10, "no referrer": 30}
    )
    if why == "no referrer":
        return replace(
            row, cells={**row.cells, "referrer_name": "", "referrer_npi": "", "referrer_practice": ""}, wrong_npi=False,
            unreadable=("referrer_name", why),
        )  # fmt: skip
    text = {
        "impossible date": f"{received.year}-02-30" if layout.dates == "ISO" else f"02/30/{received.year}",
        "no date": "",
        "date far ahead": layout.birth(date(received.year + 40, received.month, 1)),
        "date before 1990": layout.birth(date(received.year - 100, received.month, 1)),
    }[why]
    return replace(row, cells={**row.cells, "referral_date": text}, unreadable=("referral_date", why))


def _ordered(layout: Layout, rows: Sequence[Row]) -> list[Row]:
    """The rows, oldest first as given, in the order of the export."""
    if layout.order == "newest first":
        return list(reversed(rows))
    if layout.order == "by patient":
        return sorted(rows, key=lambda row: (row.referral.patient.name.family, row.referral.patient.name.first))
    return list(rows)


def _with_copies(dice: Dice, rows: Sequence[Row], copies: Iterable[Row]) -> list[Row]:
    """The rows with the copies among them: some right below the first, some anywhere."""
    below: dict[int, Row] = {}
    anywhere: dict[int, list[Row]] = {}
    for copy in copies:
        if dice.chance(0.5):
            below[copy.referral.key] = copy
        else:
            anywhere.setdefault(dice.between(0, len(rows) - 1), []).append(copy)
    made: list[Row] = []
    for place, row in enumerate(rows):
        made.append(row)
        if row.referral.key in below:
            made.append(below[row.referral.key])
        made += anywhere.get(place, [])
    return made
