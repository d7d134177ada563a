"""A made-up practice as files: the lists a practice would have, and the truth beside them.

referrals.csv   the export of its system, with the mess real exports have
visits.csv      the appointments of the same system: kept, missed, called off and still to come
patients.csv    its patients with their telephones
touches.csv     the liaison's diary
providers.csv   the sources and targets in its own books, clean
campaign.json   the campaign it declared, where there was one
truth.json      what really happened, and what each row really is
"""

from __future__ import annotations

import csv
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from wellsent.simulate.dice import Dice
from wellsent.simulate.export import export_rows
from wellsent.simulate.facts import practice_facts
from wellsent.simulate.layout import make_layout
from wellsent.simulate.lists import (
    Line,
    campaign_file,
    patient_lines,
    provider_lines,
    referral_lines,
    touch_lines,
    visit_lines,
)
from wellsent.simulate.spelling import Typist
from wellsent.simulate.truth import truth_of
from wellsent.simulate.visits import make_visits

FILES = ("referrals.csv", "visits.csv", "patients.csv", "touches.csv", "providers.csv", "campaign.json", "truth.json")


@dataclass(frozen=True)
class Simulated:
    """What `write_practice` wrote: the files, and how much is in them."""

    folder: Path
    files: tuple[Path, ...]
    first_day: date
    last_day: date
    sources: int
    referrals: int
    rows: int  # of referrals.csv, without header, titles and totals
    duplicates: int
    unreadable: int
    touches: int
    visits: int


def write_practice(
    folder: Path,
    *,
    seed: int,
    sources: int = 80,
    months: int = 24,
    campaign_percent: float | None = None,
    last_day: date | None = None,
    mess: float = 1.0,
) -> Simulated:
    """Write a made-up practice into `folder`, made where it is missing. `mess` scales every slip of the export: 0 is
    a list without any, 1 that of a busy front desk; the facts behind it stay the same. The same arguments write the
    same bytes.

    Raises ValueError for arguments out of range, and FileExistsError rather than replace a file that is not ours.
    """
    if mess < 0:
        raise ValueError("mess is a number from 0 up")
    facts = practice_facts(seed, sources=sources, months=months, campaign_percent=campaign_percent, last_day=last_day)
    _make_room(folder)
    layout = make_layout(Dice(seed, "layout"), facts.name, facts.world.last_day, mess=mess)
    dice = Dice(seed, "export")
    rows = export_rows(dice, facts, layout, Typist(dice, facts.providers, style=layout.name_style, mess=mess))
    _write_list(folder / "referrals.csv", referral_lines(layout, rows), layout.delimiter, layout.encoding)
    visits = make_visits(Dice(seed, "visits"), facts)
    appointments = visit_lines(layout, visits, Dice(seed, "appointments"))
    _write_list(folder / "visits.csv", appointments, layout.delimiter, layout.encoding)
    _write_list(folder / "patients.csv", patient_lines(facts, layout), layout.delimiter, layout.encoding)
    _write_list(folder / "touches.csv", touch_lines(facts, Dice(seed, "diary"), mess=mess))
    _write_list(folder / "providers.csv", provider_lines(facts))
    if facts.world.campaign:
        campaign = json.dumps(campaign_file(facts, layout, rows), indent=2, ensure_ascii=False)
        (folder / "campaign.json").write_text(campaign + "\n", encoding="utf-8")
    _write_truth(folder / "truth.json", truth_of(facts, layout, rows, visits))
    return Simulated(
        folder=folder,
        files=tuple(folder / name for name in FILES if (folder / name).exists()),
        first_day=facts.world.first_day,
        last_day=facts.world.last_day,
        sources=len(facts.world.sources),
        referrals=len(facts.referrals),
        rows=len(rows),
        duplicates=len(rows) - len(facts.referrals),
        unreadable=sum(row.unreadable is not None for row in rows),
        touches=len(facts.touches),
        visits=len(visits),
    )


def _make_room(folder: Path) -> None:
    """An empty place for the files; those of an earlier made-up practice go, anybody else's stay and are refused."""
    folder.mkdir(parents=True, exist_ok=True)
    there = [folder / name for name in FILES if (folder / name).exists()]
    if there and not (folder / "truth.json").exists():
        raise FileExistsError(f"{there[0]} is there already and is not a made-up practice's. Choose an empty folder.")
    for path in there:
        path.unlink()


def _write_list(path: Path, lines: Sequence[Line], delimiter: str = ",", encoding: str = "utf-8") -> None:
    with path.open("w", encoding=encoding, newline="") as file:
        csv.writer(file, delimiter=delimiter).writerows(lines)


def _write_truth(path: Path, truth: Mapping[str, Any]) -> None:
    """One line for each subject, so that it stays small and can still be looked at."""
    lines = (f"{json.dumps(subject)}: {json.dumps(value, ensure_ascii=False)}" for subject, value in truth.items())
    path.write_text("{\n" + ",\n".join(lines) + "\n}\n", encoding="utf-8")
