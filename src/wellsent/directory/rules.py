"""What is known of a provider as it comes in, the forms it is found by, and what merges add up to. Pure."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from wellsent.directory.identity import Cluster, Mention
from wellsent.directory.names import Name, fold
from wellsent.directory.names.organisations import core


@dataclass(frozen=True, slots=True)
class ProviderFacts:
    """A provider or practice as a list or a person gives it; what is not known is blank.

    `kind` is one of ours, `practice` the practice written beside the name, `spellings` every (name, practice) that
    lists wrote for it.
    """

    name: Name
    npi: str = ""
    kind: str = ""
    practice: str = ""
    phone: str = ""
    fax: str = ""
    email: str = ""
    address: str = ""
    city: str = ""
    state: str = ""
    zip: str = ""
    spellings: tuple[tuple[str, str], ...] = ()

    @property
    def is_practice(self) -> bool:
        return self.name.kind == "organisation"


def facts_of(cluster: Cluster, mentions: Sequence[Mention]) -> ProviderFacts:
    """What a list says of one source: each fact from the first of its mentions that has it.

    `mentions` are those given to `resolve`; every way they write the name is a spelling to keep.
    """
    own = [mentions[number] for number in cluster.mentions]

    def first(name: str) -> str:
        return next((value for one in own if (value := getattr(one, name))), "")

    return ProviderFacts(
        name=cluster.name,
        npi=cluster.npi or "",
        kind=cluster.kind or "",
        practice=cluster.practice or "",
        **{name: first(name) for name in ("phone", "fax", "email", "address", "city", "state", "zip")},
        spellings=tuple(dict.fromkeys((one.name or one.practice or "", one.practice or "") for one in own)),
    )


def words(text: str) -> list[str]:
    """The folded words of a text: what search compares, so that accents, capitals and punctuation do not matter.

    >>> words("O'Brien-Núñez, M.D.")
    ['obrien', 'nunez', 'md']
    """
    dotless = re.sub(r"\b(\w)\.(?=\w\b)", r"\1", unicodedata.normalize("NFKC", text))
    return [folded for word in re.split(r"[^\w']+|_", dotless) if (folded := fold(word))]


def search_key(text: str, practice: str = "") -> str:
    """What search looks in for one spelling of a name and the practice written beside it."""
    return " ".join(words(f"{text} {practice}"))


def practice_key(text: str) -> str:
    """A practice's normal name: legal forms, punctuation and usual abbreviations make no difference."""
    return " ".join(core(text))


def survivors(live_merges: Mapping[int, int]) -> dict[int, int]:
    """Each merged row's survivor at the end of its chain, from the live merges (merged -> survivor).

    This is the truth that `merged_into` repeats. A row is merged once at a time and never in a circle.
    """
    ends: dict[int, int] = {}
    for merged in live_merges:
        chain = []
        at = merged
        while at in live_merges and at not in ends:
            chain.append(at)
            at = live_merges[at]
        end = ends.get(at, at)
        ends.update(dict.fromkeys(chain, end))
    return ends
