"""Words of what is known and decided of a source."""

from __future__ import annotations

from datetime import date

from wellsent.directory import presenters
from wellsent.directory.models import Affiliation, Provider

DAY = date(2026, 9, 1)


def test_whoever_is_not_to_be_contacted_says_so_first_and_why() -> None:
    row = Provider(do_not_contact_since=DAY, do_not_contact_why="asked", retired_on=DAY, retired_why="moved")
    row.tier_by_hand, row.tier_why = "A", "new surgeon"
    assert presenters.flags(row) == [
        ("Do not contact: asked", "stuck"),
        ("Retired: moved", ""),
        ("Tier A, set by hand: new surgeon", "info"),
    ]
    assert presenters.flags(Provider()) == []


def test_an_affiliation_says_where_and_since_when_under_the_survivors_name() -> None:
    lakeside = Provider(name="Lakeside")
    merged = Provider(name="Lake Side Clinic", merged_into=lakeside)
    assert presenters.affiliation_words(Affiliation(practice=merged)) == "Lakeside"
    assert presenters.affiliation_words(Affiliation(practice=lakeside, started_on=DAY)) == "Lakeside, since 2026"
    assert presenters.affiliation_words(Affiliation(practice=lakeside, ended_on=DAY)) == "Lakeside, until 2026"
