"""The front desk's morning in a real browser: recording by keyboard, the calls, the board by mouse, key and thumb."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from datetime import timedelta
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest
import time_machine
from django.core.cache import cache
from django.test import Client

from wellsent.accounts.models import Clinic, Organisation, Role, User
from wellsent.base import clock
from wellsent.directory.models import Provider
from wellsent.referrals.models import Attempt, Referral
from wellsent.testing.browser import DESKTOP, PHONE, PageAt, accessibility_problems
from wellsent.testing.factories import a_patient, a_practice, a_provider, a_referral
from wellsent.testing.people import sign_in

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

TUESDAY = "2026-11-24 15:00"  # ten in the morning at the practice
KEYS_A_MINUTE = 40 * 5  # forty words a minute, a word being five keys
SECONDS = 20


@pytest.fixture(autouse=True)
def _at_work() -> Iterator[None]:
    with time_machine.travel(TUESDAY):
        yield


@pytest.fixture
def okafor(organisation: Organisation) -> Provider:
    a_provider("Olu", "Okonkwo")
    return a_provider("Ada", "Okafor", practice=a_practice("Lakeside Medical"))


@pytest.fixture
def front_desk_page(
    client: Client, page_at: PageAt, a_person: Callable[..., User], northside: Clinic
) -> Callable[..., Page]:
    """A page on which the front desk is signed in."""
    cache.clear()
    sign_in(client, a_person(Role.FRONT_DESK))
    return lambda width=DESKTOP, **more: page_at(width, client=client, **more)


def waiting(source: Provider, clinic: Clinic, *, days: int = 0, **facts: object) -> Referral:
    today = clock.today("America/New_York")
    facts.setdefault("patient", a_patient(phone="404 555 0123"))
    return a_referral(source, received_on=today - timedelta(days=days), clinic=clinic, condition="knee", **facts)


def compared(page: Page) -> AbstractContextManager[object]:
    """Until the patient told so far has been compared with those here: the database of tests lets nobody wait."""
    return page.expect_response("**/referrals/new/known/")


class Typist:
    """Types on the keyboard of a page, and counts the keys."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.keys = 0

    def type(self, text: str) -> None:
        self.page.keyboard.type(text)
        self.keys += len(text)

    def press(self, key: str) -> None:
        self.page.keyboard.press(key)
        self.keys += 1


def test_a_referral_is_recorded_by_keyboard_alone_in_twenty_seconds_of_typing(
    front_desk_page: Callable[..., Page], okafor: Provider
) -> None:
    page = front_desk_page()
    page.goto("/referrals/")
    typist = Typist(page)
    typist.press("n")
    page.wait_for_selector("#id_source_text:focus")
    typist.type("okaf")
    page.wait_for_selector("[role=option][aria-selected=true]:has-text('Okafor')")
    typist.press("Enter")
    page.wait_for_selector("#id_patient_name:focus")
    typist.type("Rosa Quill")
    typist.press("Tab")
    typist.type("02031980")
    with compared(page):
        typist.press("Tab")
    page.wait_for_selector("#id_phone:focus")
    typist.type("4045550123")
    with compared(page):
        typist.press("Tab")
    typist.type("knee")
    typist.press("Enter")
    page.wait_for_url(lambda url: urlsplit(url).path.split("/")[2].isdecimal())
    assert typist.keys / KEYS_A_MINUTE * 60 <= SECONDS
    row = Referral.objects.get()
    assert (row.source, row.condition, row.stage) == (okafor, "knee", "received")
    assert row.patient
    assert (row.patient.name, str(row.patient.birth_date), row.patient.phone) == (
        "Rosa Quill",
        "1980-02-03",
        "4045550123",
    )
    assert "Still missing: payer" in page.inner_text("#toasts")
    assert accessibility_problems(page) == ""


def test_what_is_typed_outlives_a_lost_connection_and_back_after_saving_swallows_nothing_and_doubles_nothing(
    front_desk_page: Callable[..., Page], okafor: Provider
) -> None:
    page = front_desk_page(expected=("ERR_INTERNET_DISCONNECTED", "htmx:sendError", "422"))
    page.goto("/referrals/new/")

    def tell(name: str, born: str) -> None:
        page.wait_for_selector("#id_source_text:focus")
        assert page.input_value("#id_patient_name") == ""
        page.keyboard.type("okaf")
        page.wait_for_selector("[role=option][aria-selected=true]:has-text('Okafor')")
        page.keyboard.press("Enter")
        page.fill("#id_patient_name", name)
        page.fill("#id_birth_date", born)
        with compared(page):
            page.keyboard.press("Tab")

    def saved(number: int) -> None:
        page.keyboard.press("Enter")
        page.wait_for_url(lambda url: urlsplit(url).path.split("/")[2].isdecimal())
        assert Referral.objects.count() == number

    tell("Rosa Quill", "2/3/1980")
    page.context.set_offline(True)
    page.keyboard.press("Enter")
    page.wait_for_selector("#toasts :text('What you typed stays here')")
    page.context.set_offline(False)
    saved(1)
    page.go_back()
    tell("Quill, Rosa", "2/3/1980")
    page.wait_for_selector("#known:has-text('This may be here already')")
    page.keyboard.press("Enter")
    page.wait_for_selector("#known:has-text('Nothing is saved yet')")
    assert Referral.objects.count() == 1
    page.focus("#id_condition")
    page.keyboard.type("hip")
    with page.expect_navigation():
        page.keyboard.press("Enter")  # it joins nothing
    assert Referral.objects.get().condition == ""
    page.fill("#id_patient_name", "Tom Marsh")
    page.fill("#id_birth_date", "4/5/1971")
    with compared(page):
        page.keyboard.press("Tab")
    saved(2)


def test_a_source_nobody_knows_is_added_on_the_way(front_desk_page: Callable[..., Page], okafor: Provider) -> None:
    page = front_desk_page()
    page.goto("/referrals/new/")
    page.wait_for_selector("#id_source_text:focus")
    page.keyboard.type("Petra Novak DPM")
    page.wait_for_selector("[role=option][aria-selected=true]:has-text('Add')")
    page.keyboard.press("Enter")
    page.wait_for_selector("#id_new_practice:focus")
    page.keyboard.type("Hilltop Podiatry")
    page.keyboard.press("Enter")
    page.wait_for_url(lambda url: urlsplit(url).path.split("/")[2].isdecimal())
    assert Referral.objects.get().source.name == "Petra Novak, DPM"


def test_the_fax_of_a_patient_told_by_telephone_is_joined_with_one_key(
    front_desk_page: Callable[..., Page], okafor: Provider, northside: Clinic
) -> None:
    page = front_desk_page(expected=("422",))
    record(page, "okaf", "Rosa Quill", "02031980")
    first = Referral.objects.get()
    record(page, "okaf", "Quill, Rosa", "02031980", "M25.561")
    page.wait_for_selector("text=This may be here already")
    page.wait_for_selector("section:focus")
    assert accessibility_problems(page) == ""
    page.keyboard.press("j")
    page.wait_for_url(f"**/referrals/{first.pk}/")
    only = Referral.objects.get()
    assert (only.pk, only.condition) == (first.pk, "M25.561")


def record(page: Page, source: str, name: str, born: str, condition: str = "") -> None:
    """Type a referral as it is told."""
    page.goto("/referrals/new/")
    page.wait_for_selector("#id_source_text:focus")
    page.keyboard.type(source)
    page.wait_for_selector("[role=option][aria-selected=true]")
    page.keyboard.press("Enter")
    page.wait_for_selector("#id_patient_name:focus")
    page.keyboard.type(name)
    page.keyboard.press("Tab")
    page.keyboard.type(born)
    with compared(page):
        page.fill("#id_condition", condition)
    page.focus("#id_condition")
    with page.expect_navigation():
        page.keyboard.press("Enter")


def test_a_call_that_reaches_nobody_is_one_tap_and_the_third_changes_the_advice(
    front_desk_page: Callable[..., Page], okafor: Provider, northside: Clinic
) -> None:
    row = waiting(okafor, northside, days=1)
    page = front_desk_page(PHONE)
    page.goto("/referrals/calls/")
    assert page.locator("a[href='tel:+14045550123']").count() == 1
    assert accessibility_problems(page) == ""
    for count in (1, 2, 3):
        page.get_by_role("button", name="No answer").click()
        page.wait_for_selector(f"text={count} call")
    page.wait_for_selector("text=tell the referring office")
    assert Attempt.objects.filter(referral=row, undone_at=None).count() == 3
    page.get_by_role("button", name="Undo").click()
    page.wait_for_selector("text=2 calls unanswered")


def test_a_card_is_dragged_to_the_next_column_and_taken_back(
    front_desk_page: Callable[..., Page], okafor: Provider, northside: Clinic
) -> None:
    row = waiting(okafor, northside, days=1)
    page = front_desk_page()
    page.goto("/referrals/")
    assert accessibility_problems(page) == ""
    page.drag_and_drop(f"[data-card='{row.pk}'] p", "[data-stage='contacted']")
    page.wait_for_selector(f"[data-stage='contacted'] [data-card='{row.pk}']")
    page.get_by_role("button", name="Undo").click()
    page.wait_for_selector(f"[data-stage='received'] [data-card='{row.pk}']")
    row.refresh_from_db()
    assert [step.stage for step in row.transitions.all()] == ["received", "contacted", "received"]


def test_a_drop_that_needs_a_day_asks_for_it(
    front_desk_page: Callable[..., Page], okafor: Provider, northside: Clinic
) -> None:
    row = waiting(okafor, northside)
    tomorrow = clock.today("America/New_York") + timedelta(days=1)
    page = front_desk_page()
    page.goto("/referrals/")
    page.drag_and_drop(f"[data-card='{row.pk}'] p", "[data-stage='scheduled']")
    page.wait_for_selector("dialog[open] #id_scheduled_for")
    assert accessibility_problems(page) == ""
    page.fill("#id_scheduled_for", tomorrow.isoformat())
    page.locator("dialog[open]").get_by_role("button", name="Book the evaluation").click()
    page.wait_for_selector(f"[data-stage='scheduled'] [data-card='{row.pk}']:has-text('tomorrow')")
    assert not page.locator("dialog[open]").count()


def test_a_card_is_moved_by_keyboard_alone(
    front_desk_page: Callable[..., Page], okafor: Provider, northside: Clinic
) -> None:
    row = waiting(okafor, northside)
    page = front_desk_page()
    page.goto("/referrals/")
    page.locator(f"[data-card='{row.pk}'] summary").focus()
    page.keyboard.press("Enter")
    page.locator(f"[data-card='{row.pk}'] button[value='contacted']").focus()
    page.keyboard.press("Enter")
    page.wait_for_selector(f"[data-stage='contacted'] [data-card='{row.pk}']")
    page.locator(f"[data-card='{row.pk}'] h3 a").focus()
    page.keyboard.press("p")
    page.keyboard.press("Enter")
    page.wait_for_selector("dialog[open] #id_scheduled_for:focus")
    page.keyboard.type("12022026")
    page.keyboard.press("Enter")
    page.wait_for_selector(f"[data-stage='scheduled'] [data-card='{row.pk}']:has-text('2 December')")


def test_a_lost_referral_wants_a_reason_and_says_it(
    front_desk_page: Callable[..., Page], okafor: Provider, northside: Clinic
) -> None:
    row = waiting(okafor, northside)
    page = front_desk_page()
    page.goto(f"/referrals/{row.pk}/")
    page.locator("summary[data-move]").click()
    page.get_by_role("link", name="Lost").click()
    page.locator("dialog[open] #id_why").select_option("went elsewhere")
    page.locator("dialog[open]").get_by_role("button", name="Lost").click()
    page.wait_for_selector("text=Lost: went elsewhere")


def test_on_a_phone_the_board_is_one_list_with_what_is_stuck_on_top(
    front_desk_page: Callable[..., Page], okafor: Provider, northside: Clinic
) -> None:
    fine, stuck = waiting(okafor, northside), waiting(okafor, northside, days=20)
    page = front_desk_page(PHONE)
    page.goto("/referrals/")
    assert accessibility_problems(page) == ""
    tops = [page.locator(f"[data-card='{one.pk}']").bounding_box() for one in (stuck, fine)]
    assert tops[0]
    assert tops[1]
    assert tops[0]["y"] < tops[1]["y"]
    page.get_by_role("navigation", name="Stages").get_by_role("link", name="Contacted").click()
    page.wait_for_selector(f"[data-card='{fine.pk}']", state="detached")


@pytest.mark.appearance
@pytest.mark.parametrize("width", [PHONE, DESKTOP])
def test_the_pages_of_a_referral_are_accessible(
    front_desk_page: Callable[..., Page], okafor: Provider, northside: Clinic, width: int
) -> None:
    row = waiting(okafor, northside, days=3)
    page = front_desk_page(width)
    for path in ("new/", f"{row.pk}/", f"{row.pk}/move/?to=scheduled", f"{row.pk}/correct/", "list/", "calls/", ""):
        page.goto(f"/referrals/{path}")
        assert accessibility_problems(page) == "", path
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path


def test_everything_works_without_scripts(
    front_desk_page: Callable[..., Page], okafor: Provider, northside: Clinic
) -> None:
    page = front_desk_page(scripts=False, expected=("422",))
    page.goto("/referrals/new/")
    page.fill("#id_source_text", "Ok")
    page.get_by_role("button", name="Save").click()
    page.get_by_label("Ada Okafor").check()
    page.get_by_role("button", name="Save").click()
    row = Referral.objects.get()
    page.get_by_role("button", name="Reached").click()
    page.get_by_role("link", name="Book the evaluation").first.click()
    page.fill("#id_scheduled_for", clock.today("America/New_York").isoformat())
    page.get_by_role("button", name="Book the evaluation").click()
    row.refresh_from_db()
    assert row.stage == "scheduled"
