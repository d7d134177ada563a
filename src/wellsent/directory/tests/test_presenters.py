"""Words of what is known of a source."""

from __future__ import annotations

from datetime import date

from wellsent.directory import presenters
from wellsent.directory.models import Affiliation, Provider

DAY = date(2026, 9, 1)


def test_an_affiliation_says_where_and_since_when_under_the_survivors_name() -> None:
    lakeside = Provider(name="Lakeside")
    merged = Provider(name="Lake Side Clinic", merged_into=lakeside)
    assert presenters.affiliation_words(Affiliation(practice=merged)) == "Lakeside"
    assert presenters.affiliation_words(Affiliation(practice=lakeside, started_on=DAY)) == "Lakeside, since 2026"
    assert presenters.affiliation_words(Affiliation(practice=lakeside, ended_on=DAY)) == "Lakeside, until 2026"
