"""How an office stands, from what was said of it."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wellsent.directory.office.rules import HABITS, ROLES, WORKS_HERE, Office, Said, office

TODAY = date(2026, 11, 24)
NAMES = {1: "Maria Lopes", 2: "Jon Reyes", 3: "Dana Whitlock"}


def said(person: int | None, topic: str, holds: bool = True, *, ago: int = 30, text: str = "", by: str = "Fay") -> Said:
    """Something said so many days ago."""
    return Said(topic, holds, TODAY - timedelta(days=ago), by, person, NAMES.get(person or 0, ""), None, text)


def works(person: int, *roles: str, ago: int = 30) -> list[Said]:
    """Somebody works there and does this."""
    return [said(person, WORKS_HERE, ago=ago), *(said(person, role, ago=ago) for role in roles)]


def stands(*lines: Said) -> Office:
    return office(lines, as_of=TODAY)


def test_people_stand_in_the_order_of_what_they_do() -> None:
    known = stands(*works(2, "door"), *works(1, "books"), *works(3, "signs", "decides"))
    assert [(one.name, one.roles) for one in known.people] == [
        ("Dana Whitlock", ("decides", "signs")),
        ("Maria Lopes", ("books",)),
        ("Jon Reyes", ("door",)),
    ]


def test_several_people_may_have_one_role() -> None:
    known = stands(*works(1, "books"), *works(2, "books"))
    assert [one.name for one in known.who("books")] == ["Jon Reyes", "Maria Lopes"]
    assert known.questions == ()


def test_who_leaves_leaves_every_role_and_the_role_becomes_a_question() -> None:
    known = stands(*works(1, "books", "door"), *works(2, "door"), said(1, WORKS_HERE, False, ago=3))
    assert [one.name for one in known.people] == ["Jon Reyes"]
    assert [(one.name, one.left_on) for one in known.gone] == [("Maria Lopes", TODAY - timedelta(days=3))]
    assert known.questions == (("books", "Maria Lopes left: who books now?"),)


def test_a_role_taken_away_is_asked_about_by_the_last_who_had_it() -> None:
    known = stands(
        *works(1, "books", ago=400),
        said(1, WORKS_HERE, False, ago=300),
        *works(2, "books", ago=300),
        said(2, "books", False, ago=5),
    )
    assert known.questions == (("books", "Jon Reyes no longer books: who does?"),)


def test_who_comes_back_is_there_again_from_that_day() -> None:
    known = stands(*works(1, "books", ago=90), said(1, WORKS_HERE, False, ago=60), said(1, WORKS_HERE, ago=10))
    (maria,) = known.people
    assert maria.works_here.since == TODAY - timedelta(days=10)
    assert maria.roles == ("books",)


def test_saying_it_again_confirms_it_and_keeps_since_when() -> None:
    (maria,) = stands(*works(1, "books", ago=200), *works(1, "books", ago=4)).people
    assert (maria.works_here.since, maria.works_here.confirmed_on) == (
        TODAY - timedelta(days=200),
        TODAY - timedelta(days=4),
    )


def test_of_a_person_the_oldest_word_counts_as_confirmed() -> None:
    (maria,) = stands(*works(1, "books", ago=200), said(1, "door", ago=4)).people
    assert maria.confirmed.confirmed_on == TODAY - timedelta(days=200)


@pytest.mark.parametrize(("ago", "old"), [(365, False), (366, True)])
def test_what_nobody_confirmed_for_a_year_is_old(ago: int, old: bool) -> None:
    (hours,) = stands(said(None, "hours", ago=ago, text="mornings")).habits
    assert hours.is_old(TODAY) is old


def test_a_habit_that_changes_is_new_and_one_taken_back_is_gone() -> None:
    known = stands(
        said(None, "lunch", ago=90, text="Mondays"),
        said(None, "lunch", ago=9, text="none"),
        said(None, "hours", ago=90, text="mornings"),
        said(None, "hours", False, ago=2),
    )
    (lunch,) = known.habits
    assert (lunch.text, lunch.since) == ("none", TODAY - timedelta(days=9))
    assert known.habit("hours") == ""


def test_what_was_said_of_a_later_day_does_not_count_yet() -> None:
    assert office(works(1, ago=-3), as_of=TODAY) == Office()


def test_who_was_only_ever_said_not_to_work_there_is_nobody() -> None:
    assert stands(said(1, WORKS_HERE, False)) == Office()


def test_roles_nobody_ever_had_are_said_to_be_unknown_not_asked_about() -> None:
    known = stands(*works(1, "books"))
    assert known.unknown_roles == ("decides", "signs", "door")
    assert known.questions == ()


LINES = st.builds(
    Said,
    topic=st.sampled_from([WORKS_HERE, *ROLES]),
    holds=st.booleans(),
    on=st.integers(0, 900).map(lambda ago: TODAY - timedelta(days=ago)),
    by=st.just("Fay"),
    person=st.sampled_from([1, 2, 3]),
    name=st.just("One"),
)
HABIT = st.builds(
    lambda topic, text, ago: said(None, topic, bool(text), ago=ago, text=text),
    st.sampled_from(list(HABITS)),
    st.sampled_from(["", "a", "b"]),
    st.integers(0, 900),
)


@given(st.lists(LINES | HABIT, max_size=25))
def test_a_role_is_held_or_asked_about_or_unknown_and_only_by_who_works_there(lines: list[Said]) -> None:
    known = office(lines, as_of=TODAY)
    held = {role for person in known.people for role in person.roles}
    asked = {role for role, _ in known.questions}
    assert held | asked | set(known.unknown_roles) == set(ROLES)
    assert len(held) + len(asked) + len(known.unknown_roles) == len(ROLES)
    assert all(not person.facts for person in known.gone)
    assert {person.number for person in known.people}.isdisjoint(person.number for person in known.gone)


@given(st.lists(LINES | HABIT, max_size=20))
def test_no_fact_is_confirmed_before_it_is_known_unless_it_was_told_out_of_order(lines: list[Said]) -> None:
    known = office(sorted(lines, key=lambda one: one.on), as_of=TODAY)
    facts = [fact for person in known.people for fact in (person.works_here, *person.facts)]
    assert all(fact.since <= fact.confirmed_on <= TODAY for fact in [*facts, *known.habits])
