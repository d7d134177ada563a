"""The list of sources: what each role is shown, how it is narrowed, and its file."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client

from wellsent.accounts.caller import Caller
from wellsent.accounts.models import Clinic, Organisation, Role
from wellsent.base.kept import Kept
from wellsent.directory import actions as directory
from wellsent.directory.models import Provider
from wellsent.insights import queries as insights
from wellsent.insights import versions
from wellsent.testing import factories
from wellsent.testing.factories import a_practice, a_provider, a_referral
from wellsent.testing.people import without_token

TODAY = date(2026, 11, 24)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("organisation", "_noon")]


@pytest.fixture(name="_noon")
def noon() -> Iterator[None]:
    with time_machine.travel("2026-11-24T17:00:00Z", tick=False):
        yield


def sends(source: Provider, count: int = 3, *, every: int = 10, until: date = TODAY, **more: Any) -> Provider:
    for at in range(count):
        a_referral(source, received_on=until - timedelta(days=every * at), **more)
    return source


def names(page: Any) -> list[str]:
    """The sources a page lists, in order."""
    return [getattr(row, "sort_name", "") for row in page.context["shown"].page_rows]


class TestWhoIsShownWhat:
    def test_those_who_see_volume_see_who_refers_and_what_to_expect(self, signed_in: Callable[..., Client]) -> None:
        sends(a_provider("Ada", "Okafor"), 12)
        a_provider("Nils", "Never")
        page = signed_in(Role.LIAISON).get("/sources/")
        assert names(page) == ["Okafor, Ada, MD"]
        assert "Next 90 days" in page.text
        assert "1 source" in page.text

    @pytest.mark.parametrize("role", [Role.FRONT_DESK, Role.COMPLIANCE])
    def test_those_who_see_none_see_everybody_known_without_it(
        self, signed_in: Callable[..., Client], role: str
    ) -> None:
        sends(a_provider("Ada", "Okafor"), 12)
        a_provider("Nils", "Never")
        page = signed_in(role).get("/sources/")
        assert names(page) == ["Never, Nils, MD", "Okafor, Ada, MD"]
        for word in ("Next 90 days", "12 months", "Tier", "going quiet", "Who refers"):
            assert word not in without_token(page.text)

    def test_clinicians_see_the_standing_of_their_clinics_sources(
        self, signed_in: Callable[..., Client], northside: Clinic, harbor: Clinic
    ) -> None:
        sends(a_provider("Ada", "Okafor"), clinic=northside)
        sends(a_provider("Nils", "Brandt"), clinic=harbor)
        page = signed_in(Role.CLINICIAN, all_clinics=False, clinics=[northside]).get("/sources/")
        assert names(page) == ["Okafor, Ada, MD"]

    def test_everybody_known_lists_those_who_never_referred(self, signed_in: Callable[..., Client]) -> None:
        sends(a_provider("Ada", "Okafor"))
        a_provider("Nils", "Never")
        assert names(signed_in().get("/sources/known/")) == ["Never, Nils, MD", "Okafor, Ada, MD"]

    def test_merged_sources_are_one_line(self, signed_in: Callable[..., Client], owner: Caller) -> None:
        okafor, twin = sends(a_provider("Ada", "Okafor")), sends(a_provider("A", "Okafor"))
        directory.merge(survivor=okafor.pk, merged=twin.pk, why="the same", by=owner)
        page = signed_in().get("/sources/?show=ever")
        assert names(page) == ["Okafor, Ada, MD"]
        assert [row.referrals for row in page.context["shown"].page_rows] == [6]

    def test_hostile_names_are_shown_as_they_are_written(self, signed_in: Callable[..., Client]) -> None:
        sends(a_provider("Ada", "<script>alert(1)</script>"))
        assert "<script>alert(1)" not in signed_in().get("/sources/").text


class TestNarrowing:
    @pytest.fixture(autouse=True)
    def _sources(self, owner: Caller) -> None:
        self.lakeside = a_practice("Lakeside Medical")
        sends(a_provider("Ada", "Active", practice=self.lakeside), 60, every=7)
        sends(a_provider("Quinn", "Quiet"), 60, every=7, until=TODAY - timedelta(days=120))
        sends(a_provider("Nia", "New"), 2, every=3)
        retired = sends(a_provider("Rex", "Retired"), 2, every=100)
        directory.retire(provider=retired.pk, on=TODAY, why="moved away", by=owner)

    def test_the_largest_come_first(self, signed_in: Callable[..., Client]) -> None:
        assert names(signed_in().get("/sources/"))[0] == "Active, Ada, MD"

    @pytest.mark.parametrize(
        ("asked", "found"),
        [
            ("state=quiet", ["Quiet, Quinn, MD"]),
            ("state=new", ["New, Nia, MD"]),
            ("state=retired", ["Retired, Rex, MD"]),
            ("silent=90", ["Quiet, Quinn, MD"]),
            ("silent=180", []),
            ("q=lakeside", ["Active, Ada, MD"]),
            ("q=nobody+at+all", []),
            ("sort=name&silent=0", ["Active, Ada, MD", "New, Nia, MD", "Quiet, Quinn, MD"]),
            ("sort=-last", ["Active, Ada, MD", "New, Nia, MD", "Quiet, Quinn, MD"]),
            ("state=nonsense&sort=nonsense&page=999&practice=x", None),
        ],
    )
    def test_the_address_says_what_is_shown(
        self, signed_in: Callable[..., Client], asked: str, found: list[str] | None
    ) -> None:
        shown = names(signed_in().get(f"/sources/?{asked}"))
        assert shown == found if found is not None else len(shown) == 3

    def test_a_practice_named_by_the_address_narrows_the_list(self, signed_in: Callable[..., Client]) -> None:
        page = signed_in().get(f"/sources/?practice={self.lakeside.pk}")
        assert names(page) == ["Active, Ada, MD"]
        assert "Lakeside Medical</option>" in page.text

    def test_nothing_that_matches_says_how_to_go_on(self, signed_in: Callable[..., Client]) -> None:
        assert "Clear search and filters" in signed_in().get("/sources/?q=nobody+at+all").text

    def test_retired_sources_stay_out_unless_asked_for(self, signed_in: Callable[..., Client]) -> None:
        assert "Retired, Rex, MD" not in names(signed_in().get("/sources/"))


class TestOtherStates:
    def test_before_the_first_import_it_leads_there(self, signed_in: Callable[..., Client]) -> None:
        text = signed_in().get("/sources/").text
        assert "No sources yet" in text
        assert 'href="/import/"' in text

    def test_who_may_not_import_is_not_sent_there(self, signed_in: Callable[..., Client]) -> None:
        assert 'button-main" href="/import/"' not in signed_in(Role.READ_ONLY).get("/sources/").text

    def test_the_first_figures_of_a_large_practice_are_awaited(
        self, signed_in: Callable[..., Client], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        sends(a_provider())
        monkeypatch.setattr(insights, "SOURCES_AT_ONCE", 0)
        assert "The figures are being computed" in signed_in().get("/sources/").text

    def test_old_figures_say_when_they_were_computed(
        self, signed_in: Callable[..., Client], monkeypatch: pytest.MonkeyPatch, organisation: Organisation
    ) -> None:
        sends(a_provider())
        browser = signed_in()
        browser.get("/sources/")
        Kept.forget_all()
        monkeypatch.setattr(insights, "SOURCES_AT_ONCE", 0)
        monkeypatch.setattr(versions, "version", lambda: "another")
        assert "As of 12:00, being brought up to date." in browser.get("/sources/").text


class TestTheFile:
    def test_the_csv_holds_what_the_list_shows(self, signed_in: Callable[..., Client]) -> None:
        sends(a_provider("Ada", "Okafor"), 4)
        sends(a_provider("Nils", "Brandt"), 2)
        answer = signed_in().get("/sources/?q=okafor&format=csv&show=ever&show=last")
        rows = list(csv.reader(io.StringIO(answer.getvalue().decode("utf-8-sig"))))
        assert rows == [["Source", "Last referral", "Referrals ever"], ["Okafor, Ada, MD", "2026-11-24", "4"]]
        assert answer["Content-Disposition"] == 'attachment; filename="sources.csv"'

    def test_a_name_that_a_spreadsheet_might_run_does_nothing(self, signed_in: Callable[..., Client]) -> None:
        sends(a_provider("Ada", "=HYPERLINK(1)"))
        assert b"\n'=HYPERLINK" in signed_in().get("/sources/?format=csv").getvalue().replace(b'"', b"")

    def test_the_workbook_opens(self, signed_in: Callable[..., Client]) -> None:
        sends(a_provider("Ada", "Okafor"))
        assert signed_in().get("/sources/?format=xlsx").content.startswith(b"PK")

    @pytest.mark.parametrize("role", [Role.LIAISON, Role.READ_ONLY, Role.FRONT_DESK])
    def test_without_the_power_to_export_there_is_no_file(self, signed_in: Callable[..., Client], role: str) -> None:
        sends(factories.a_provider("Ada", "Okafor"))
        answer = signed_in(role).get("/sources/?format=csv")
        assert answer["Content-Type"].startswith("text/html")
        assert "format=csv" not in answer.text
