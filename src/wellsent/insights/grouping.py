"""Which kind, practice, clinic, payer, condition and source each referral belongs to, with their names."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from django.db.models.functions import Coalesce

from wellsent.accounts import queries as accounts
from wellsent.accounts.caller import Caller
from wellsent.directory import queries as directory
from wellsent.directory.models import Affiliation, Provider
from wellsent.insights.breakdowns import Groups
from wellsent.insights.methods.arrays import IntArray
from wellsent.referrals.arrays import Columns
from wellsent.referrals.grouping import CONDITION_GROUPS, PAYER_GROUPS

NOT_STATED = "Not stated"
_ABOUT = ("name", "sort_name", "practice_as_written", "npi", "entity", "tier_by_hand", "retired_on", "kind")

_PAYERS = {
    "medicare": "Medicare",
    "medicaid": "Medicaid",
    "commercial": "Commercial",
    "workers-comp": "Workers' compensation",
    "auto": "Auto",
    "self-pay": "Self-pay",
}


@dataclass(frozen=True, slots=True)
class About:
    """What the directory says of one source."""

    name: str
    sort_name: str
    practice: str
    kind: str
    kind_label: str
    npi: str
    is_practice: bool
    tier_by_hand: str
    retired: bool


def about_sources(caller: Caller) -> dict[int, About]:
    """What the directory says of every source that stands for itself, by number."""
    rows = directory.sources(caller).select_related("kind").only(*_ABOUT, "kind__label")
    return {
        one.pk: About(
            name=one.name,
            sort_name=one.sort_name,
            practice=one.practice_as_written,
            kind=one.kind_id or "",
            kind_label=one.kind.label if one.kind else "",
            npi=one.npi,
            is_practice=one.entity == Provider.Entity.PRACTICE,
            tier_by_hand=one.tier_by_hand,
            retired=one.retired_on is not None,
        )
        for one in rows.iterator()
    }


def groups(
    rows: Columns, provider: IntArray, source: IntArray, known: Mapping[int, About], caller: Caller
) -> dict[str, Groups]:
    """The groups of every referral; `source` numbers the sources in the order of `provider`, `known` tells of them.

    A group is known by its number or word ("0" where nothing is stated). The practice is the one the referral came
    through, else the one its source works at.
    """
    names = {number: one.name for number, one in known.items()}
    kinds = list(directory.kinds(caller).values_list("slug", "label"))
    kind_numbers = {slug: number for number, (slug, _) in enumerate(kinds, start=1)}
    kind = _of({number: kind_numbers[one.kind] for number, one in known.items() if one.kind}, provider)
    practice = np.where(rows.practice > 0, rows.practice, _of(_practices(known), provider)[source])
    clinics = accounts.clinic_names(caller)
    numbers = provider.tolist()
    return {
        "kind": _numbered(
            kind[source],
            {number: label for number, (_, label) in enumerate(kinds, start=1)},
            {number: slug for number, (slug, _) in enumerate(kinds, start=1)},
        ),
        "practice": _numbered(practice, names),
        "clinic": _numbered(rows.clinic, clinics),
        "payer": Groups(rows.payer_group, PAYER_GROUPS, [_PAYERS.get(key, key.capitalize()) for key in PAYER_GROUPS]),
        "condition": Groups(rows.condition_group, CONDITION_GROUPS, [key.capitalize() for key in CONDITION_GROUPS]),
        "source": Groups(source, [str(number) for number in numbers], [names[number] for number in numbers]),
    }


def _practices(known: Mapping[int, About]) -> dict[int, int]:
    """The practice each source works at now, the one known longest; a practice stands for itself."""
    open_ones = Affiliation.objects.filter(ended_on=None).order_by("-pk")
    survivor = (Coalesce(f"{side}__merged_into_id", f"{side}_id") for side in ("provider", "practice"))
    at: dict[int, int] = dict(open_ones.values_list(*survivor))
    return at | {number: number for number, one in known.items() if one.is_practice}


def _of(values: Mapping[int, int], provider: IntArray) -> IntArray:
    """The value of each provider, 0 where it has none."""
    return np.array([values.get(number, 0) for number in provider.tolist()], dtype=np.int64)


def _numbered(numbers: IntArray, labels: Mapping[int, str], keys: Mapping[int, str] | None = None) -> Groups:
    own, code = np.unique(numbers, return_inverse=True)
    return Groups(
        code,
        [(keys or {}).get(number, str(number)) for number in own.tolist()],
        [labels.get(number, NOT_STATED) for number in own.tolist()],
    )
