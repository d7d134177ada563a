"""The sources that the rows of a list name: known ones found, new ones added, doubtful ones put to a person."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from wellsent.accounts.caller import Caller
from wellsent.directory import actions, npi, queries
from wellsent.directory.corrections import queries as corrections
from wellsent.directory.identity import Mention, Resolution, resolve
from wellsent.directory.rules import facts_of
from wellsent.exchange.imports import ledger
from wellsent.exchange.models import Batch
from wellsent.exchange.referral_rows import names_nobody


@dataclass
class Sources:
    """The clusters of names in some rows: which row belongs to which, and which provider each is (or will be)."""

    mentions: Sequence[Mention] = ()
    resolution: Resolution = field(default_factory=lambda: Resolution(()))
    cluster_at: dict[int, int] = field(default_factory=dict)
    provider_of: dict[int, int] = field(default_factory=dict)

    def provider_at(self, index: int) -> int | None:
        """The provider of a row, if it is stored by now."""
        return self.provider_of.get(self.cluster_at.get(index, -1))

    def names_nobody(self, cluster: int) -> bool:
        """Whether a cluster, by its number, stands for no source at all."""
        return names_nobody(self.resolution.clusters[cluster])

    def nobody(self) -> frozenset[int]:
        """Rows that name nobody."""
        return frozenset(index for index, cluster in self.cluster_at.items() if self.names_nobody(cluster))

    @property
    def new(self) -> list[int]:
        """Clusters that are no known provider yet."""
        every = range(len(self.resolution.clusters))
        return [number for number in every if number not in self.provider_of and not self.names_nobody(number)]


def known_sources(
    mentions: Sequence[Mention], resolution: Resolution, position: Iterable[int], cluster_of: Iterable[int]
) -> Sources:
    """Sources of a resolution that was made elsewhere."""
    known = {n: one.known for n, one in enumerate(resolution.clusters) if one.known is not None}
    return Sources(mentions, resolution, dict(zip(position, cluster_of, strict=True)), known)


def find_sources(
    mentions: Sequence[Mention], position: Sequence[int], mention_of: Sequence[int], *, by: Caller
) -> Sources:
    """Resolve what rows say against the directory; `mention_of` gives each row's mention. Writes nothing."""
    resolution = resolve(mentions, queries.known_for_resolving(by), queries.decisions(by))
    cluster_of = {mention: number for number, one in enumerate(resolution.clusters) for mention in one.mentions}
    return known_sources(mentions, resolution, position, [cluster_of[mention] for mention in mention_of])


DOUBTS_SHOWN = 20


def doubts(found: Sources, *, by: Caller) -> list[str]:
    """What the national registry says against the NPIs of a list, in words that name the row; nothing while none is
    loaded. No row is left out for it.
    """
    named = {one.npi: one for one in found.resolution.clusters if one.npi and npi.is_valid(one.npi)}
    told = corrections.told(by, named.keys(), {number: one.name for number, one in named.items()})
    said = [
        f"Row {min(row for mention in named[number].mentions for row in found.mentions[mention].rows)}: {doubt}"
        for number, of_it in told.items()
        for doubt in of_it.doubts
    ]
    more = len(said) - DOUBTS_SHOWN
    return said[:DOUBTS_SHOWN] + ([f"And {more:,} more."] if more > 0 else [])


def store_sources(found: Sources, batch: Batch, *, by: Caller) -> None:
    """Add the new ones, learn what is new of the known ones, ask about the doubtful ones. Harmless when run twice."""
    told = [facts_of(cluster, found.mentions) for cluster in found.resolution.clusters]
    met = [(provider, told[number]) for number, provider in found.provider_of.items()]
    new = found.new
    added = actions.add_many([told[number] for number in new], by=by)
    found.provider_of.update(zip(new, added.providers, strict=True))
    batch.learned = actions.learn(met, by=by)
    batch.save(update_fields=["learned"])
    actions.ask_same(_questions(found), by=by)
    ledger.note_made(batch, "provider", [*added.providers, *added.practices])


def _questions(found: Sources) -> list[tuple[int, int, float, str]]:
    """The doubtful pairs, by the providers they are now."""
    questions = []
    for doubt in found.resolution.doubtful:
        one = found.provider_of.get(doubt.cluster)
        other = found.provider_of.get(doubt.other) if doubt.other is not None else doubt.known
        if one is not None and other is not None:
            questions.append((one, other, doubt.score, doubt.why))
    return questions
