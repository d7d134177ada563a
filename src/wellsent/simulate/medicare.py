"""Two made-up files of Medicare in the layout of CMS: who may order and refer, and who has opted out."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Final

from wellsent.simulate.dice import Dice

ENROLLED: Final = 0.9
OPTED_OUT: Final = 0.03
"""Shares of the providers: more have opted out than do, so that a list of targets shows one."""


def write_medicare(folder: Path, npis: Sequence[str], *, seed: int, last_day: date) -> list[Path]:
    """The two files, about these NPIs, into a folder; returns where they are."""
    dice = Dice(seed, "medicare")
    ordering, opted_out = folder / "made-up-ordering.csv", folder / "made-up-opted-out.csv"
    enrolled = [f"{npi},Y,Y,Y,Y,Y" for npi in npis if dice.chance(ENROLLED)]
    ordering.write_text("\n".join(["NPI,PARTB,DME,HHA,PMD,HOSPICE", *enrolled, ""]), encoding="utf-8")
    lines = ["NPI,Optout Effective Date,Optout End Date,Eligible to Order and Refer"]
    for npi in npis:
        if dice.chance(OPTED_OUT):
            since = last_day - timedelta(days=dice.between(30, 700))
            until = since + timedelta(days=730)  # an affidavit holds for two years
            lines.append(f"{npi},{since:%m/%d/%Y},{until:%m/%d/%Y},{'Y' if dice.chance(0.8) else 'N'}")
    opted_out.write_text("\n".join([*lines, ""]), encoding="utf-8")
    return [ordering, opted_out]
