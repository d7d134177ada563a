"""Lists: what an address may ask for, and what it gets."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import pytest
from django.contrib.contenttypes.models import ContentType
from django.http import QueryDict
from django.template.loader import render_to_string
from django.test import RequestFactory
from hypothesis import given
from hypothesis import strategies as st

from wellsent.ui.lists import Bulk, Column, Empty, Filter, Listing, Shown, template_for
from wellsent.ui.searching import clean, contains, in_text

HOSTILE = "<script>alert('x')</script>"


@dataclass(frozen=True)
class Plant:
    name: str
    height: int | None
    colour: str
    sown: date | None = None
    number: int = 7


GARDEN = [
    Plant("Élan daisy", 40, "white", date(2026, 3, 1)),
    Plant("Aster", 90, "blue"),
    Plant("Sunflower", 200, "yellow"),
    Plant("Moss", None, "green"),
    Plant("100% clover_1", 20, "green"),
]
PLANTS = Listing(
    noun="plant",
    columns=(
        Column(
            "name",
            "Name",
            value=lambda row: row.name,
            link=lambda row: f"/plants/{row.name}/",
            sort=lambda row: row.name,
        ),
        Column("height", "Height", value=lambda row: row.height, sort=lambda row: row.height, numeric=True),
        Column("sown", "Sown", value=lambda row: row.sown),
        Column("colour", "Colour", value=lambda row: row.colour, chosen=False, export=lambda row: row.colour.upper()),
    ),
    filters=(
        Filter(
            "colour",
            "Colour",
            choices=[("green", "Green"), ("blue", "Blue")],
            keep=lambda rows, colour: [row for row in rows if row.colour == colour],
        ),
        Filter(
            "since",
            "Sown since",
            (),
            keep=lambda rows, day: [row for row in rows if row.sown and row.sown >= date.fromisoformat(day)],
            is_day=True,
        ),
    ),
    search=in_text(lambda row: row.name),
    order="name",
    empty=Empty("No plants yet", "They come with spring.", "Sow one", "/sow/"),
)


def shown(address: str = "", rows: Any = GARDEN) -> Shown:
    return PLANTS.show(rows, QueryDict(address))


def names(address: str, rows: Any = GARDEN) -> list[str]:
    return [row.name for row in shown(address, rows).page_rows]


def drawn(address: str = "", rows: Any = GARDEN) -> str:
    return render_to_string("ui/list.html", {"shown": shown(address, rows)})


def test_it_is_sorted_as_declared_unless_asked_otherwise() -> None:
    assert names("")[:2] == ["100% clover_1", "Aster"]
    assert names("sort=-height")[:2] == ["Sunflower", "Aster"]


def test_what_is_unknown_comes_last_in_either_direction() -> None:
    assert names("sort=height")[-1] == names("sort=-height")[-1] == "Moss"


@pytest.mark.parametrize("asked", ["sown", "pk", "-colour", "__class__", "height;drop", "-"])
def test_sorting_by_what_cannot_be_sorted_by_is_left_out_of_account(asked: str) -> None:
    assert names(f"sort={asked}") == names("")


def test_a_search_disregards_case_and_accents_and_wants_every_word() -> None:
    assert names("q=elan+DAISY") == ["Élan daisy"]
    assert names("q=daisy+aster") == []


@pytest.mark.parametrize(("words", "found"), [("%25", ["100% clover_1"]), ("_", ["100% clover_1"])])
def test_percent_and_underscore_are_letters(words: str, found: list[str]) -> None:
    assert names(f"q={words}") == found


def test_a_filter_keeps_what_it_names_and_an_unknown_choice_keeps_all() -> None:
    assert names("colour=green") == ["100% clover_1", "Moss"]
    assert names("colour=plaid") == names("")


def test_a_day_narrows_the_list_and_is_shown_again() -> None:
    assert names("since=2026-02-01") == ["Élan daisy"]
    assert 'type="date" id="list-since" name="since" value="2026-02-01"' in drawn("since=2026-02-01")


@pytest.mark.parametrize("day", ["31/12/26", "0000-00-00", "2026-02-29", "9999-12-31", "20260201", "0x10", "١٢"])
def test_a_day_that_is_none_keeps_all_and_is_named(day: str) -> None:
    assert names(f"since={day}") == names("")
    assert shown(f"since={day}").not_understood == ["Sown since"]


def test_a_list_of_many_is_counted_only_so_far(kinds: Callable[[str], list[str]]) -> None:
    few = replace(PLANTS, count_to=3, search=None, filters=(), order="")
    here = few.show(ContentType.objects.all(), QueryDict())
    assert here.matches == 4
    assert here.words == "more than 3 plants"
    assert here.all_words == "All that match: more than 3"


def test_rows_can_be_ticked_where_something_can_be_done_to_many() -> None:
    sows = Bulk("sow", "Sow", "Sown", act=lambda numbers, given: None)
    garden = replace(PLANTS, bulks=[sows], row_id="number")
    page = render_to_string("ui/list.html", {"shown": garden.show([Plant(HOSTILE, 1, "blue", number=12)], QueryDict())})
    assert '<input type="checkbox" name="row" value="12" form="list-bulk" aria-labelledby="row-12">' in page
    assert '<th id="row-12" scope="row"' in page
    assert 'name="bulk" value="sow">Sow</button>' in page
    assert "<script" not in page
    assert 'name="row"' not in drawn()


def test_a_row_is_named_by_the_plain_words_of_its_first_column() -> None:
    assert shown().name(Plant("<b>Aster</b>", 1, "blue")) == "Aster"


def test_what_cannot_be_seen_is_no_part_of_a_search() -> None:
    assert clean("a\x00b\ud800\u202e c\u00a0d\te\u200d") == "ab c d e"


def test_it_says_how_many_of_how_many() -> None:
    assert shown("").words == "5 plants"
    assert shown("colour=green").words == "2 of 5 plants"
    assert shown("page=2", GARDEN * 20).words == "100 plants, 51 to 100"


@pytest.mark.parametrize(
    ("asked", "got"), [("0", 1), ("-3", 1), ("x", 1), ("2", 2), ("99", 2), ("9" * 30, 1), ("²", 1)]
)
def test_a_page_that_does_not_exist_leads_to_one_that_does(asked: str, got: int) -> None:
    assert shown(f"page={asked}", GARDEN * 20).page == got


def test_columns_can_be_chosen_but_the_first_always_stays() -> None:
    assert [column.key for column in shown("show=colour").columns] == ["name", "colour"]
    assert [column.key for column in shown("show=nonsense").columns] == ["name", "height", "sown"]


def test_the_address_keeps_what_was_asked_for_and_starts_at_the_first_page() -> None:
    here = shown("q=a&colour=green&sort=-height&show=colour&page=2")
    assert here.url(sort="name") == "?q=a&colour=green&sort=name&show=colour"
    assert here.clear_url == "?sort=-height&show=colour"


def test_a_heading_turns_the_direction_and_says_which_it_is() -> None:
    page = drawn("sort=height")
    assert 'aria-sort="ascending"' in page
    assert "?sort=-height" in page


def test_the_page_escapes_what_people_wrote() -> None:
    hostile = [Plant(HOSTILE, 1, HOSTILE)]
    for page in (drawn("show=colour", hostile), drawn(f"q={HOSTILE}", GARDEN)):
        assert "<script" not in page
    assert "&lt;script&gt;" in drawn("show=colour", hostile)


def test_a_list_can_be_searched_where_it_says_how() -> None:
    assert 'type="search"' in drawn()
    assert 'type="search"' not in render_to_string(
        "ui/list.html", {"shown": replace(PLANTS, search=None).show(GARDEN, QueryDict())}
    )


def test_a_list_nobody_has_used_teaches_the_next_step() -> None:
    page = drawn("", [])
    assert "No plants yet" in page
    assert 'href="/sow/"' in page


def test_a_search_without_matches_offers_to_be_cleared() -> None:
    page = drawn("q=zzz")
    assert "Nothing matches" in page
    assert "0 of 5 plants" in page


def test_an_export_holds_every_matching_row_as_its_columns_say() -> None:
    here = shown("show=colour&colour=green&format=csv")
    assert here.wants_export == "csv"
    assert here.export_heads() == ["Name", "Colour"]
    assert list(here.export_rows()) == [["100% clover_1", "GREEN"], ["Moss", "GREEN"]]


def test_a_format_nobody_offers_is_not_exported() -> None:
    assert shown("format=exe").wants_export == ""


def test_only_the_results_are_drawn_when_the_list_asks_for_them() -> None:
    whole = RequestFactory().get("/")
    part = RequestFactory().get("/", headers={"HX-Target": "list-results"})
    assert template_for(whole, "page.html") == "page.html"
    results = render_to_string(template_for(part, "page.html"), {"shown": shown()})
    assert "list-results" in results
    assert "<form" not in results


@given(address=st.text(max_size=60), key=st.sampled_from(["q", "sort", "page", "show", "colour", "format", "since"]))
def test_no_address_breaks_a_list(address: str, key: str) -> None:
    query = QueryDict(mutable=True)
    query[key] = address
    page = render_to_string("ui/list.html", {"shown": PLANTS.show(GARDEN, query)})
    assert "<script" not in page


@pytest.fixture
def kinds(db: None) -> Callable[[str], list[str]]:
    """A list over the database: names of models, as rows that are always there."""
    listing = Listing(
        noun="model",
        columns=(
            Column("model", "Model", value=lambda row: row.model, sort="model"),
            Column("app", "App", value=lambda row: row.app_label, sort="app_label"),
        ),
        search=contains("model", "app_label"),
        order="model",
        empty=Empty("None", "None."),
    )
    ContentType.objects.create(app_label="odd%", model="with_underscore")

    ContentType.objects.create(app_label="caf\u00e9", model="one_letter")
    ContentType.objects.create(app_label="cafe\u0301", model="two_letters")

    def found(address: str) -> list[str]:
        return [row.model for row in listing.show(ContentType.objects.all(), QueryDict(address)).page_rows]

    return found


def test_a_list_of_the_database_searches_every_word_literally(kinds: Callable[[str], list[str]]) -> None:
    assert kinds("q=ODD%25+under") == ["with_underscore"]
    assert kinds("q=h%25u") == []


def test_a_search_for_what_cannot_be_stored_is_a_search_like_any_other(kinds: Callable[[str], list[str]]) -> None:
    assert kinds("q=with_under%00score") == ["with_underscore"]


@pytest.mark.parametrize("words", ["caf\u00e9", "cafe\u0301"])
def test_an_accent_is_found_however_it_is_written(kinds: Callable[[str], list[str]], words: str) -> None:
    assert kinds(f"q={words}") == ["one_letter", "two_letters"]


def test_a_list_of_the_database_is_sorted_by_it(kinds: Callable[[str], list[str]]) -> None:
    every, shown = ContentType.objects.values_list("model", flat=True), kinds("sort=-model")
    assert shown == sorted(every, reverse=True)[: len(shown)]
