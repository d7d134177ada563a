"""The lines of the files: what `practice` writes, header first, as plain cells."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from wellsent.simulate.dice import Dice
from wellsent.simulate.export import Row, patient_cells
from wellsent.simulate.facts import PracticeFacts
from wellsent.simulate.layout import Layout
from wellsent.simulate.spelling import STYLES, Typist
from wellsent.simulate.touches import CAMPAIGN_NAME
from wellsent.simulate.visits import Visit

Line = Sequence[str]

CAMPAIGN_MONTHS = 6
PROVIDER_HEADER = (
    "npi", "name", "kind", "taxonomy", "practice", "address", "city", "state", "zip", "phone", "fax", "email",
)  # fmt: skip
VISIT_WORDS: tuple[Mapping[str, str], ...] = (
    {"attended": "Arrived", "missed": "No Show", "cancelled": "Cancelled", "planned": "Scheduled"},
    {"attended": "Checked Out", "missed": "No-Show", "cancelled": "CX", "planned": "Pending"},
    {"attended": "Kept", "missed": "Missed", "cancelled": "Late Cancel", "planned": "Confirmed"},
)
TOUCH_HEADER = ("date", "referrer_name", "referrer_npi", "kind", "minutes", "cost", "campaign", "outcome", "note")


def referral_lines(layout: Layout, rows: Sequence[Row]) -> list[Line]:
    """Titles, header, one line a row and at times the totals."""
    lines: list[Line] = [[title] if title else [] for title in layout.titles]
    lines.append(layout.header)
    lines += [[row.cells[ours] for ours, _ in layout.columns] for row in rows]
    if layout.totals:
        lines.append([f"Total referrals: {len(rows)}", *[""] * (len(layout.columns) - 1)])
    return lines


def touch_lines(facts: PracticeFacts, dice: Dice, *, mess: float) -> list[Line]:
    """The liaison's diary: names written carefully but never quite alike, the NPI often left out, except where two
    sources share a name.
    """
    people = Counter((one.person.first, one.person.family) for one in facts.providers if one.person)
    typists = [Typist(dice, facts.providers, style=style, mess=0) for style in STYLES]
    lines: list[Line] = [TOUCH_HEADER]
    for touch in facts.touches:
        provider = facts.providers[touch.source]
        shared = provider.person and people[provider.person.first, provider.person.family] > 1
        npi = "" if dice.chance(min(0.5 * mess, 1.0)) and not shared else provider.npi
        name = dice.pick(typists).provider(provider) if mess else provider.name
        cells = (touch.day.isoformat(), name, npi, touch.kind, str(touch.minutes), f"{touch.cost}.00")
        lines.append((*cells, touch.campaign, touch.outcome, touch.note))
    return lines


def visit_lines(layout: Layout, visits: Sequence[Visit], dice: Dice) -> list[Line]:
    """The appointments of the practice's system: patients are named as its referral list names them."""
    words = dice.pick(VISIT_WORDS)
    patient = [
        (ours, theirs) for ours, theirs in layout.columns if ours in {"patient_id", "patient_name", "birth_date"}
    ]
    lines: list[Line] = [
        ("Appointment Date", *(theirs for _, theirs in patient), "Visit Type", "Visit Status", "Clinic")
    ]
    for visit in visits:
        cells = patient_cells(layout, visit.referral)
        kind = "Initial Eval" if visit.evaluation else "Follow-up"
        named = (cells[ours] for ours, _ in patient)
        lines.append((layout.day(visit.day), *named, kind, words[visit.outcome], visit.referral.clinic))
    return lines


def patient_lines(facts: PracticeFacts, layout: Layout) -> list[Line]:
    """The patients of the practice's system with their telephones, each once."""
    first = {referral.patient.record: referral for referral in facts.referrals}
    lines: list[Line] = [("Patient ID", "Patient Name", "Date of Birth", "Cell Phone")]
    for referral in first.values():
        cells = patient_cells(layout, referral)
        lines.append((cells["patient_id"], cells["patient_name"], cells["birth_date"], referral.patient.phone))
    return lines


def provider_lines(facts: PracticeFacts) -> list[Line]:
    """The sources and targets in the practice's own books, clean."""
    lines: list[Line] = [PROVIDER_HEADER]
    for key in facts.known:
        one, at = facts.providers[key], facts.providers[key].practice
        place = (at.name, at.address, at.town, at.state, at.zip, at.phone, at.fax, at.email)
        lines.append((one.npi, one.name, one.kind, one.taxonomy, *place))
    return lines


def campaign_file(facts: PracticeFacts, layout: Layout, rows: Sequence[Row]) -> dict[str, Any]:
    """The declared campaign in the form `wellsent lift` reads, comparing with sources the practice knew by then.
    Everybody is named by what the export shows of them: the NPI, or else the name.
    """
    campaign = facts.world.campaign
    if campaign is None:
        raise ValueError("this made-up practice declared no campaign")
    right = [row for row in rows if row.cells["referrer_npi"] and not row.wrong_npi and layout.has("referrer_npi")]
    shown = {row.referral.source for row in right}
    known = {one.source for one in facts.referrals if one.received < campaign.declared_on}

    def who(source: int) -> str:
        return facts.providers[source].npi if source in shown else facts.providers[source].name

    return {
        "name": CAMPAIGN_NAME,
        "declared_on": campaign.declared_on.isoformat(),
        "kind": "lunch",
        "targets": [{"referrer": who(one.source), "start": one.start.isoformat()} for one in campaign.targets],
        "comparison": [who(source) for source in campaign.comparison if source in known],
        "months": CAMPAIGN_MONTHS,
    }
