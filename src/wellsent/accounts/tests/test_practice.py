"""What owners decide about the practice, its clinics and the days it was closed."""

from __future__ import annotations

from datetime import date

import pytest
from django.core.cache import cache
from django.test import Client

from wellsent.accounts import actions, queries
from wellsent.accounts.caller import Caller
from wellsent.accounts.models import AuditEvent, Clinic, Closure, Organisation
from wellsent.base import facts
from wellsent.base.errors import DataError, Refused
from wellsent.testing.people import sign_in

SETTINGS = {
    "name": "Northside PT",
    "time_zone": "America/Denver",
    "outreach_hours_a_week": "6.5",
    "false_alarms_a_month": "0.25",
    "idle_minutes": "15",
    "second_factor_roles": ["clinician"],
}
CLINIC = {
    "name": "Riverside",
    "opens_at": "08:00",
    "closes_at": "12:00",
    "open_days": ["5", "1"],
    "first_contact_hours": "8",
    "evaluation_days": "5",
}
NEW_YEAR = {"first_day": "2027-01-01", "last_day": "2027-01-03", "reason": "New Year"}


@pytest.fixture
def as_owner(client: Client, owner: Caller) -> Client:
    cache.clear()
    assert owner.user
    sign_in(client, owner.user)
    return client


def test_the_practices_settings_change_in_one_form(as_owner: Client) -> None:
    assert as_owner.post("/settings/", SETTINGS).status_code == 302
    practice = Organisation.objects.get()
    assert (practice.time_zone, practice.idle_minutes) == ("America/Denver", 15)
    assert practice.second_factor_roles == ["clinician"]


def test_a_change_says_in_the_trail_what_was_and_what_is(owner: Caller) -> None:
    actions.change_practice(idle_minutes=20, name="Northside Physical Therapy", by=owner)
    assert AuditEvent.objects.get().details == {"idle_minutes": ["30", "20"]}


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("idle_minutes", "0"),
        ("idle_minutes", "721"),
        ("idle_minutes", "1e3"),
        ("outreach_hours_a_week", "-1"),
        ("outreach_hours_a_week", "NaN"),
        ("outreach_hours_a_week", "1e309"),
        ("false_alarms_a_month", "0"),
        ("false_alarms_a_month", "21"),
        ("time_zone", "Mars/Olympus"),
        ("second_factor_roles", "admin"),
        ("name", ""),
        ("name", "x" * 201),
    ],
)
def test_a_setting_out_of_bounds_is_refused_beside_its_field(as_owner: Client, field: str, value: str) -> None:
    page = as_owner.post("/settings/", {**SETTINGS, field: value})
    assert page.status_code == 422
    assert "field-error" in page.content.decode()
    assert "Ensure" not in page.content.decode()
    assert Organisation.objects.get().name == "Northside Physical Therapy"


def test_a_clinic_is_added_and_changed(as_owner: Client) -> None:
    as_owner.post("/settings/clinics/", CLINIC)
    clinic = Clinic.objects.get(name="Riverside")
    assert (clinic.open_days, clinic.first_contact_hours, clinic.keeps_holidays) == ("15", 8, False)
    as_owner.post(
        f"/settings/clinics/{clinic.pk}/", {**CLINIC, "open_days": ["2"], "closed_on": "2027-03-01", "state": "TX"}
    )
    clinic.refresh_from_db()
    assert (clinic.open_days, clinic.closed_on, clinic.state) == ("2", date(2027, 3, 1), "TX")


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", "NORTHSIDE"),
        ("closes_at", "07:00"),
        ("open_days", "8"),
        ("closed_on", "2026-02-29"),
        ("first_contact_hours", "0"),
        ("evaluation_days", "91"),
    ],
)
def test_a_clinic_that_cannot_be_is_refused(as_owner: Client, northside: Clinic, field: str, value: str) -> None:
    assert as_owner.post("/settings/clinics/", {**CLINIC, field: value}).status_code == 422
    assert Clinic.objects.count() == 1


def test_two_clinics_of_one_name_are_refused_in_words(as_owner: Client) -> None:
    as_owner.post("/settings/clinics/", CLINIC)
    answer = as_owner.post("/settings/clinics/", {**CLINIC, "name": "RIVERSIDE"})
    assert answer.status_code == 422
    assert "There is a clinic of this name already." in answer.content.decode()
    clinic = Clinic.objects.get(name="Riverside")
    assert as_owner.post(f"/settings/clinics/{clinic.pk}/", CLINIC).status_code == 302


def test_a_clinic_that_is_not_there_is_not_found(as_owner: Client) -> None:
    assert as_owner.get("/settings/clinics/999/").status_code == 404


def test_closed_days_are_noted_and_taken_back(as_owner: Client) -> None:
    as_owner.post("/settings/closures/", NEW_YEAR)
    closure = Closure.objects.get()
    assert (closure.first_day, closure.clinic) == (date(2027, 1, 1), None)
    as_owner.post(f"/settings/closures/{closure.pk}/remove/")
    assert not Closure.objects.exists()
    assert AuditEvent.objects.get(verb="closure.removed").details == {"days": ["2027-01-01", "2027-01-03"]}


def test_closed_days_end_after_they_begin(as_owner: Client, owner: Caller) -> None:
    assert as_owner.post("/settings/closures/", {**NEW_YEAR, "last_day": "2026-12-31"}).status_code == 422
    with pytest.raises(DataError, match="before the first"):
        actions.add_closure(first_day=date(2027, 1, 2), last_day=date(2027, 1, 1), by=owner)


def test_what_is_computed_from_the_practice_is_computed_anew(owner: Caller) -> None:
    before = facts.version("practice")
    actions.add_closure(first_day=date(2027, 1, 1), last_day=date(2027, 1, 1), by=owner)
    assert facts.version("practice") != before


def test_only_owners_change_the_practice(liaison: Caller, northside: Clinic) -> None:
    for act in (
        lambda: actions.change_practice(idle_minutes=5, by=liaison),
        lambda: actions.add_clinic(name="X", by=liaison),
        lambda: actions.change_clinic(clinic=northside.pk, name="X", by=liaison),
        lambda: actions.add_closure(first_day=date(2027, 1, 1), last_day=date(2027, 1, 1), by=liaison),
        lambda: actions.remove_closure(closure=1, by=liaison),
    ):
        with pytest.raises(Refused):
            act()


def test_people_see_their_own_clinics_and_closed_days(
    owner: Caller, front_desk: Caller, northside: Clinic, harbor: Clinic
) -> None:
    for clinic in (None, northside, harbor):
        actions.add_closure(first_day=date(2027, 1, 1), last_day=date(2027, 1, 1), clinic=clinic, by=owner)
    assert list(queries.clinics(front_desk)) == [northside]
    assert {row.clinic for row in queries.closures(front_desk)} == {None, northside}
    assert {row.clinic for row in queries.closures(owner)} == {None, northside, harbor}
