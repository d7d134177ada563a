"""The best way from one of us to somebody we do not know yet, through those who know each other. Pure.

A path has at most three steps and leans on a shared practice at most once: that two people work at one place is a guess
at how well they know each other, and two such guesses in a row are none. Of all such paths the one that carries
furthest wins (the weights of its steps multiplied); of equal ones the shorter; of those the first by its keys, so that
it never flickers.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Final, NamedTuple

MOST_STEPS: Final = 3
WHOLE: Final = 100


class Node(NamedTuple):
    """Somebody: "provider" by number, "person" (of an office) by number, "colleague" by number, or "ours" by name."""

    kind: str
    key: str


@dataclass(frozen=True, slots=True)
class Link:
    """Two who know each other. `weight` is in hundredths; where it follows from working at one practice, that is the
    `place`, and nobody said so.
    """

    one: Node
    other: Node
    kind: str
    weight: int
    place: Node | None = None

    @property
    def derived(self) -> bool:
        return self.place is not None

    @property
    def ends(self) -> tuple[Node, Node]:
        return self.one, self.other


@dataclass(frozen=True, slots=True)
class Path:
    """From who can ask (`nodes[0]`) to who is to be met; `links[i]` leads from `nodes[i]` to the next."""

    nodes: tuple[Node, ...]
    links: tuple[Link, ...]
    carries: int

    @property
    def steps(self) -> int:
        return len(self.links)


def best_paths(
    links: Iterable[Link],
    *,
    starts: Mapping[Node, int],
    targets: Collection[Node],
    blocked: Collection[Node] = (),
) -> dict[Node, Path]:
    """The best path to each target that has one. `starts` are who can ask, each with its weight in hundredths;
    they themselves need none. No path leads from, through or to anybody `blocked`.
    """
    ways = _ways(links, frozenset(blocked))
    best: dict[Node, Path] = {}
    reached = {
        (node, False): Path((node,), (), share * WHOLE**MOST_STEPS)
        for node, share in starts.items()
        if node not in blocked
    }
    wanted = frozenset(targets) - starts.keys()
    for _ in range(MOST_STEPS):
        further: dict[tuple[Node, bool], Path] = {}
        for (node, leant), path in reached.items():
            for link, other in ways.get(node, ()):
                if link.derived and leant:
                    continue
                longer = Path((*path.nodes, other), (*path.links, link), path.carries * link.weight // WHOLE)
                place = (other, leant or link.derived)
                further[place] = _better(longer, further.get(place))
        reached = further
        for (node, _), path in reached.items():
            if node in wanted and len(set(path.nodes)) == len(path.nodes):
                best[node] = _better(path, best.get(node))
    return best


def within(links: Iterable[Link], nodes: Collection[Node], steps: int) -> set[Node]:
    """Whoever is at most so many steps from one of these, and they themselves."""
    ways = _ways(links, frozenset())
    near, latest = set(nodes), set(nodes)
    for _ in range(steps):
        latest = {other for node in latest for _, other in ways.get(node, ())} - near
        near |= latest
    return near


def _better(path: Path, other: Path | None) -> Path:
    return path if other is None or _order(path) < _order(other) else other


def _order(path: Path) -> tuple[int, int, tuple[Node, ...], tuple[str, ...]]:
    return -path.carries, path.steps, path.nodes, tuple(link.kind for link in path.links)


def _strength(link: Link) -> tuple[int, str, Node, Node]:
    return -link.weight, link.kind, link.place or link.one, link.one


def _ways(links: Iterable[Link], blocked: frozenset[Node]) -> dict[Node, list[tuple[Link, Node]]]:
    """Who leads on to whom, both ways; of several links between two the strongest, derived ones apart."""
    strongest: dict[tuple[Node, Node, bool], Link] = {}
    for link in links:
        if link.one == link.other or link.one in blocked or link.other in blocked:
            continue
        pair = (min(link.one, link.other), max(link.one, link.other), link.derived)
        kept = strongest.get(pair)
        if kept is None or _strength(link) < _strength(kept):
            strongest[pair] = link
    ways: dict[Node, list[tuple[Link, Node]]] = {}
    for (one, other, _), link in strongest.items():
        ways.setdefault(one, []).append((link, other))
        ways.setdefault(other, []).append((link, one))
    return ways
