"""Clusters and doubts as they are handed back: the best name, and why in one sentence."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from wellsent.directory import kinds
from wellsent.directory.identity.clusters import Clusters
from wellsent.directory.identity.compare import Verdict
from wellsent.directory.identity.model import Cluster, Doubt, Mention, Resolution
from wellsent.directory.identity.profile import Profile
from wellsent.directory.names import Name, fold
from wellsent.directory.names.text import tidy

_MOST_QUESTIONS = 3  # about one cluster: more would only repeat the doubt
_NEVER_CERTAIN = 0.99  # what is asked is not certain, however likely


def resolution_of(mentions: Sequence[Mention], clusters: Clusters) -> Resolution:
    """The clusters in the order of their first mention, the doubts from the likeliest."""
    roots = {clusters.root(at) for at in range(len(clusters.held))}
    named = sorted((min(clusters.held[root].mentions), root) for root in roots if clusters.held[root].mentions)
    number = {root: at for at, (_, root) in enumerate(named)}
    found = (_cluster(mentions, clusters.held[root], clusters.weakest.get(root)) for root in number)
    return Resolution(tuple(found), tuple(_doubts(clusters, number)))


def _cluster(mentions: Sequence[Mention], held: Profile, weakest: Verdict | None) -> Cluster:
    indexes = tuple(sorted(held.mentions))
    if weakest is not None:
        why, score = weakest.why, weakest.score
    elif len(indexes) > 1 or held.known is not None:
        why, score = ("Same NPI." if held.npis else "Written alike."), 1.0
    else:
        why, score = "Written one way only.", 1.0
    rows = [(mentions[index], max(len(mentions[index].rows), 1)) for index in indexes]
    kinds_written = ((kinds.recognise(mention.kind) or mention.kind or "", count) for mention, count in rows)
    return Cluster(
        mentions=indexes,
        known=held.known,
        name=best_name(held),
        npi=min(held.npis) if held.npis else None,
        practice=_usual((tidy(mention.practice or ""), count) for mention, count in rows) or None,
        kind=_usual(kinds_written) or None,
        why=why,
        score=round(score, 4),
    )


def best_name(held: Profile) -> Name:
    """The main name in its usual spelling, with the middle name, suffix and credentials that other rows add."""
    main = held.main
    if main.kind != "person" or len(held.names) == 1:
        return main
    written = [(name, rows) for name, rows in held.names.items() if name.kind == "person"]
    same_family = [(name.family, rows) for name, rows in written if fold(name.family) == fold(main.family)]
    same_given = [(name.given, rows) for name, rows in written if fold(name.given) == fold(main.given)]
    same_middle = [(name.middle, rows) for name, rows in written if fold(name.family) == fold(main.family)]
    degrees = Counter({name.credentials: rows for name, rows in written if name.credentials})
    return main._replace(
        family=_usual(same_family) or main.family,
        given=_usual(same_given) or main.given,
        middle=main.middle or _usual(same_middle),
        suffix=main.suffix or _usual((name.suffix, rows) for name, rows in written),
        credentials=main.credentials or (degrees.most_common(1)[0][0] if degrees else ()),
    )


def _usual(written: Iterable[tuple[str, int]]) -> str:
    """The words most rows write; of equals the longer, then the one with accents. "" when nobody writes any."""
    counts: dict[str, int] = {}
    for words, rows in written:
        if words:
            counts[words] = counts.get(words, 0) + rows
    return max(counts, key=lambda words: (counts[words], len(words), words), default="")


def _doubts(clusters: Clusters, number: dict[int, int]) -> list[Doubt]:
    """What to ask: the likeliest pair of each two clusters that are still two and may be one."""
    likeliest: dict[tuple[int, int], Verdict] = {}
    for one, other, verdict in clusters.questions():
        first, second = sorted((one, other), key=lambda root: number.get(root, root + len(number)))
        if first not in number:
            continue
        held = likeliest.get((first, second))
        if held is None or verdict.bits > held.bits:
            likeliest[first, second] = verdict
    asked: Counter[int] = Counter()
    doubts = []
    for (first, second), verdict in sorted(likeliest.items(), key=lambda item: (-item[1].bits, item[0])):
        if max(asked[first], asked[second]) < _MOST_QUESTIONS:
            asked.update((first, second))
            known = clusters.held[second].known if second not in number else None
            score = round(min(verdict.score, _NEVER_CERTAIN), 4)
            doubts.append(Doubt(number[first], number.get(second), known, score, verdict.why))
    return doubts
