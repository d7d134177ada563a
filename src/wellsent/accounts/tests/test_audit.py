"""The audit trail: nothing leaves it, and who may reads it."""

from __future__ import annotations

import csv
import io
from datetime import UTC, date, datetime

import pytest
import time_machine
from django.core.cache import cache
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from wellsent.accounts import audit, queries
from wellsent.accounts.caller import Caller
from wellsent.accounts.models import AuditEvent
from wellsent.base.errors import Refused
from wellsent.testing.people import sign_in


def note(by: Caller, verb: str = "patient.read", **more: object) -> AuditEvent:
    with transaction.atomic():
        audit.record(verb, by=by, **more)  # type: ignore[arg-type]  # whatever the test wants noted
    return AuditEvent.objects.latest("pk")


def rows(response: object) -> list[list[str]]:
    content = b"".join(response.streaming_content).decode()  # type: ignore[attr-defined]  # a streamed answer
    return list(csv.reader(io.StringIO(content)))


@pytest.fixture
def as_compliance(client: Client, compliance: Caller) -> Client:
    cache.clear()
    assert compliance.user
    sign_in(client, compliance.user)
    return client


def test_the_database_refuses_to_change_an_event(owner: Caller) -> None:
    event = note(owner)
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        AuditEvent.objects.filter(pk=event.pk).update(actor="somebody else")
    event.verb = "something else"
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        event.save()
    assert AuditEvent.objects.get(pk=event.pk).verb == "patient.read"


def test_the_database_refuses_to_delete_an_event(owner: Caller) -> None:
    event = note(owner)
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        event.delete()
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM accounts_auditevent")
    assert AuditEvent.objects.filter(pk=event.pk).exists()


@pytest.mark.django_db(transaction=True)
def test_an_event_outside_the_transaction_of_its_act_is_a_mistake(owner: Caller) -> None:
    with pytest.raises(RuntimeError, match="inside the transaction"):
        audit.record("patient.read", by=owner)


def test_the_trail_is_read_by_person_verb_and_reference(owner: Caller, front_desk: Caller) -> None:
    wanted = note(front_desk, references=[17, "R-2041"])
    note(owner, references=[17])
    note(front_desk, "patient.changed", references=[117, 170])
    assert list(queries.audit_trail(owner, person=front_desk.user_id, reference="17")) == [wanted]
    assert list(queries.audit_trail(owner, reference="R-2041")) == [wanted]
    assert list(queries.audit_trail(owner, reference="R-204")) == []
    assert queries.audit_trail(owner, verb="patient").count() == 3
    assert queries.audit_trail(owner, verb="patient.read").count() == 2


@pytest.mark.parametrize("reference", ["%", "_", ".*", '"', "1|2"])
def test_a_reference_is_taken_as_it_is(owner: Caller, reference: str) -> None:
    note(owner, references=[12, "R-2041"])
    assert not queries.audit_trail(owner, reference=reference).exists()


def test_days_are_those_of_the_practice(owner: Caller) -> None:
    with time_machine.travel(datetime(2027, 1, 13, 3, tzinfo=UTC)):  # the evening of the 12th in New York
        event = note(owner)
    day = date(2027, 1, 12)
    here = queries.audit_trail(owner, first_day=day, last_day=day, time_zone="America/New_York")
    assert list(here) == [event]
    assert not queries.audit_trail(owner, first_day=day, last_day=day, time_zone="UTC").exists()


def test_pages_speak_the_time_of_the_practice(as_compliance: Client, owner: Caller) -> None:
    with time_machine.travel(datetime(2027, 1, 13, 3, tzinfo=UTC)):
        note(owner)
    assert "12 Jan 2027, 22:00:00" in as_compliance.get("/audit/").content.decode()


@pytest.mark.parametrize("role", ["liaison", "front_desk", "clinician", "read_only"])
def test_others_do_not_read_the_trail(role: str, request: pytest.FixtureRequest) -> None:
    with pytest.raises(Refused):
        queries.audit_trail(request.getfixturevalue(role))


def test_a_compliance_officer_reads_it_page_by_page(as_compliance: Client, owner: Caller) -> None:
    for number in range(60):
        note(owner, references=[number])
    page = as_compliance.get("/audit/?verb=patient.read").content.decode()
    assert "60 of 61 events" in page
    assert 'href="?verb=patient.read&amp;sort=-at&amp;page=2"' in page


def test_of_an_event_that_names_thousands_the_page_reads_the_first_and_the_export_all(
    as_compliance: Client, owner: Caller
) -> None:
    note(owner, "patients.remember", references=[f"P-{number}" for number in range(1, 3001)])
    with CaptureQueriesContext(connection) as asked:
        page = as_compliance.get("/audit/").content.decode()
    assert "P-11, P-12 and 2,988 more" in page
    assert not [one for one in asked if '."references"' in one["sql"]]
    (line,) = rows(as_compliance.get("/audit/?verb=patients.remember&format=csv"))[1:]
    assert line[4].endswith("P-2999, P-3000")


def test_an_export_is_written_down_with_what_was_asked_for_and_nothing_else(
    as_compliance: Client, owner: Caller
) -> None:
    note(owner)
    rows(as_compliance.get("/audit/?first_day=2026-01-31&note=Quillfeatherstone&format=csv"))
    details = AuditEvent.objects.get(verb="lists.export").details
    assert "Quillfeatherstone" not in str(details)


@pytest.mark.parametrize("day", ["9999-12-31", "0001-01-01"])
@pytest.mark.parametrize("which", ["first_day", "last_day"])
def test_a_day_beyond_the_calendar_is_not_taken_for_an_answer(as_compliance: Client, which: str, day: str) -> None:
    assert as_compliance.get(f"/audit/?{which}={day}").status_code == 200
    assert as_compliance.get(f"/audit/?{which}={day}&format=csv").status_code == 422


@pytest.mark.parametrize(
    "asked", ["verb=nonsense", "person=0", "reference=%3Cscript%3E", "first_day=31/12/26", "page=-3"]
)
def test_an_odd_question_is_answered_in_words(as_compliance: Client, asked: str) -> None:
    page = as_compliance.get(f"/audit/?{asked}")
    assert page.status_code == 200
    assert "<script>" not in page.content.decode().replace("<script ", "")


def test_the_export_holds_what_the_page_shows_and_is_noted(as_compliance: Client, owner: Caller) -> None:
    note(owner, references=[17], reason="=HYPERLINK(1)")
    note(owner, "referral.changed")
    lines = rows(as_compliance.get("/audit/?verb=patient.read&format=csv"))
    assert [head.lstrip("\ufeff") for head in lines[0][:3]] == ["When", "Who", "What"]
    assert [line[2:6] for line in lines[1:]] == [["patient.read", "", "17", "'=HYPERLINK(1)"]]
    assert AuditEvent.objects.filter(verb="lists.export", details__list="audit-trail").exists()


def test_nothing_is_exported_on_a_question_that_is_not_understood(as_compliance: Client, owner: Caller) -> None:
    note(owner)
    refused = as_compliance.get("/audit/?first_day=31/12/26&format=csv")
    assert refused.status_code == 422
    assert "From" in refused.text


def test_the_trail_is_narrowed_by_reference_and_days(as_compliance: Client, owner: Caller) -> None:
    with time_machine.travel(datetime(2027, 1, 13, 3, tzinfo=UTC)):  # the evening of the 12th in New York
        note(owner, "patient.read", references=["R-2041"])
    note(owner, "patient.changed", references=[17])
    for asked in ("q=R-2041", "last_day=2027-01-12&first_day=2027-01-12", "verb=patient.read"):
        page = as_compliance.get(f"/audit/?{asked}")
        assert [row.verb for row in page.context["shown"].page_rows] == ["patient.read"], asked
    assert "2 of" in as_compliance.get("/audit/?area=patient").text
