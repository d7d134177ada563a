"""Merging and taking back, in any order: pointers are one step deep and say what the live merges say."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import IntegrityError, transaction
from hypothesis import given, settings
from hypothesis import strategies as st

from wellsent.accounts.caller import Caller, shell_caller
from wellsent.accounts.models import AuditEvent
from wellsent.base import clock, facts
from wellsent.base.errors import DataError, Refused
from wellsent.directory import actions, queries, rules
from wellsent.directory.models import Merge, Provider
from wellsent.testing.factories import a_practice, a_provider

pytestmark = pytest.mark.django_db


def pointers() -> dict[int, int | None]:
    return dict(Provider.objects.values_list("pk", "merged_into"))


def test_a_merged_provider_points_to_its_survivor_and_keeps_everything(owner: Caller) -> None:
    kept, merged = a_provider(), a_provider("Ada", "Okafor")
    actions.merge(survivor=kept.pk, merged=merged.pk, why="same telephone", by=owner)
    merged.refresh_from_db()
    assert merged.merged_into == kept
    assert merged.name == "Ada Okafor, MD"
    assert list(queries.sources(owner)) == [kept]


def test_a_chain_of_merges_points_to_its_end(owner: Caller) -> None:
    first, second, third = a_provider(), a_provider(), a_provider()
    actions.merge(survivor=second.pk, merged=first.pk, by=owner)
    actions.merge(survivor=third.pk, merged=second.pk, by=owner)
    assert pointers() == {first.pk: third.pk, second.pk: third.pk, third.pk: None}


def test_an_earlier_merge_is_taken_back_exactly(owner: Caller) -> None:
    first, second, third = a_provider(), a_provider(), a_provider()
    early = actions.merge(survivor=second.pk, merged=first.pk, by=owner)
    actions.merge(survivor=third.pk, merged=second.pk, by=owner)
    actions.unmerge(merge=early.pk, by=owner)
    assert pointers() == {first.pk: None, second.pk: third.pk, third.pk: None}


def test_taking_a_later_merge_back_leaves_the_earlier_one(owner: Caller) -> None:
    first, second, third = a_provider(), a_provider(), a_provider()
    actions.merge(survivor=second.pk, merged=first.pk, by=owner)
    late = actions.merge(survivor=third.pk, merged=second.pk, by=owner)
    actions.unmerge(merge=late.pk, by=owner)
    actions.unmerge(merge=late.pk, by=owner)
    assert pointers() == {first.pk: second.pk, second.pk: None, third.pk: None}


ASKED = {"do_not_contact_since": date(2026, 9, 1), "do_not_contact_why": "asked us to stop"}


@pytest.mark.parametrize("many", [False, True])
def test_a_decision_taken_back_for_both_holds_again_for_the_one_it_was_made_of_once_they_are_two(
    owner: Caller, *, many: bool
) -> None:
    first, second, third, fourth = (a_provider(), a_provider(), a_provider(), a_provider())
    Provider.objects.filter(pk=first.pk).update(**ASKED, retired_on=date(2026, 9, 2), retired_why="moved")
    early = actions.merge(survivor=second.pk, merged=first.pk, by=owner)
    other = actions.merge(survivor=second.pk, merged=fourth.pk, by=owner)
    actions.contact_again(provider=second.pk, why="asked us back", by=owner)
    if many:
        actions.retire(provider=second.pk, on=date(2026, 9, 3), why="closed", by=owner)
        actions.bring_back_many(providers=[second.pk], by=owner)
    else:
        actions.bring_back(provider=second.pk, by=owner)
    late = actions.merge(survivor=third.pk, merged=second.pk, by=owner)
    actions.unmerge(merge=other.pk, by=owner)
    assert queries.not_to_contact(owner) == frozenset()  # they are one still, behind another one
    actions.unmerge(merge=late.pk, by=owner)
    assert queries.not_to_contact(owner) == frozenset()
    actions.unmerge(merge=early.pk, by=owner)
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.do_not_contact_since, first.do_not_contact_why) == tuple(ASKED.values())
    assert (first.retired_why, second.retired_why) == ("moved", "")
    assert first.cleared is None


def test_what_was_decided_since_of_whoever_stands_alone_again_stays(owner: Caller) -> None:
    first, second = a_provider(), a_provider()
    actions.set_tier(provider=first.pk, tier="A", why="new surgeon", by=owner)
    merge = actions.merge(survivor=second.pk, merged=first.pk, by=owner)
    actions.clear_tier(provider=second.pk, by=owner)
    Provider.objects.filter(pk=first.pk).update(tier_by_hand="B", tier_why="fewer now")
    actions.unmerge(merge=merge.pk, by=owner)
    first.refresh_from_db()
    assert (first.tier_by_hand, first.tier_why) == ("B", "fewer now")


def test_a_row_merged_before_is_named_by_its_survivor(owner: Caller) -> None:
    first, second, third = a_provider(), a_provider(), a_provider()
    actions.merge(survivor=second.pk, merged=first.pk, by=owner)
    said = actions.merge(survivor=third.pk, merged=first.pk, by=owner)
    assert (said.survivor, said.merged) == (third, second)


def test_what_is_one_already_is_not_merged_again(owner: Caller) -> None:
    first, second = a_provider(), a_provider()
    actions.merge(survivor=second.pk, merged=first.pk, by=owner)
    for survivor, merged in ((first, second), (second, first)):
        with pytest.raises(Refused, match="one provider already"):
            actions.merge(survivor=survivor.pk, merged=merged.pk, by=owner)


def test_a_person_and_a_practice_are_never_the_same(owner: Caller) -> None:
    with pytest.raises(Refused, match="cannot be the same"):
        actions.merge(survivor=a_practice().pk, merged=a_provider().pk, by=owner)


def test_merging_who_is_not_there_is_refused(owner: Caller) -> None:
    with pytest.raises(DataError, match="no source number 999999"):
        actions.merge(survivor=a_provider().pk, merged=999_999, by=owner)
    with pytest.raises(DataError, match="no such merge"):
        actions.unmerge(merge=999_999, by=owner)


def test_only_who_keeps_the_directory_merges(front_desk: Caller, read_only: Caller, compliance: Caller) -> None:
    one, other = a_provider().pk, a_provider().pk
    for caller in (front_desk, read_only, compliance):
        with pytest.raises(Refused):
            actions.merge(survivor=one, merged=other, by=caller)


def test_merging_is_audited_and_moves_the_facts_on(liaison: Caller) -> None:
    before = facts.version("directory")
    one, other = a_provider(), a_provider()
    actions.merge(survivor=one.pk, merged=other.pk, why="same NPI", by=liaison)
    event = AuditEvent.objects.get(verb="sources.merge")
    assert (event.references, event.reason) == ([one.pk, other.pk], "same NPI")
    assert facts.version("directory") != before


def test_the_database_refuses_merging_twice_and_into_itself(owner: Caller) -> None:
    one, other, third = a_provider(), a_provider(), a_provider()
    actions.merge(survivor=one.pk, merged=other.pk, by=owner)
    now = clock.now()
    for survivor, merged in ((third, other), (third, third)):
        with pytest.raises(IntegrityError), transaction.atomic():
            Merge.objects.create(survivor=survivor, merged=merged, at=now, by_name="x")
    with pytest.raises(IntegrityError), transaction.atomic():
        Provider.objects.filter(pk=third.pk).update(merged_into=third)


class SlowModel:
    """The same by brute force: a list of live edges, walked every time."""

    def __init__(self, numbers: list[int]) -> None:
        self.numbers = numbers
        self.live: dict[int, tuple[int, int]] = {}

    def end(self, number: int) -> int:
        for survivor, merged in self.live.values():
            if merged == number:
                return self.end(survivor)
        return number

    def pointers(self) -> dict[int, int | None]:
        return {number: None if self.end(number) == number else self.end(number) for number in self.numbers}


steps = st.lists(
    st.tuples(st.just("merge"), st.integers(0, 6), st.integers(0, 6))
    | st.tuples(st.just("undo"), st.integers(0, 9), st.just(0)),
    max_size=16,
)


@settings(max_examples=60)
@given(steps)
def test_pointers_always_say_what_the_live_merges_say(steps: list[tuple[str, int, int]]) -> None:
    with transaction.atomic():
        by = shell_caller()
        people = [a_provider() for _ in range(7)]
        slow = SlowModel([one.pk for one in people])
        said: list[Merge] = []
        for what, one, other in steps:
            if what == "undo" and said:
                merge = said[one % len(said)]
                actions.unmerge(merge=merge.pk, by=by)
                slow.live.pop(merge.pk, None)
            elif what == "merge" and slow.end(people[one].pk) != slow.end(people[other].pk):
                merge = actions.merge(survivor=people[one].pk, merged=people[other].pk, by=by)
                slow.live[merge.pk] = (slow.end(people[one].pk), slow.end(people[other].pk))
                said.append(merge)
            assert pointers() == slow.pointers()
        transaction.set_rollback(True)


@given(st.dictionaries(st.integers(0, 30), st.integers(0, 30), max_size=20))
def test_survivors_are_the_ends_of_chains(tangled: dict[int, int]) -> None:
    live = {merged: survivor for merged, survivor in tangled.items() if survivor > merged}
    ends = rules.survivors(live)
    assert ends.keys() == live.keys()
    for merged, end in ends.items():
        at = merged
        while at in live:
            at = live[at]
        assert at == end
