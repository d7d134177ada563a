"""The pages of referrals: who sees how much, what a tap answers, and what a wrong one is told."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from django.core.cache import cache
from django.test import Client

from wellsent.accounts.models import AuditEvent, Clinic, Role, User
from wellsent.directory.models import Provider
from wellsent.patients.models import Patient
from wellsent.referrals.forms import CorrectForm
from wellsent.referrals.models import Attempt, Referral
from wellsent.testing.factories import a_patient, a_provider, a_referral
from wellsent.testing.people import sign_in

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 24)
HTMX = {"HX-Request": "true"}
ONCE = "0123456789abcdef0123456789abcdef"


@pytest.fixture(autouse=True)
def _at_work() -> Iterator[None]:
    with time_machine.travel("2026-11-24 15:00"):
        cache.clear()
        yield


@pytest.fixture
def signed_in(client: Client, a_person: Callable[..., User]) -> Callable[..., Client]:
    def as_role(role: str, **reach: Any) -> Client:
        sign_in(client, a_person(role, **reach))
        return client

    return as_role


@pytest.fixture
def quill(northside: Clinic) -> Referral:
    """A referral of Rosa Quill for her knee, from Ada Okafor, at Northside."""
    okafor = a_provider("Ada", "Okafor")
    return a_referral(okafor, received_on=TODAY, clinic=northside, patient=a_patient(), condition="left knee")


def text(response: Any) -> str:
    return str(response.content.decode())


def test_the_front_desk_sees_the_board_without_any_patients_name(
    signed_in: Callable[..., Client], quill: Referral
) -> None:
    page = text(signed_in(Role.FRONT_DESK).get("/referrals/"))
    assert quill.reference in page
    assert "left knee" in page
    assert "Quill" not in page


@pytest.mark.parametrize("path", ["/referrals/", "/referrals/list/", "/referrals/{}/"])
def test_the_liaison_sees_reference_and_stage_and_nothing_of_the_patient(
    signed_in: Callable[..., Client], quill: Referral, path: str
) -> None:
    page = text(signed_in(Role.LIAISON, all_clinics=True).get(path.format(quill.pk)))
    assert quill.reference in page
    assert "Okafor" in page
    assert "knee" not in page
    assert "Quill" not in page


def test_somebody_of_another_clinic_finds_no_such_referral(
    signed_in: Callable[..., Client], quill: Referral, harbor: Clinic
) -> None:
    outsider = signed_in(Role.FRONT_DESK, clinics=[harbor])
    assert outsider.get(f"/referrals/{quill.pk}/").status_code == 404
    assert outsider.get(f"/referrals/{quill.pk}/move/?to=lost").status_code == 404
    assert quill.reference not in text(outsider.get("/referrals/"))
    answer = outsider.post(f"/referrals/{quill.pk}/attempt/", {"outcome": "reached"}, headers=HTMX)
    assert "no such referral" in text(answer)
    assert not Attempt.objects.exists()


def test_opening_a_referral_writes_down_whose_it_was(signed_in: Callable[..., Client], quill: Referral) -> None:
    page = text(signed_in(Role.FRONT_DESK).get(f"/referrals/{quill.pk}/"))
    assert "Rosa Quill" in page
    event = AuditEvent.objects.filter(verb="patients.read").latest("pk")
    assert event.references == [f"P-{quill.patient_id}"]


def test_the_compliance_officer_says_why_before_a_referral_opens(
    signed_in: Callable[..., Client], quill: Referral
) -> None:
    officer = signed_in(Role.COMPLIANCE, all_clinics=True)
    closed = text(officer.get(f"/referrals/{quill.pk}/"))
    assert "Why do you open this referral?" in closed
    assert "Quill" not in closed
    assert "knee" not in closed
    opened = text(officer.post(f"/referrals/{quill.pk}/", {"why": "audit of March"}))
    assert "Rosa Quill" in opened
    assert AuditEvent.objects.filter(verb="patients.read", reason="audit of March").exists()


def test_a_tap_answers_with_a_toast_that_can_be_undone(signed_in: Callable[..., Client], quill: Referral) -> None:
    desk = signed_in(Role.FRONT_DESK)
    answer = desk.post(f"/referrals/{quill.pk}/move/", {"to": "contacted", "seen": "received"}, headers=HTMX)
    assert answer["HX-Trigger"] == "facts-changed"
    assert f"{quill.reference} is contacted." in text(answer)
    token = text(answer).split('name="token" value="')[1].split('"')[0]
    desk.post("/referrals/undo/", {"token": token}, headers=HTMX)
    quill.refresh_from_db()
    assert quill.stage == "received"


@pytest.mark.parametrize("token", ["", "x", "a:b:c", "\x00", "e30:1:x"])
def test_an_undo_that_was_changed_takes_nothing_back(
    signed_in: Callable[..., Client], quill: Referral, token: str
) -> None:
    answer = signed_in(Role.FRONT_DESK).post("/referrals/undo/", {"token": token}, headers=HTMX)
    assert "nothing to take back" in text(answer)


def test_a_referral_moved_on_by_somebody_else_is_not_moved_from_where_it_was_seen(
    signed_in: Callable[..., Client], quill: Referral
) -> None:
    desk = signed_in(Role.FRONT_DESK)
    Referral.objects.filter(pk=quill.pk).update(stage="contacted")
    answer = desk.post(f"/referrals/{quill.pk}/move/", {"to": "evaluated", "seen": "received"}, headers=HTMX)
    assert f"{quill.reference} is contacted by now." in text(answer)
    quill.refresh_from_db()
    assert quill.stage == "contacted"


def test_one_moved_on_by_somebody_else_asks_for_nothing_more_before_it_says_so(
    signed_in: Callable[..., Client], quill: Referral
) -> None:
    desk = signed_in(Role.FRONT_DESK)
    Referral.objects.filter(pk=quill.pk).update(stage="lost", lost_reason="cost")
    booking = {"to": "scheduled", "seen": "received", "scheduled_for": "2026-11-30"}
    answer = desk.post(f"/referrals/{quill.pk}/move/", booking, headers=HTMX)
    assert f"{quill.reference} is lost by now." in text(answer)
    assert "Why" not in text(answer)


def test_an_appointment_without_its_day_is_asked_for(signed_in: Callable[..., Client], quill: Referral) -> None:
    answer = signed_in(Role.FRONT_DESK).post(f"/referrals/{quill.pk}/move/", {"to": "scheduled", "seen": "received"})
    assert answer.status_code == 422
    assert "Enter the day of the evaluation." in text(answer)


@pytest.mark.parametrize("to", ["nowhere", "joined", "", "<script>"])
def test_there_is_no_moving_to_a_stage_that_is_none(signed_in: Callable[..., Client], quill: Referral, to: str) -> None:
    desk = signed_in(Role.FRONT_DESK)
    answer = desk.post(f"/referrals/{quill.pk}/move/", {"to": to, "seen": "received"})
    assert answer.status_code in {302, 404}
    quill.refresh_from_db()
    assert quill.stage == "received"


def told(**facts: str) -> dict[str, str]:
    return {"received_on": "2026-11-24", "source_text": "Okafor", **facts}


def test_the_form_sent_twice_records_one_referral(signed_in: Callable[..., Client], northside: Clinic) -> None:
    a_provider("Ada", "Okafor")
    desk = signed_in(Role.FRONT_DESK)
    first, again = (desk.post(f"/referrals/new/?once={ONCE}", told(clinic=str(northside.pk))) for _ in range(2))
    assert first["Location"] == again["Location"]
    assert Referral.objects.count() == 1


def test_another_referral_typed_into_the_same_page_after_back_is_stored_too(
    signed_in: Callable[..., Client], northside: Clinic
) -> None:
    a_provider("Ada", "Okafor")
    desk = signed_in(Role.FRONT_DESK)
    for name in ("Rosa Quill", "Tom Marsh", "Tom Marsh"):
        page = desk.post(
            f"/referrals/new/?once={ONCE}", told(clinic=str(northside.pk), patient_name=name, birth_date="2/3/1980")
        )
        assert page.status_code == 302
    names = [row.patient.name for row in Referral.objects.order_by("pk") if row.patient]
    assert names == ["Rosa Quill", "Tom Marsh"]


def test_what_seems_to_be_here_already_is_shown_before_anything_is_saved(
    signed_in: Callable[..., Client], northside: Clinic
) -> None:
    a_provider("Ada", "Okafor")
    desk = signed_in(Role.FRONT_DESK)
    rosa = told(clinic=str(northside.pk), patient_name="Rosa Quill", birth_date="2/3/1980")
    desk.post(f"/referrals/new/?once={uuid.uuid4().hex}", rosa)
    again = desk.post(f"/referrals/new/?once={uuid.uuid4().hex}", rosa | {"patient_name": "Quill, Rosa"})
    assert again.status_code == 422
    assert "This may be here already" in text(again)
    assert Referral.objects.count() == 1
    desk.post(f"/referrals/new/?once={uuid.uuid4().hex}", rosa | {"another": "yes"})
    assert Referral.objects.count() == 2
    assert Patient.objects.count() == 1


def test_told_again_a_referral_gains_what_it_lacked_and_its_patient_a_telephone(
    signed_in: Callable[..., Client], northside: Clinic
) -> None:
    a_provider("Ada", "Okafor")
    desk = signed_in(Role.FRONT_DESK)
    rosa = told(clinic=str(northside.pk), patient_name="Rosa Quill", birth_date="2/3/1980")
    desk.post(f"/referrals/new/?once={uuid.uuid4().hex}", rosa)
    row = Referral.objects.get()
    again = rosa | {"same": row.reference, "phone": "404 555 0123", "condition": "left knee"}
    desk.post(f"/referrals/new/?once={uuid.uuid4().hex}", again)
    row.refresh_from_db()
    assert (row.condition, Referral.objects.count()) == ("left knee", 1)
    assert row.patient
    assert row.patient.phone == "404 555 0123"


def test_a_second_provider_shares_the_episode_of_the_first(signed_in: Callable[..., Client], northside: Clinic) -> None:
    a_provider("Ada", "Okafor")
    a_provider("Katherine", "Brandt")
    desk = signed_in(Role.FRONT_DESK)
    rosa = told(clinic=str(northside.pk), patient_name="Rosa Quill", birth_date="2/3/1980")
    desk.post(f"/referrals/new/?once={uuid.uuid4().hex}", rosa)
    first = Referral.objects.get()
    desk.post(f"/referrals/new/?once={uuid.uuid4().hex}", rosa | {"source_text": "Brandt", "shares": first.reference})
    assert Referral.objects.exclude(pk=first.pk).get().episode_with == first


def test_one_that_moves_with_another_says_where_work_goes_on(
    signed_in: Callable[..., Client], quill: Referral, northside: Clinic
) -> None:
    other = a_referral(received_on=TODAY, clinic=northside)
    Referral.objects.filter(pk=other.pk).update(episode_with=quill)
    desk = signed_in(Role.FRONT_DESK)
    page = text(desk.get(f"/referrals/{other.pk}/"))
    assert "It moves with that one, where work goes on" in page
    assert "No answer" not in page
    assert "Book the evaluation" not in page
    Referral.objects.filter(pk=quill.pk).update(stage="lost")
    assert "No answer" in text(desk.get(f"/referrals/{other.pk}/"))


def test_a_name_that_fits_several_sources_is_asked_about(signed_in: Callable[..., Client], northside: Clinic) -> None:
    a_provider("Ada", "Okafor")
    a_provider("Amy", "Okafor")
    answer = signed_in(Role.FRONT_DESK).post(f"/referrals/new/?once={ONCE}", told(clinic=str(northside.pk)))
    assert answer.status_code == 422
    assert "Choose the source below, or add it." in text(answer)
    assert "Amy Okafor" in text(answer)
    assert not Referral.objects.exists()


def test_whoever_works_for_several_clinics_need_not_choose_one(
    signed_in: Callable[..., Client], northside: Clinic, harbor: Clinic
) -> None:
    a_provider("Ada", "Okafor")
    desk = signed_in(Role.FRONT_DESK, clinics=[northside, harbor])

    def first_offered() -> str:
        form = desk.get("/referrals/new/", follow=True).context["form"]
        assert "" not in dict(form.fields["clinic"].choices)
        return str(form["clinic"].value())

    assert first_offered() in {str(northside.pk), str(harbor.pk)}
    for clinic in (northside, harbor):
        facts = told(clinic=str(clinic.pk), condition=clinic.name)
        desk.post(f"/referrals/new/?once={uuid.uuid4().hex}", facts)
        assert first_offered() == str(clinic.pk)


def test_a_closed_clinic_takes_no_referral(signed_in: Callable[..., Client], northside: Clinic, harbor: Clinic) -> None:
    a_provider("Ada", "Okafor")
    Clinic.objects.filter(pk=harbor.pk).update(closed_on=date(2026, 11, 1))
    desk = signed_in(Role.FRONT_DESK, clinics=[northside, harbor])
    answer = desk.post(f"/referrals/new/?once={ONCE}", told(clinic=str(harbor.pk)))
    assert answer.status_code == 422
    assert "This clinic has closed. Choose another one." in text(answer)
    assert not Referral.objects.exists()


def test_a_clinic_that_closes_later_takes_referrals_until_then(
    signed_in: Callable[..., Client], northside: Clinic, harbor: Clinic
) -> None:
    a_provider("Ada", "Okafor")
    Clinic.objects.filter(pk=harbor.pk).update(closed_on=TODAY + timedelta(days=30))
    desk = signed_in(Role.FRONT_DESK, clinics=[northside, harbor])
    desk.post(f"/referrals/new/?once={ONCE}", told(clinic=str(harbor.pk)))
    assert Referral.objects.get().clinic == harbor


@pytest.mark.parametrize(
    ("typed", "born"),
    [
        ("11/25/2026", None),
        ("11252026", None),
        ("Nov 25 2026", None),
        ("11/25/26", date(1926, 11, 25)),
        ("112526", date(1926, 11, 25)),
        ("022049", date(1949, 2, 20)),
        ("11/24/2026", TODAY),
    ],
)
def test_a_birth_date_ahead_is_refused_unless_its_century_was_left_out(typed: str, born: date | None) -> None:
    form = CorrectForm({"birth_date": typed}, clinics=[], must_choose=False, today=TODAY)
    form.is_valid()
    assert form.cleaned_data.get("birth_date") == born
    assert ("birth_date" in form.errors) == (born is None)


HOSTILE = ["<script>alert(1)</script>", "{{ 7*7 }}", "' OR 1=1--", "%", "=HYPERLINK(1)", "ﬁ", "x" * 5000, "José"]


@pytest.mark.parametrize("words", HOSTILE)
def test_whatever_is_typed_is_text(signed_in: Callable[..., Client], northside: Clinic, words: str) -> None:
    okafor: Provider = a_provider("Ada", "Okafor")
    desk = signed_in(Role.FRONT_DESK)
    facts = told(source=str(okafor.pk), clinic=str(northside.pk), condition=words, patient_name=words, note=words)
    answer = desk.post(f"/referrals/new/?once={ONCE}", facts, follow=True)
    assert answer.status_code in {200, 422}
    assert "<script>alert" not in text(answer)
    assert text(desk.get("/referrals/")).count("<script>alert") == 0
    assert desk.get("/referrals/new/sources/", {"source_text": words}).status_code == 200


def test_a_referral_is_corrected_with_its_patient(signed_in: Callable[..., Client], quill: Referral) -> None:
    desk = signed_in(Role.FRONT_DESK)
    page = desk.get(f"/referrals/{quill.pk}/correct/")
    assert "Rosa Quill" in text(page)
    facts = {"received_on": "2026-11-24", "clinic": str(quill.clinic_id), "condition": "right knee"}
    facts |= {"patient_name": "Rosa Quill", "birth_date": "02/04/1980", "phone": "404 555 0123", "payer": "Medicare"}
    assert desk.post(f"/referrals/{quill.pk}/correct/", facts).status_code == 302
    quill.refresh_from_db()
    assert (quill.condition, quill.payer) == ("right knee", "Medicare")
    assert quill.patient
    assert (quill.patient.birth_date, quill.patient.phone) == (date(1980, 2, 4), "404 555 0123")


@pytest.mark.parametrize(
    ("field", "day", "words"),
    [
        ("evaluated_on", "2026-11-20", "The evaluation lies before the referral."),
        ("evaluated_on", "2026-11-25", "The evaluation lies ahead."),
        ("first_contact_on", "2026-11-20", "The first contact lies before the referral."),
        ("first_contact_on", "2026-11-25", "The first contact lies ahead."),
        ("scheduled_for", "2026-11-20", "The appointment lies before the referral."),
        ("discharged_on", "2026-11-25", "The discharge lies ahead."),
        ("received_on", "2026-11-25", "The referral date lies ahead."),
    ],
)
def test_dates_out_of_order_are_refused_in_words(
    signed_in: Callable[..., Client], quill: Referral, field: str, day: str, words: str
) -> None:
    facts = {"received_on": "2026-11-24", "clinic": str(quill.clinic_id), field: day}
    answer = signed_in(Role.FRONT_DESK).post(f"/referrals/{quill.pk}/correct/", facts)
    assert answer.status_code == 422
    assert words in text(answer)


def test_a_day_of_a_list_out_of_order_hinders_no_other_correction(
    signed_in: Callable[..., Client], northside: Clinic
) -> None:
    row = a_referral(clinic=northside, received_on=date(2026, 11, 20), first_contact_on=date(2026, 11, 18))
    desk = signed_in(Role.FRONT_DESK)
    assert desk.post(f"/referrals/{row.pk}/correct/", as_shown(desk, row) | {"payer": "Cigna"}).status_code == 302
    row.refresh_from_db()
    assert (row.payer, row.first_contact_on) == ("Cigna", date(2026, 11, 18))


def as_shown(desk: Client, row: Referral) -> dict[str, str]:
    """What the browser sends of the page on which a referral is corrected when nothing is changed there."""
    form = desk.get(f"/referrals/{row.pk}/correct/").context["form"]
    fields = {name: [form[name].html_name, form[name].html_initial_name] for name in form.fields}
    shown = {name: form[name].value() for name in fields}
    return {each: str(shown[name]) for name, names in fields.items() for each in names if shown[name] is not None}


def test_correcting_takes_back_nothing_that_somebody_else_has_done_meanwhile(
    signed_in: Callable[..., Client], quill: Referral
) -> None:
    desk = signed_in(Role.FRONT_DESK)
    opened = as_shown(desk, quill)
    booking = {"to": "scheduled", "seen": "received", "scheduled_for": "2026-11-30"}
    desk.post(f"/referrals/{quill.pk}/move/", booking, headers=HTMX)
    assert desk.post(f"/referrals/{quill.pk}/correct/", opened | {"payer": "Cigna"}).status_code == 302
    quill.refresh_from_db()
    assert (quill.stage, quill.scheduled_for, quill.payer) == ("scheduled", date(2026, 11, 30), "Cigna")
    both = desk.post(f"/referrals/{quill.pk}/correct/", opened | {"payer": "Aetna"})
    assert "Somebody else has changed this meanwhile: payer." in text(both)
    quill.refresh_from_db()
    assert quill.payer == "Cigna"


def test_a_clinician_records_visits_and_moves_nothing(
    signed_in: Callable[..., Client], northside: Clinic, quill: Referral
) -> None:
    seen = a_referral(clinic=northside, received_on=date(2026, 11, 2), evaluated_on=date(2026, 11, 5))
    clinician = signed_in(Role.CLINICIAN)
    answer = clinician.post(f"/referrals/{seen.pk}/visit/", {"on": "2026-11-10", "outcome": "attended"}, headers=HTMX)
    assert f"{seen.reference}: visit attended." in text(answer)
    seen.refresh_from_db()
    assert (seen.stage, seen.visits_attended) == ("in care", 1)
    assert clinician.post(f"/referrals/{quill.pk}/move/", {"to": "contacted", "seen": "received"}).status_code == 403
    assert "Move" not in text(clinician.get("/referrals/"))


def test_a_hold_is_noted_and_ends(signed_in: Callable[..., Client], quill: Referral) -> None:
    desk = signed_in(Role.FRONT_DESK)
    desk.post(f"/referrals/{quill.pk}/hold/", {"waits_for": "payer", "note": "asked by fax"}, headers=HTMX)
    hold = quill.holds.get()
    assert "payer" in text(desk.get(f"/referrals/{quill.pk}/"))
    desk.post(f"/referrals/{quill.pk}/hold/{hold.pk}/end/", headers=HTMX)
    hold.refresh_from_db()
    assert hold.ended_at


def test_two_rows_of_one_referral_are_joined_and_taken_apart(signed_in: Callable[..., Client], quill: Referral) -> None:
    again = a_referral(received_on=TODAY, clinic=quill.clinic, patient=quill.patient)
    desk = signed_in(Role.FRONT_DESK)
    assert f"{again.reference} is the same" in text(desk.get(f"/referrals/{again.pk}/"))
    desk.post(f"/referrals/{again.pk}/join/", {"into": quill.reference})
    assert "The same as" in text(desk.get(f"/referrals/{again.pk}/"))
    assert again.reference not in text(desk.get("/referrals/"))
    desk.post(f"/referrals/{again.pk}/apart/")
    again.refresh_from_db()
    assert (again.stage, again.duplicate_of) == ("received", None)


def test_patients_to_call_are_listed_in_the_order_to_call_them(
    signed_in: Callable[..., Client], northside: Clinic, quill: Referral
) -> None:
    late = a_referral(received_on=date(2026, 11, 16), clinic=northside, patient=a_patient(name="Late Lee"))
    page = text(signed_in(Role.FRONT_DESK).get("/referrals/calls/"))
    assert page.index("Late Lee") < page.index("Rosa Quill")
    event = AuditEvent.objects.filter(verb="patients.read").latest("pk")
    assert set(event.references) == {f"P-{quill.patient_id}", f"P-{late.patient_id}"}
