"""The best way between people, held against trying every way there is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import pairwise, permutations

from hypothesis import given, settings
from hypothesis import strategies as st

from wellsent.directory.ties.paths import MOST_STEPS, Link, Node, Path, best_paths, within

OLIVE, BRANDT, OKAFOR, REY, SATO = (Node("provider", key) for key in ("1", "2", "3", "4", "5"))


def link(one: Node, other: Node, weight: int = 65, *, derived: bool = False, kind: str = "trained") -> Link:
    return Link(one, other, kind, weight, Node("provider", "9") if derived else None)


def way(
    links: Iterable[Link], *, blocked: Iterable[Node] = (), starts: Mapping[Node, int] | None = None
) -> Path | None:
    """The best way to Sato from Olive."""
    found = best_paths(links, starts=starts or {OLIVE: 100}, targets=[SATO], blocked=list(blocked))
    return found.get(SATO)


def nodes(path: Path | None) -> tuple[Node, ...]:
    assert path is not None
    return path.nodes


def test_who_knows_them_needs_one_step() -> None:
    assert nodes(way([link(OLIVE, SATO)])) == (OLIVE, SATO)


def test_a_strong_way_round_beats_a_weak_one_straight() -> None:
    assert nodes(way([link(OLIVE, SATO, 40), link(OLIVE, BRANDT, 85), link(BRANDT, SATO, 85)])) == (OLIVE, BRANDT, SATO)


def test_of_ways_that_carry_alike_the_shorter_wins_then_the_first() -> None:
    straight = [link(OLIVE, SATO, 25), link(OLIVE, BRANDT, 50), link(BRANDT, SATO, 50)]
    assert nodes(way(straight)) == (OLIVE, SATO)
    alike = [link(OLIVE, OKAFOR), link(OKAFOR, SATO), link(OLIVE, BRANDT), link(BRANDT, SATO)]
    assert nodes(way(alike)) == nodes(way(reversed(alike))) == (OLIVE, BRANDT, SATO)


def test_three_steps_are_the_most() -> None:
    chain = [link(OLIVE, BRANDT), link(BRANDT, OKAFOR), link(OKAFOR, SATO)]
    assert nodes(way(chain)) == (OLIVE, BRANDT, OKAFOR, SATO)
    assert way([link(OLIVE, BRANDT), link(BRANDT, OKAFOR), link(OKAFOR, REY), link(REY, SATO)]) is None


def test_a_way_leans_on_a_shared_practice_once() -> None:
    twice = [link(OLIVE, BRANDT, derived=True), link(BRANDT, SATO, derived=True)]
    assert way(twice) is None
    assert nodes(way([*twice, link(BRANDT, SATO, 40)])) == (OLIVE, BRANDT, SATO)


def test_nobody_goes_through_from_or_to_who_is_blocked() -> None:
    chain = [link(OLIVE, BRANDT), link(BRANDT, SATO)]
    for blocked in (OLIVE, BRANDT, SATO):
        assert way(chain, blocked=[blocked]) is None


def test_one_of_us_is_asked_before_a_source_who_trusts_us() -> None:
    links = [link(OLIVE, SATO), link(BRANDT, SATO)]
    assert nodes(way(links, starts={OLIVE: 90, BRANDT: 100})) == (BRANDT, SATO)


def test_a_tie_of_somebody_with_themselves_leads_nowhere() -> None:
    assert way([link(OLIVE, OLIVE)]) is None


def test_who_is_near_is_counted_in_steps() -> None:
    chain = [link(OLIVE, BRANDT), link(BRANDT, OKAFOR), link(OKAFOR, SATO)]
    assert within(chain, [SATO, REY], 2) == {SATO, REY, OKAFOR, BRANDT}


def brute_force(
    links: list[Link], starts: dict[Node, int], target: Node, blocked: set[Node]
) -> tuple[int, int, tuple[Node, ...]] | None:
    """What carries furthest of every way without a repetition, by its order."""
    people = sorted({node for one in links for node in (one.one, one.other)} | set(starts))
    ways = []
    for between in range(MOST_STEPS):
        for start in sorted(starts):
            for middle in permutations([one for one in people if one not in {start, target}], between):
                route = (start, *middle, target)
                if start != target and not blocked & set(route):
                    ways += _carried(route, links, starts[start])
    return min(ways) if ways else None


def _carried(route: tuple[Node, ...], links: list[Link], share: int) -> list[tuple[int, int, tuple[Node, ...]]]:
    """How far a route carries, by each choice of links that leans on a practice at most once."""
    carried = [(share * 100**MOST_STEPS, False)]
    for pair in pairwise(route):
        between = [one for one in links if {one.one, one.other} == set(pair)]
        carried = [
            (weight * one.weight // 100, leant or one.derived)
            for weight, leant in carried
            for one in between
            if not (leant and one.derived)
        ]
    return [(-weight, len(route) - 1, route) for weight, _ in carried]


PEOPLE = [Node("provider", str(number)) for number in range(6)]
LINKS = st.builds(
    link,
    st.sampled_from(PEOPLE),
    st.sampled_from(PEOPLE),
    st.sampled_from([24, 40, 52, 65, 85]),
    derived=st.booleans(),
)


@settings(max_examples=150)
@given(
    st.lists(LINKS, max_size=9),
    st.dictionaries(st.sampled_from(PEOPLE[:4]), st.sampled_from([90, 100]), max_size=3),
    st.sets(st.sampled_from(PEOPLE), max_size=1),
)
def test_the_best_way_is_the_best_of_all_ways(links: list[Link], starts: dict[Node, int], blocked: set[Node]) -> None:
    found = best_paths(links, starts=starts, targets=PEOPLE, blocked=blocked)
    assert not found.keys() & starts.keys()
    for target in set(PEOPLE) - starts.keys():
        expected = brute_force(links, starts, target, blocked)
        path = found.get(target)
        assert (path is None) == (expected is None)
        if path and expected:
            assert (-path.carries, path.steps, path.nodes) == expected


@given(st.lists(LINKS, min_size=1, max_size=9), st.randoms())
def test_the_order_of_the_ties_makes_no_difference(links: list[Link], random: object) -> None:
    starts = dict.fromkeys(PEOPLE[:2], 100)
    mixed = list(links)
    random.shuffle(mixed)  # type: ignore[attr-defined]  # a Random, which hypothesis draws from
    assert best_paths(links, starts=starts, targets=PEOPLE) == best_paths(mixed, starts=starts, targets=PEOPLE)
