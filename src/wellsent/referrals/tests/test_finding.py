"""Finding referrals by their reference, and by the patient."""

from __future__ import annotations

from datetime import date

import pytest

from wellsent.accounts.caller import Caller
from wellsent.accounts.models import AuditEvent, Clinic
from wellsent.base.errors import Refused
from wellsent.patients import actions as patients
from wellsent.patients.models import Patient
from wellsent.patients.rules import PatientDetails
from wellsent.referrals import finding
from wellsent.referrals.models import Referral
from wellsent.testing.factories import a_referral

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 24)


@pytest.fixture
def referral(front_desk: Caller, northside: Clinic) -> Referral:
    """Rosa Quill, referred to Northside."""
    rosa = patients.remember(PatientDetails("Rosa Quill", date(1980, 2, 3), "404 555 0148"), by=front_desk)
    return a_referral(clinic=northside, patient=Patient.objects.get(pk=rosa))


def found(caller: Caller, text: str, why: str = "search") -> list[str]:
    people, _ = finding.find_patients(caller, text, why=why, today=TODAY, most=5)
    return [one.details.name for one in people]


@pytest.mark.parametrize("form", ["R-{}", "r{}", "{}", " R - {} ", "#{}", "R-00{}", "Ｒ－{}"])
def test_a_reference_is_known_however_it_is_written(front_desk: Caller, referral: Referral, form: str) -> None:
    line = finding.by_reference(front_desk, form.format(referral.pk))
    assert line
    assert line.number == referral.pk


@pytest.mark.parametrize("text", ["", "R-", "R-x", "P-{}", "R-{}1", "{}%", "-{}", "9" * 40, "1e{}"])
def test_what_is_no_reference_names_nothing(front_desk: Caller, referral: Referral, text: str) -> None:
    assert finding.by_reference(front_desk, text.format(referral.pk)) is None


def test_a_referral_of_another_clinic_is_as_if_it_were_not_there(outsider: Caller, referral: Referral) -> None:
    assert finding.by_reference(outsider, f"R-{referral.pk}") is None
    assert found(outsider, "quill") == []


def test_the_liaison_sees_reference_and_stage_alone(liaison: Caller, referral: Referral) -> None:
    line = finding.by_reference(liaison, f"R-{referral.pk}")
    assert line
    assert (line.reference, line.stage, line.clinic) == (f"R-{referral.pk}", "received", None)
    with pytest.raises(Refused):
        found(liaison, "quill")


def test_a_patient_is_found_with_their_latest_referrals(
    front_desk: Caller, referral: Referral, northside: Clinic
) -> None:
    later = a_referral(clinic=northside, patient=referral.patient, received_on=date(2026, 10, 1))
    (one,), more = finding.find_patients(front_desk, "Quill, Rosa", why="search", today=TODAY, most=5)
    assert [number for number, _, _ in one.referrals] == [later.pk, referral.pk]
    assert not more
    assert repr(one) == "FoundPatient(...)"


def test_a_search_that_shows_patients_is_one_event(front_desk: Caller, referral: Referral) -> None:
    before = AuditEvent.objects.count()
    found(front_desk, "quill")
    event = AuditEvent.objects.latest("pk")
    assert AuditEvent.objects.count() == before + 1
    assert (event.verb, event.references) == ("patients.read", [f"P-{referral.patient_id}"])
    assert "quill" not in f"{event.reason}{event.details}".casefold()


def test_a_search_that_shows_nobody_is_none(front_desk: Caller, referral: Referral) -> None:
    before = AuditEvent.objects.count()
    assert found(front_desk, "lindqvist") == []
    assert AuditEvent.objects.count() == before


def test_a_compliance_officer_says_why(compliance: Caller, referral: Referral) -> None:
    assert found(compliance, "quill", why="complaint of 3 Nov") == ["Rosa Quill"]
    assert AuditEvent.objects.latest("pk").reason == "complaint of 3 Nov"
    with pytest.raises(Refused, match="reason"):
        found(compliance, "quill", why=" ")


def test_a_patient_without_a_referral_is_nobodys(front_desk: Caller) -> None:
    patients.remember(PatientDetails("Rosa Quill", date(1980, 2, 3)), by=front_desk)
    assert found(front_desk, "quill") == []
