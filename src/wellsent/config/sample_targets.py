"""What the sample practice has for finding targets: a registry of its area with Medicare's files, made up too, and a
profile.
"""

from __future__ import annotations

import tempfile
from collections import Counter
from datetime import date
from pathlib import Path
from typing import Final

from wellsent.accounts import queries
from wellsent.accounts.caller import Caller
from wellsent.directory.registry_here import registry
from wellsent.plan.profile import actions
from wellsent.plan.profile.rules import FULL, LITTLE, ROOM, Ideal, Place
from wellsent.simulate.facts import PracticeFacts

STRANGERS: Final = 700
FILE: Final = "made-up-area.csv"
KINDS: Final = ("primary-care", "orthopaedic-surgery", "sports-medicine", "podiatry", "neurology")
CONDITIONS: Final = ("knee", "shoulder", "hip", "foot and ankle", "neuro, gait, balance")
ROOMS: Final = ({"orthopaedic": ROOM, "neuro": LITTLE}, {"orthopaedic": LITTLE, "hand": FULL, "neuro": ROOM})


def make(practice: PracticeFacts, today: date, *, seed: int, by: Caller) -> None:
    """Load the made-up registry, unless one is loaded, and keep a profile."""
    if registry().status().manifest is None:
        _load(practice, today, seed)
    towns = Counter(one.practice.zip for one in practice.providers).most_common()
    places = [
        Place(clinic.pk, towns[at % len(towns)][0], room=ROOMS[at % len(ROOMS)])
        for at, clinic in enumerate(queries.open_clinics(by, on=today))
    ]
    ideal = Ideal(KINDS, CONDITIONS, ("medicare", "commercial", "workers-comp"), tuple(places))
    actions.keep_profile(ideal=ideal, by=by)


def _load(practice: PracticeFacts, today: date, seed: int) -> None:
    from wellsent.directory.registry.loading import load  # with DuckDB, which only this needs
    from wellsent.directory.registry_here import folder
    from wellsent.simulate.area import area_rows
    from wellsent.simulate.medicare import write_medicare
    from wellsent.simulate.registry import write_registry

    with tempfile.TemporaryDirectory() as scratch:
        rows = list(area_rows(practice.providers, strangers=STRANGERS, seed=seed, last_day=today))
        file = write_registry(Path(scratch) / FILE, rows)
        medicare = write_medicare(Path(scratch), [row["NPI"] for row in rows], seed=seed, last_day=today)
        load([file, *medicare], folder(), today=today, older=False, tell=lambda step, percent: None)
