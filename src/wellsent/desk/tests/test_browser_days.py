"""Days with Wellsent in a real browser: the owner's first ten minutes, and the liaison's touch on a phone."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest
from django.core.cache import cache
from django.test import Client

from wellsent.accounts.caller import caller_of
from wellsent.accounts.models import Clinic, Organisation, Role, User
from wellsent.base import clock
from wellsent.base.models import RecoveryKey
from wellsent.directory.models import Provider
from wellsent.outreach.models import Touch
from wellsent.patients.actions import remember
from wellsent.patients.models import Patient
from wellsent.patients.rules import PatientDetails
from wellsent.plan.models import Answer
from wellsent.referrals.authority.actions import add_row
from wellsent.referrals.models import Referral
from wellsent.simulate.practice import write_practice
from wellsent.testing import factories
from wellsent.testing.browser import DESKTOP, PHONE, PageAt, accessibility_problems
from wellsent.testing.people import code_now

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
SEED = 120
LONG = 60_000
"""Milliseconds the browser waits for a whole list to be stored on a busy machine."""


@pytest.fixture
def made_up(tmp_path: Path) -> Path:
    """Two years of a made-up practice, as its EMR would export them."""
    write_practice(tmp_path, seed=SEED, sources=30, months=24, last_day=clock.today("America/New_York"))
    return tmp_path / "referrals.csv"


def arrive(page: Page, path: str) -> None:
    page.wait_for_url(lambda url: urlsplit(url).path == path, timeout=LONG)


def test_the_owners_first_ten_minutes(page_at: PageAt, made_up: Path) -> None:
    cache.clear()
    page = page_at(DESKTOP, expected=("422 (Unprocessable",))  # the recovery key with a mistake in it
    page.set_default_timeout(LONG)
    sets_up_the_practice(page)
    imports_the_list(page, made_up)
    answers_the_questions(page)
    reads_this_week(page)
    opens_a_source(page)
    invites_the_front_desk(page)


def sets_up_the_practice(page: Page) -> None:
    page.goto("/")
    arrive(page, "/setup/")
    page.get_by_label("Name of the practice").fill("Northside Physical Therapy")
    page.get_by_label("Clinics").fill("Northside\nHarbor")
    page.get_by_label("Your name").fill("Olive Owner")
    page.get_by_label("Email").fill("olive@northside.example")
    page.get_by_label("Password").fill("correct horse battery staple")
    page.locator("main").get_by_role("button").first.click()
    arrive(page, "/second-factor/")
    page.goto("/second-factor/app/")
    types_the_code(page)
    arrive(page, "/second-factor/codes/")
    page.get_by_role("link", name="Go on").click()
    keeps_the_recovery_key(page)


def types_the_code(page: Page) -> None:
    """The code that the app shows; one that ran out while it was being typed is typed again."""
    while urlsplit(page.url).path == "/second-factor/app/":
        page.get_by_label("Code").fill(code_now(page.inner_text("[data-totp-key]")))
        with page.expect_navigation():
            page.locator("main").get_by_role("button").first.click()


def keeps_the_recovery_key(page: Page) -> None:
    """Written down, typed back with a mistake, then without."""
    arrive(page, "/settings/recovery-key/")
    written = " ".join(page.locator(".recovery-key li").all_inner_texts())
    assert accessibility_problems(page) == ""
    page.get_by_role("link", name="I have written it down").click()
    arrive(page, "/settings/recovery-key/typed/")
    page.get_by_label("Recovery key").fill(("1" if written[0] == "0" else "0") + written[1:])
    page.keyboard.press("Enter")
    page.get_by_text("There is a mistake in the first group").first.wait_for()
    assert accessibility_problems(page) == ""
    page.get_by_label("Recovery key").fill(written.lower())
    page.keyboard.press("Enter")
    page.get_by_text("Backups are locked for this recovery key").wait_for()
    assert RecoveryKey.objects.count() == 1


def imports_the_list(page: Page, made_up: Path) -> None:
    page.goto("/import/")
    page.set_input_files("#file", str(made_up))
    page.get_by_role("button", name="Look at it").click()
    page.wait_for_selector("text=What would happen")
    page.get_by_label("Notes becomes").select_option(label="Leave out")
    page.get_by_role("button", name="Check again").click()
    page.wait_for_selector("text=What would happen")
    assert page.get_by_label("Notes becomes").input_value() == ""
    assert not Referral.objects.exists()
    page.get_by_role("button", name="Import these rows").click()
    page.wait_for_selector("text=What happened")
    assert Referral.objects.count() > 50


def answers_the_questions(page: Page) -> None:
    """Two that may be one: answered by one key, taken back by another."""
    first, second = Provider.objects.filter(entity="person").order_by("pk")[:2]
    factories.a_same_question(first, second)
    page.goto("/same-person/")
    page.wait_for_selector("text=Are these the same?")
    with page.expect_navigation():
        page.keyboard.press("s")
    assert Provider.objects.exclude(merged_into=None).count() == 1
    with page.expect_navigation():
        page.keyboard.press("u")
    assert not Provider.objects.exclude(merged_into=None).exists()


def reads_this_week(page: Page) -> None:
    page.goto("/")
    tasks = page.locator("article.task")
    assert tasks.count() >= 3
    due = page.title()
    assert due.startswith(f"({page.locator('.nav-list [aria-current] .count').inner_text()}) ")
    gone, next_one = (tasks.nth(at).locator("h3").inner_text() for at in (2, 3))
    tasks.nth(2).locator("summary").click()
    tasks.nth(2).get_by_role("button", name="Retired or moved away").click()
    page.get_by_role("button", name="Undo").wait_for()
    assert gone not in [one.inner_text() for one in page.locator("article.task h3").all()]
    assert Answer.objects.get().reason == "retired or moved away"
    page.wait_for_function("words => document.activeElement.textContent === words", arg=next_one)
    page.get_by_role("button", name="Undo").click()
    page.locator("article.task h3", has_text=gone).wait_for()
    assert page.title() == due


def opens_a_source(page: Page) -> None:
    page.goto("/sources/")
    page.locator("a.row-name").first.click()
    page.wait_for_selector("text=What became of their patients")
    assert page.locator(".callout").first.inner_text()
    assert not accessibility_problems(page)


def invites_the_front_desk(page: Page) -> None:
    page.goto("/people/invite/")
    page.get_by_label("Name").fill("Fay Frontdesk")
    page.get_by_label("Email").fill("fay@northside.example")
    page.get_by_role("radio", name="Front desk").check()
    page.get_by_role("checkbox", name="Northside").check()
    page.locator("main").get_by_role("button").first.click()
    assert "/join/" in page.locator("main input").first.input_value()


@pytest.fixture
def liaison_at_the_door(a_person: Callable[..., User], client: Client) -> Client:
    cache.clear()
    client.force_login(a_person(Role.LIAISON, all_clinics=True))
    return client


def test_the_liaison_logs_a_visit_on_a_phone(page_at: PageAt, liaison_at_the_door: Client) -> None:
    practice = factories.a_practice("Harbor Family Medicine")
    factories.a_provider("Kavita", "Pillai", practice=practice)
    page = page_at(PHONE, client=liaison_at_the_door)
    page.goto("/")
    page.locator(".app-tabs .plus").click()
    page.wait_for_load_state()
    page.get_by_label("With whom?").fill("pill harb")
    page.get_by_role("link", name="Kavita Pillai").click()
    page.get_by_role("button", name="Met or spoke with someone").click()
    page.wait_for_selector("text=The next check-in counts from this day.")
    touch = Touch.objects.get()
    assert (touch.kind, touch.outcome, touch.real_contact) == ("visit", "met", True)
    page.get_by_role("button", name="Take it back").click()
    page.wait_for_selector("text=Taken back.")
    touch.refresh_from_db()
    assert touch.undone_at is not None


def test_a_visit_of_the_weekly_list_is_logged_in_two_taps_and_the_list_goes_on(
    page_at: PageAt, liaison_at_the_door: Client, organisation: Organisation, northside: Clinic
) -> None:
    source = a_source_with_a_past(clock.today(organisation.time_zone), northside)
    page = page_at(PHONE, client=liaison_at_the_door)
    page.set_default_timeout(LONG)
    page.goto("/")
    of_source = page.locator("article.task", has_text=source.name)
    of_source.get_by_role("link", name="Log").click()
    page.get_by_role("button", name="Met or spoke with someone").click()
    page.wait_for_selector("text=The next check-in counts from this day.")
    assert urlsplit(page.url).path == "/"
    assert of_source.count() == 0
    assert Touch.objects.latest("pk").kind == "visit"
    page.get_by_role("button", name="Undo").click()
    page.wait_for_selector("text=Taken back.")
    assert of_source.count() == 1


def test_the_weekly_list_is_worked_by_keys(
    page_at: PageAt, liaison_at_the_door: Client, organisation: Organisation, northside: Clinic
) -> None:
    source = a_source_with_a_past(clock.today(organisation.time_zone), northside)
    page = page_at(DESKTOP, client=liaison_at_the_door)
    page.set_default_timeout(LONG)
    page.goto("/")
    of_source = page.locator("article.task", has_text=source.name)
    page.keyboard.press("j")  # the patients who wait
    page.keyboard.press("j")
    assert of_source.locator("h3 a").evaluate("one => one === document.activeElement")
    page.keyboard.press("?")
    page.wait_for_selector("dialog >> text=Put it off")
    page.keyboard.press("Escape")
    page.keyboard.press("p")
    page.keyboard.press("Enter")
    page.wait_for_selector("text=later, from")
    assert of_source.count() == 0
    page.keyboard.press("u")
    of_source.wait_for()
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("l")
    page.get_by_role("button", name="Nobody there").wait_for()


def test_the_front_desk_drops_the_list_of_last_weeks_visits(
    page_at: PageAt, client: Client, a_person: Callable[..., User], northside: Clinic
) -> None:
    cache.clear()
    front_desk = a_person(Role.FRONT_DESK)
    monday = clock.today("America/New_York") - timedelta(days=7)
    patient = PatientDetails(name="Rosa Quill", record_number="A1")
    number = remember(patient, by=caller_of(front_desk))
    referral = factories.a_referral(
        patient=Patient.objects.get(pk=number),
        clinic=northside,
        received_on=monday - timedelta(days=20),
        evaluated_on=monday - timedelta(days=9),
    )
    client.force_login(front_desk)
    page = page_at(DESKTOP, client=client)
    page.goto("/import/")
    page.get_by_label("It holds").select_option(label="Visits")
    drop(page, "visits.csv", f"Appointment Date,MRN,Appointment Status\n{monday:%m/%d/%Y},A1,No Show\n")
    page.wait_for_selector("text=What would happen")
    page.get_by_role("button", name="Import these rows").click()
    page.wait_for_selector("text=What happened")
    assert [(one.on, one.outcome) for one in referral.visits.all()] == [(monday, "missed")]
    page.goto(f"/referrals/{referral.pk}/")
    assert "Missed" in page.locator("section", has_text="Visits").last.inner_text()


def drop(page: Page, name: str, text: str) -> None:
    """Drop a file on the page, as from a folder beside it."""
    page.evaluate(
        """([name, text]) => {
            const dataTransfer = new DataTransfer();
            dataTransfer.items.add(new File([text], name, { type: "text/csv" }));
            const zone = document.querySelector("[data-drop]");
            const dropped = new DragEvent("drop", { dataTransfer, bubbles: true, cancelable: true });
            setTimeout(() => zone.dispatchEvent(dropped));  // the page is left by it
        }""",
        [name, text],
    )


def test_a_visit_sent_twice_is_stored_once(page_at: PageAt, liaison_at_the_door: Client) -> None:
    source = factories.a_provider("Kavita", "Pillai")
    page = page_at(PHONE, client=liaison_at_the_door)
    page.goto(f"/contacts/log/?source={source.pk}")
    page.get_by_role("button", name="Nobody there").click()
    page.wait_for_selector("text=so the next check-in stays due")
    page.go_back()
    page.get_by_role("button", name="Nobody there").click()
    page.wait_for_selector("text=so the next check-in stays due")
    assert Touch.objects.count() == 1


@pytest.mark.appearance
@pytest.mark.parametrize("width", [PHONE, DESKTOP])
def test_every_page_of_the_desk_can_be_used_by_all(
    page_at: PageAt,
    client: Client,
    a_person: Callable[..., User],
    organisation: Organisation,
    northside: Clinic,
    width: int,
) -> None:
    cache.clear()
    owner = a_person(Role.OWNER, all_clinics=True)
    client.force_login(owner)
    today = clock.today(organisation.time_zone)
    source = a_source_with_a_past(today, northside)
    page = page_at(width, client=client)
    add_row(answer="valid order", state="GA", citation="a letter", effective_from=today, by=caller_of(owner))
    paths = ("/", "/sources/", f"/sources/{source.pk}/", "/insights/", "/contacts/", "/contacts/log/", "/import/")
    for path in (*paths, "/referrals/authority/", "/referrals/source-audit/", "/referrals/new/"):
        page.goto(path)
        assert not accessibility_problems(page), path
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), f"{path} scrolls sideways"


def a_source_with_a_past(today: date, clinic: Clinic) -> Provider:
    source = factories.a_provider("Kavita", "Pillai", practice=factories.a_practice("Harbor Family Medicine"))
    for week in range(2, 60):
        day = today - timedelta(weeks=week)
        seen = day + timedelta(days=4) if week % 3 else None
        factories.a_referral(source, received_on=day, evaluated_on=seen, clinic=clinic)
    factories.a_touch(source, on=today - timedelta(days=71))
    return source
