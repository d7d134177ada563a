"""What a heading may mean: the table of headings other systems use, looked up after spelling is evened out.

data/emr_headers.csv holds headings seen in EMRs (with where they were seen), data/headings.csv our own.
"""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import resources
from typing import Final

from rapidfuzz import fuzz, process

from wellsent.exchange.lists.composed import LEAVE_ALONE, composed
from wellsent.exchange.lists.heading_words import plain, words_of

_LONGEST: Final = 120
_KNOWN: Final = 0.9
# Such a provider works for us: the column does not say who referred.
_OURS: Final = frozenset(
    {
        "treating",
        "treatment",
        "rendering",
        "billing",
        "therapist",
        "supervising",
        "evaluating",
        "performing",
        "assigned",
    }
)
_OTHERS: Final = frozenset({"doctor", "provider", "npi"})


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a heading may mean: our field (or LEAVE_ALONE), how near it is to a known heading (0 to 1) and how many
    of those mean the same."""

    field: str
    nearness: float
    votes: int


def meanings(list_name: str, heading: str) -> tuple[Meaning, ...]:
    """The fields a heading may stand for, the nearest first; none for a heading never seen.

    >>> [each.field for each in meanings("referrals", "Ref. Dt")]
    ['referral_date']
    """
    return _meanings(list_name, heading[:_LONGEST])


def says_referral(heading: str) -> bool:
    """Whether the heading speaks of referring; of "Doctor" and "Referring Doctor" the second is the nearer."""
    return "refer" in words_of(heading[:_LONGEST])


def is_known(list_name: str, heading: str) -> bool:
    """Whether the table holds the heading, spelling aside, or its words say what it is; resembling is not enough."""
    known = _table(list_name)
    if len(heading) > _LONGEST:
        return False
    words = words_of(heading)
    return plain(heading) in known.exact or words in known.by_words or bool(composed(list_name, set(words)))


def stands_for(list_name: str, heading: str) -> str | None:
    """The field of ours that a heading we know stands for; None for one that is left alone or not known."""
    found = next(iter(meanings(list_name, heading)), None)
    return None if found is None or found.field == LEAVE_ALONE or found.nearness < _KNOWN else found.field


@dataclass(frozen=True, slots=True)
class _Table:
    exact: Mapping[str, Counter[str]]
    by_words: Mapping[tuple[str, ...], Counter[str]]
    spellings: Mapping[str, tuple[str, ...]]


@cache
def _table(list_name: str) -> _Table:
    exact: dict[str, Counter[str]] = {}
    by_words: dict[tuple[str, ...], Counter[str]] = {}
    for heading, field in _rows(list_name):
        exact.setdefault(plain(heading), Counter())[field] += 1
        by_words.setdefault(words_of(heading), Counter())[field] += 1
    by_words.pop((), None)
    return _Table(exact, by_words, {" ".join(words): words for words in by_words})


def _rows(list_name: str) -> list[tuple[str, str]]:
    """Heading and field of the list; our own field names are headings too, so that an export reads back."""
    from wellsent.exchange.lists.fields import LISTS

    data = resources.files("wellsent.exchange.lists").joinpath("data")
    own = csv.DictReader(data.joinpath("headings.csv").read_text(encoding="utf-8").splitlines())
    rows = [(row["heading"], row["field"]) for row in own if row["list"] == list_name]
    if list_name == "referrals":
        seen = csv.DictReader(data.joinpath("emr_headers.csv").read_text(encoding="utf-8").splitlines())
        rows += [(row["header"], _part(row["header"], row["our_column"])) for row in seen]
    return rows + [(name, name) for name in LISTS[list_name].fields] * 5


def _part(heading: str, field: str) -> str:
    """The field of a heading that names one part of a name: "Referring Doctor Last Name"."""
    words = heading.lower().split()
    if not field.endswith("_name") or words[-1] not in {"name", "suffix"} or len(words) < 3:
        return field
    part = {"first": "given", "middle": "middle", "last": "family"}.get(words[-2], "")
    part = "suffix" if words[-1] == "suffix" else part
    return f"{field}:{part}" if part else field


@lru_cache(maxsize=4_096)
def _meanings(list_name: str, heading: str) -> tuple[Meaning, ...]:
    table = _table(list_name)
    words = words_of(heading)
    if not words:
        return ()
    if _points_away(words):
        return (Meaning(LEAVE_ALONE, 1.0, 1),)
    found: dict[str, Meaning] = {}
    nobody: Counter[str] = Counter()
    for nearness, fields in (
        (1.0, table.exact.get(plain(heading), nobody)),
        (0.95, table.by_words.get(words, nobody)),
        (0.9, Counter(composed(list_name, set(words)))),
        *_resembling(table, words),
    ):
        for field, votes in fields.items():
            found.setdefault(field, Meaning(field, nearness, votes))
        if found and nearness < 0.9:
            break
    return tuple(sorted(found.values(), key=lambda each: (-each.nearness, -each.votes)))


def _points_away(words: tuple[str, ...]) -> bool:
    """ "Refer To" names whom we sent patients to; a treating provider is one of ours."""
    if "refer" in words and "to" in words and "by" not in words:
        return True
    return bool(_OURS & set(words)) and bool(_OTHERS & set(words)) and "refer" not in words


def _resembling(table: _Table, words: tuple[str, ...]) -> list[tuple[float, Counter[str]]]:
    """Known headings that hold nearly the same words, the nearest first."""
    near: list[tuple[float, Counter[str]]] = []
    given = set(words)
    for known, fields in table.by_words.items():
        shared = len(given & set(known))
        if shared == len(known) and (shared > 1 or known[0] in {"npi", "birth", "diagnosis", "payer"}):
            near.append((0.6 + 0.25 * shared / len(given), fields))
    spelled = process.extractOne(" ".join(words), table.spellings.keys(), scorer=fuzz.ratio, score_cutoff=88)
    if spelled:
        near.append((0.85 * spelled[1] / 100, table.by_words[table.spellings[spelled[0]]]))
    return sorted(near, key=lambda each: -each[0])[:3]
