"""What is known of a provider as it comes in, the forms it is found by, and what merges add up to. Pure."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from wellsent.directory.identity import Cluster, Known, Mention, Resolution
from wellsent.directory.identity.model import Ref
from wellsent.directory.names import Name, fold
from wellsent.directory.names.organisations import core

_NEVER_CERTAIN = 0.99  # what is asked is not certain, however likely


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


def as_mention(known: Known) -> Mention:
    """A stored source as a list would write it, by what comes first of each fact."""

    def first(values: tuple[str, ...]) -> str | None:
        return values[0] if values else None

    return Mention(
        name=first(known.names),
        npi=first(known.npis),
        practice=first(known.practices),
        kind=first(known.kinds),
        phone=first(known.phones),
        fax=first(known.faxes),
        email=first(known.emails),
        address=first(known.addresses),
        city=first(known.cities),
        state=first(known.states),
        zip=first(known.zips),
    )


def pairs_to_ask(
    found: Resolution, numbers: Sequence[int], different: Collection[tuple[Ref, Ref]]
) -> list[tuple[int, int, float, str]]:
    """What a resolution of stored sources leaves to a person: (one, other, how likely, why in one sentence) a pair.

    `numbers` are those of the mentions, in their order; a pair that people called `different` is left out.
    """
    pairs: dict[tuple[int, int], tuple[float, str]] = {}

    def ask(one: int, other: int, score: float, why: str) -> None:
        pair = min(one, other), max(one, other)
        if one != other and not {pair, pair[::-1]} & set(different):
            pairs.setdefault(pair, (min(score, _NEVER_CERTAIN), why))

    for cluster in found.clusters:
        if cluster.name.is_blank:
            continue
        first = cluster.known if cluster.known is not None else numbers[cluster.mentions[0]]
        for at in cluster.mentions:
            ask(first, numbers[at], cluster.score, cluster.why)
    for doubt in found.doubtful:
        one, other = found.clusters[doubt.cluster], found.clusters[doubt.other] if doubt.other is not None else None
        second = numbers[other.mentions[0]] if other else doubt.known
        if second is not None:
            ask(numbers[one.mentions[0]], second, doubt.score, doubt.why)
    return [(one, other, score, why) for (one, other), (score, why) in pairs.items()]


def doubt_about_merging(both_signed_on: Collection[date]) -> str:
    """Why two people who signed orders on the same days may be two, in one sentence; "" where they did not.

    One person seldom signs under two spellings on one day; two who share an office often do.

    >>> doubt_about_merging([date(2026, 3, 2)])
    'Both signed an order on 2 March 2026, so they may be two people.'
    """
    if not both_signed_on:
        return ""
    last = max(both_signed_on)
    shown = f"{last.day} {last:%B} {last.year}"
    if len(both_signed_on) == 1:
        return f"Both signed an order on {shown}, so they may be two people."
    return f"Both signed orders on {len(both_signed_on)} same days, last on {shown}, so they may be two people."


def words(text: str) -> list[str]:
    """The folded words of a text: what search compares, so that accents, capitals and punctuation do not matter.

    >>> words("O'Brien-Núñez, M.D.")
    ['obrien', 'nunez', 'md']
    """
    dotless = re.sub(r"\b(\w)\.(?=\w\b)", r"\1", unicodedata.normalize("NFKC", text))
    return [folded for word in re.split(r"[^\w']+|_", dotless) if (folded := fold(word))]


def says_who(text: str, *, name: str, npi: str) -> bool:
    """Whether a text says the name or the NPI of a source, and not only where it works."""
    said = " ".join(words(name))
    return text.strip() == npi or all(word in said for word in words(text))


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
