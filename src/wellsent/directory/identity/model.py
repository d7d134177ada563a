"""What goes into `resolve` and what comes out."""

from __future__ import annotations

from dataclasses import dataclass, field

from wellsent.directory import npi
from wellsent.directory.names import Name, fold

Ref = int | str
"""What a decision names: the id of a known source, or the `key` of a mention."""


@dataclass(frozen=True, slots=True)
class Mention:
    """One distinct way a list writes a source, and the rows that write it so."""

    name: str | None = None
    npi: str | None = None
    practice: str | None = None
    kind: str | None = None
    phone: str | None = None
    fax: str | None = None
    email: str | None = None
    address: str | None = None
    city: str | None = None
    state: str | None = None
    zip: str | None = None
    rows: tuple[int, ...] = ()

    @property
    def key(self) -> str:
        """The same in every list that writes name, NPI and practice alike: what a decision is remembered by."""
        return "|".join((fold(self.name or ""), npi.clean(self.npi) or "", fold(self.practice or "")))


@dataclass(frozen=True, slots=True)
class Known:
    """A source already stored, with everything it was ever called and reached by. `names[0]` is its present name."""

    id: int
    names: tuple[str, ...]
    npis: tuple[str, ...] = ()
    practices: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    phones: tuple[str, ...] = ()
    faxes: tuple[str, ...] = ()
    emails: tuple[str, ...] = ()
    addresses: tuple[str, ...] = ()
    cities: tuple[str, ...] = ()
    states: tuple[str, ...] = ()
    zips: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Crowd:
    """Everybody that known sources were chosen from: people's folded (family, given) names, and how many practices."""

    people: tuple[tuple[str, str], ...]
    practices: int


@dataclass(frozen=True, slots=True)
class Decisions:
    """What people have said of two: the same, or different. Always respected."""

    same: frozenset[tuple[Ref, Ref]] = frozenset()
    different: frozenset[tuple[Ref, Ref]] = frozenset()


@dataclass(frozen=True, slots=True)
class Cluster:
    """The mentions of one source.

    `mentions` are indexes into the mentions given; `known` is the stored source they belong to, if any; `score` is
    how sure the least certain joining was (1 for a single mention), `why` says it in one sentence.
    """

    mentions: tuple[int, ...]
    known: int | None
    name: Name
    npi: str | None
    practice: str | None
    kind: str | None
    why: str
    score: float


@dataclass(frozen=True, slots=True)
class Doubt:
    """Two that may be one: a cluster, and another cluster (`other`) or a known source without mentions (`known`)."""

    cluster: int
    other: int | None
    known: int | None
    score: float
    why: str


@dataclass(frozen=True, slots=True)
class Resolution:
    """Every mention in exactly one cluster; clusters in the order of their first mention, doubts from the likeliest."""

    clusters: tuple[Cluster, ...]
    doubtful: tuple[Doubt, ...] = field(default=())
