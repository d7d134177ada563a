"""Whole lists with the truth known: precision, recall, and what must hold of every resolution."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable, Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wellsent.directory import npi
from wellsent.directory.identity import Known, Mention, Resolution, resolve
from wellsent.directory.tests.made_up_lists import made_up_list


def pairs(labels: Iterable[Hashable]) -> int:
    return sum(count * (count - 1) // 2 for count in Counter(labels).values())


def cluster_of(resolution: Resolution) -> list[int]:
    number = {index: at for at, cluster in enumerate(resolution.clusters) for index in cluster.mentions}
    return [number[index] for index in range(len(number))]


def precision_and_recall(resolution: Resolution, truth: Sequence[int]) -> tuple[float, float]:
    found = cluster_of(resolution)
    right = pairs(zip(found, truth, strict=True))
    return right / pairs(found), right / pairs(truth)


@pytest.mark.parametrize("seed", range(6))
def test_a_made_up_list_is_resolved_as_it_truly_is(seed: int) -> None:
    mentions, truth = made_up_list(seed)
    precision, recall = precision_and_recall(resolve(mentions), truth)
    assert precision >= 0.998
    assert recall >= 0.995


@pytest.mark.parametrize("seed", range(3))
def test_the_order_of_the_rows_makes_no_difference_to_who_is_who(seed: int) -> None:
    mentions, truth = made_up_list(seed, rows=300)
    forwards = precision_and_recall(resolve(mentions), truth)
    backwards = precision_and_recall(resolve(mentions[::-1]), truth[::-1])
    assert forwards == pytest.approx(backwards, abs=0.01)


@pytest.mark.parametrize("seed", range(3))
def test_a_second_list_finds_the_sources_the_first_one_made(seed: int) -> None:
    mentions, truth = made_up_list(seed)
    first = resolve(mentions[:600])
    known = [
        Known(
            id=number,
            names=tuple(filter(None, (mentions[index].name for index in cluster.mentions))),
            npis=(cluster.npi,) if cluster.npi else (),
            practices=tuple({mentions[index].practice or "" for index in cluster.mentions}),
        )
        for number, cluster in enumerate(first.clusters)
    ]
    person = {number: truth[cluster.mentions[0]] for number, cluster in enumerate(first.clusters)}
    second = resolve(mentions[600:], known)
    found = [
        (person[cluster.known], truth[600 + index])
        for cluster in second.clusters
        if cluster.known is not None
        for index in cluster.mentions
    ]
    assert len(found) > 280
    assert sum(said == really for said, really in found) >= 0.998 * len(found)


people = ["Ada Okafor", "Okafor, A", "OKAFOR, ADA B MD", "Amy Okafor", "Rajesh Smith", "Smith", "x"]
names = st.sampled_from([*people, "Lakeside Ortho", "N/A", "Null", ""])
npis = st.sampled_from([None, *(npi.with_check_digit(f"19990000{n}") for n in range(3)), "1999000000"])
practices = st.sampled_from([None, "Lakeside Orthopaedics", "Lakeside Ortho, PA", "River Family Medicine"])
mentions_drawn = st.lists(st.builds(Mention, name=names, npi=npis, practice=practices), max_size=12)


@given(mentions_drawn)
def test_every_mention_is_in_exactly_one_source_and_no_source_has_two_npis(mentions: list[Mention]) -> None:
    resolution = resolve(mentions)
    assert sorted(index for cluster in resolution.clusters for index in cluster.mentions) == list(range(len(mentions)))
    for cluster in resolution.clusters:
        valid = {mentions[index].npi for index in cluster.mentions if npi.is_valid(mentions[index].npi)}
        assert len(valid) <= 1
        assert 0 <= cluster.score <= 1


@given(mentions_drawn)
def test_two_people_with_different_given_names_are_never_one_source(mentions: list[Mention]) -> None:
    for cluster in resolve(mentions).clusters:
        written = {mentions[index].name for index in cluster.mentions if not npi.is_valid(mentions[index].npi)}
        assert not {"Ada Okafor", "Amy Okafor"} <= written


@given(mentions_drawn)
def test_a_question_is_about_two_different_sources_and_gives_its_reason(mentions: list[Mention]) -> None:
    resolution = resolve(mentions)
    for doubt in resolution.doubtful:
        assert doubt.cluster != doubt.other
        assert doubt.why.endswith(".")
        assert 0 <= doubt.score < 1
