"""The page that shows every component in every state, with made-up neutral contents; tests and screenshots use it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from wellsent.ui import charts, lists
from wellsent.ui.searching import in_text

TODAY = date(2026, 11, 23)
COLOURS = ("white", "blue", "green")


def _nothing(numbers: list[int], given: Mapping[str, str]) -> None:
    """What the list's buttons do here, where nothing is stored."""


@dataclass(frozen=True, slots=True)
class Plant:
    """A row for lists."""

    number: int
    name: str
    height: int | None
    colour: str
    seen: date | None


PLANTS = [
    Plant(
        10 * number + at,
        f"{kind} {number}",
        None if number == 3 else number * 17 % 90,
        COLOURS[number % 3],
        TODAY - timedelta(number),
    )
    for number in range(1, 9)
    for at, kind in enumerate(("Aster", "Daisy", "Fern"))
]
LISTING = lists.Listing(
    noun="plant",
    columns=(
        lists.Column("name", "Name", lambda row: row.name, sort=lambda row: row.name, link=lambda row: "#lists"),
        lists.Column("colour", "Colour", lambda row: row.colour, sort=lambda row: row.colour),
        lists.Column("seen", "Last seen", lambda row: row.seen, sort=lambda row: row.seen),
        lists.Column("height", "Height", lambda row: row.height, sort=lambda row: row.height, numeric=True),
        lists.Column("twice", "Twice that", lambda row: row.height and row.height * 2, numeric=True, chosen=False),
    ),
    filters=(
        lists.Filter(
            "colour",
            "Colour",
            choices=[(one, one.capitalize()) for one in COLOURS],
            keep=lambda rows, colour: [row for row in rows if row.colour == colour],
        ),
        lists.Filter(
            "since",
            "Seen since",
            choices=(),
            keep=lambda rows, day: [row for row in rows if row.seen >= date.fromisoformat(day)],
            is_day=True,
        ),
    ),
    search=in_text(lambda row: row.name),
    order="name",
    page_size=8,
    key="plants",
    row_id="number",
    bulks=(lists.Bulk("water", "Water", "Watered", act=_nothing), lists.Bulk("dig", "Dig up", "Dug up", act=_nothing)),
    empty=lists.Empty("No plants yet", "They come with the first list you bring in.", "Bring in a list", "#drop"),
)


class GalleryForm(forms.Form):
    """Every kind of field there is."""

    name = forms.CharField(label="Name", help_text="As on the door: Ada Brook.")
    mail = forms.EmailField(label="Email", required=False)
    day = forms.DateField(label="Day", widget=forms.DateInput(attrs={"type": "date"}))
    kind = forms.ChoiceField(label="Kind", choices=[("", "Select a kind"), ("a", "Letter"), ("b", "Parcel")])
    note = forms.CharField(label="Note", widget=forms.Textarea(attrs={"rows": 3}), required=False)
    agreed = forms.BooleanField(label="Keep this for the next time", required=False)
    parts = forms.MultipleChoiceField(
        label="Days", choices=[("1", "Monday"), ("2", "Tuesday")], widget=forms.CheckboxSelectMultiple
    )


@require_GET
def gallery(request: HttpRequest) -> HttpResponse:
    """Every component; lists and forms work, though nothing is stored."""
    shown = LISTING.show(PLANTS, request.GET)
    template = lists.template_for(request, "ui/gallery.html")
    return render(request, template, {"shown": shown, **_pieces(), **_charts()})


# Read by whoever guards the addresses: anybody may open it, even before this installation is set up.
gallery.access = "public"  # type: ignore[attr-defined]  # functions are open for additions
gallery.before_set_up = True  # type: ignore[attr-defined]  # as above


def _pieces() -> dict[str, Any]:
    wrong = GalleryForm({"wrong-mail": "ada", "wrong-day": "yesterday", "wrong-parts": ["1"]}, prefix="wrong")
    entries = [
        {"label": "This week", "url": "#top", "current": True, "count": "11"},
        {"label": "Letters", "url": "#lists", "count": "6 stuck"},
    ]
    practice = [{"label": "Import", "url": "#drop"}, {"label": "Settings", "url": "#forms"}]
    return {
        "navigation": {
            "groups": [{"title": "", "entries": entries}, {"title": "Practice", "entries": practice}],
            "quick": [{"label": "Add a letter", "url": "#forms", "key": "a"}],
            "tabs": [*entries, {"label": "+", "url": "#forms", "spoken": "Add a letter"}, *practice],
        },
        "search": {"url": "#searching", "hint": "Plants, letters, pages", "reason_label": "Why you look"},
        "views": [
            {"name": "White ones", "url": "?colour=white", "is_current": False, "is_shared": False},
            {"name": "Everything, tallest first", "url": "?sort=-height", "is_current": False, "is_shared": True},
        ],
        "may_share": True,
        "offer": {
            "first": True,
            "words": "Watered: 11 plants.",
            "problems": [("Aster 3", "it is watered already"), ("Fern 2", "somebody dug it up")],
            "more_problems": 4,
        },
        "form": GalleryForm(),
        "wrong": wrong,
        "never_used": LISTING.show([], {}),
        "no_match": LISTING.show(PLANTS, {"q": "zzz"}),
        "steps": [("1 File", "done"), ("2 Columns", "now"), ("3 Check", ""), ("4 Import", "")],
        "facts": [("Name", "Ada Brook"), ("Phone", "404 555 0148"), ("Letters", "23, the last on 4 Nov")],
        "waiting": [("Not opened in a day", "2"), ("Opened, not answered", "3"), ("Answered, sent back", "1")],
        "tabs": [("Letters", "#top", True), ("Parcels", "#lists", False)],
        "choices": [("met", "Met someone"), ("nobody", "Nobody there"), ("card", "Left a card")],
    }


def _charts() -> dict[str, Any]:
    counts = [55, 59, 46, 66, 70, 49, 45, 44, 41, 65, 73, 58, 43, 54, 73, 74, 63, 57]
    months = [date(2025 + (at + 5) // 12, (at + 5) % 12 + 1, 1) for at in range(24)]
    names = [f"{month:%b %Y}" for month in months]
    past = list(zip(names, counts, strict=False))
    ahead = [(name, 49, 58 + at % 3, 66) for at, name in enumerate(names[18:])]
    first = date(2024, 11, 25)
    weeks = [first + timedelta(7 * at) for at in range(104)]
    events = [day + timedelta(at % 5) for at, day in enumerate(weeks[:80]) for _ in range((at * 7 + 3) % 4)]
    rate = [
        charts.RatePoint(day, low=level * 0.6, mean=level, high=level * 1.5)
        for day, level in ((day, 1.6 if at < 76 else max(0.2, 1.6 - (at - 76) * 0.06)) for at, day in enumerate(weeks))
    ]
    contacts = [first + timedelta(days) for days in (60, 170, 290, 390, 510, 610)]
    late = [date(2026, 6, 3), date(2026, 6, 22)]
    return {
        "bars": charts.month_bars(past, ahead, title="Letters a month, and the next six months"),
        "bars_table": charts.as_table(("Month", "Letters"), past),
        "line": charts.sparkline(counts, [(52, 58, 60), (50, 57, 66), (49, 57, 70)], title="Letters by month"),
        "story": charts.story(
            first=first,
            last=TODAY,
            events=events,
            contacts=contacts,
            late=late,
            rate=rate,
            title="Two years of letters",
        ),
        "legend": charts.legend([("dot", "letter"), ("contact", "visit"), ("late", "late answer")]),
        "shares": charts.share_bars(
            [("North", 0.46, "46 %, 41"), ("South", 0.34, "34 %, 30"), ("East", 0.2, "20 %, 18")]
        ),
    }
