"""Is one source joined, and are two kept apart: source resolution on made-up lists whose truth is known.

Precision and recall of row pairs, as METHODS asks: of all pairs of rows put into one source, how many really are of one
person; and of all pairs of rows of one person, how many were put together.
"""

from __future__ import annotations

import time
from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Mapping

from wellsent.directory.identity import Mention, resolve
from wellsent.simulate.dice import Dice
from wellsent.simulate.export import export_rows
from wellsent.simulate.facts import practice_facts
from wellsent.simulate.layout import make_layout
from wellsent.simulate.spelling import Typist

FIELDS = ("referrer_name", "referrer_npi", "referrer_practice", "referrer_kind")


def mentions_of(seed: int) -> tuple[list[Mention], dict[int, int]]:
    """The distinct mentions of one made-up practice's export, and each row's true source."""
    facts = practice_facts(seed)
    layout = make_layout(Dice(seed, "layout"), facts.name, facts.world.last_day, mess=1.0)
    typist = Typist(Dice(seed, "export"), facts.providers, style=layout.name_style, mess=1.0)
    rows = export_rows(Dice(seed, "export"), facts, layout, typist)
    written: defaultdict[tuple[str, ...], list[int]] = defaultdict(list)
    truth = {}
    for number, row in enumerate(rows):
        cells = tuple(row.cells.get(field, "") if layout.has(field) else "" for field in FIELDS)
        if any(cells[:2]):
            written[cells].append(number)
            truth[number] = row.referral.source
    mentions = [
        Mention(name=name, npi=npi, practice=practice, kind=kind, rows=tuple(numbers))
        for (name, npi, practice, kind), numbers in written.items()
    ]
    return mentions, truth


def pair_counts(found: Mapping[int, Hashable], truth: Mapping[int, Hashable]) -> tuple[int, int, int]:
    """Pairs of rows rightly together, together, and belonging together."""
    together = [(found[row], source) for row, source in truth.items()]
    return _pairs(together), _pairs(found[row] for row in truth), _pairs(truth.values())


def _pairs(labels: Iterable[Hashable]) -> int:
    return sum(count * (count - 1) // 2 for count in Counter(labels).values())


def measure(seeds: Iterable[int]) -> dict[str, float]:
    """Precision, recall, sources holding two people, questions a list and seconds a list, over many made-up lists."""
    totals: Counter[str] = Counter()
    seconds = []
    for seed in seeds:
        mentions, truth = mentions_of(seed)
        start = time.perf_counter()
        resolution = resolve(mentions)
        seconds.append(time.perf_counter() - start)
        found = {
            row: number
            for number, cluster in enumerate(resolution.clusters)
            for index in cluster.mentions
            for row in mentions[index].rows
        }
        right, joined, belonging = pair_counts(found, truth)
        people = Counter(number for number, _ in {(found[row], source) for row, source in truth.items()})
        mixed = sum(count > 1 for count in people.values())
        totals.update(right=right, joined=joined, belonging=belonging, mixed=mixed, questions=len(resolution.doubtful))
    return {
        "lists": len(seconds),
        "precision": totals["right"] / totals["joined"],
        "recall": totals["right"] / totals["belonging"],
        "sources_of_two_people": totals["mixed"],
        "questions_a_list": totals["questions"] / len(seconds),
        "seconds_a_list": sum(seconds) / len(seconds),
    }


if __name__ == "__main__":
    for name, value in measure(range(1000, 1100)).items():
        print(f"{name:24} {value:.6g}")
