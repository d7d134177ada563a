"""Search everywhere: who finds what, and that it leaves no trace of what was typed."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from html import unescape
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from wellsent.accounts.caller import Caller
from wellsent.accounts.models import AuditEvent, Clinic, Role, User
from wellsent.config.navigation import GROUPS
from wellsent.config.places import ALSO, places
from wellsent.directory import actions as directory
from wellsent.directory.names import parse
from wellsent.directory.rules import ProviderFacts
from wellsent.patients import actions as patients
from wellsent.patients.models import Patient
from wellsent.patients.rules import PatientDetails
from wellsent.testing.factories import a_practice, a_provider, a_referral
from wellsent.testing.patients import MARKER

pytestmark = pytest.mark.django_db
OPTIONS = {"HX-Request": "true"}


@pytest.fixture
def signed_in(a_person: Callable[..., User], client: Client) -> Callable[..., Client]:
    """A browser in which somebody of this role is signed in."""

    def sign_in(role: str = Role.OWNER, **person: Any) -> Client:
        client.force_login(a_person(role, **({"all_clinics": True} | person)))
        return client

    return sign_in


@pytest.fixture
def marked(front_desk: Caller, northside: Clinic) -> int:
    """The number of a referral of the marked patient."""
    details = PatientDetails(
        f"{MARKER.given_name} {MARKER.family_name}",
        date.fromisoformat(MARKER.birth_date),
        MARKER.phone,
        MARKER.record_number,
    )
    number = patients.remember(details, by=front_desk)
    source = a_provider("Katherine", "Okafor")  # no digits, which a reference could find too
    return a_referral(source, clinic=northside, patient=Patient.objects.get(pk=number)).pk


def found(client: Client, text: str, **more: str) -> dict[str, list[str]]:
    """The titles found, by group."""
    answer = client.post("/search/", {"text": text, **more}, headers=OPTIONS)
    assert answer.status_code == 200
    groups = [part.partition("</div>")[0] for part in answer.text.split('role="group"')[1:]]
    return {
        re.findall(r">([^<]+)</p>", group)[0]: [unescape(one) for one in re.findall(r"<b>(.*?)</b>", group)]
        for group in groups
    }


class TestSources:
    @pytest.mark.parametrize("text", ["okaf", "lakeside", "ADA okafor", "Okafor, Ada", "1234567893", "45678"])
    def test_they_are_found_by_any_part_of_name_practice_or_npi(
        self, signed_in: Callable[..., Client], text: str
    ) -> None:
        a_provider("Ada", "Okafor", practice=a_practice("Lakeside Medical"), npi="1234567893")
        a_provider("Nils", "Brandt")
        assert "Okafor, Ada, MD" in found(signed_in(Role.READ_ONLY), text)["Sources"]

    def test_a_merged_name_finds_the_survivor(self, signed_in: Callable[..., Client], owner: Caller) -> None:
        kept, gone = a_provider("Ada", "Okafor"), a_provider("Ada", "Formerly")
        directory.merge(survivor=kept.pk, merged=gone.pk, by=owner)
        assert found(signed_in(), "formerly") == {"Sources": ["Okafor, Ada, MD"]}

    def test_those_that_begin_so_come_first_and_the_rest_is_counted(self, signed_in: Callable[..., Client]) -> None:
        for number in range(8):
            a_provider("Moran", f"Aaron{number}")
        a_provider("Zed", "Moran")
        answer = signed_in().post("/search/", {"text": "moran"}, headers=OPTIONS)
        titles = found(signed_in(), "moran")["Sources"]
        assert titles[0] == "Moran, Zed, MD"
        assert len(titles) == 6
        assert "There are more" in answer.text

    @pytest.mark.parametrize("text", ["%", "_", "' OR 1=1--", "\\", "(((", "\x00", "\u202e", "𝕏", " "])
    def test_no_letter_matches_everything(self, signed_in: Callable[..., Client], text: str) -> None:
        a_provider("Ada", "Okafor")
        assert "Sources" not in found(signed_in(), text)

    @pytest.mark.parametrize("text", ["Jos\u00e9", "Jose\u0301", "JOSE", "jose\u200d"])
    def test_an_accent_is_no_difference(self, signed_in: Callable[..., Client], owner: Caller, text: str) -> None:
        directory.add_provider(ProviderFacts(name=parse("Jose\u0301 Nu\u0301n\u0303ez, MD")), by=owner)
        assert len(found(signed_in(), text)["Sources"]) == 1

    def test_markup_is_text_in_every_place(self, signed_in: Callable[..., Client]) -> None:
        hostile = "<script>alert(1)</script>"
        a_provider("Ada", hostile, practice=a_practice(hostile))
        client = signed_in()
        for headers in ({}, OPTIONS):
            answer = client.post("/search/", {"text": hostile}, headers=headers)
            assert hostile not in answer.text
            assert "&lt;script&gt;" in answer.text

    def test_a_megabyte_of_letters_is_a_search_like_any_other(self, signed_in: Callable[..., Client]) -> None:
        assert found(signed_in(), "a" * 1_000_000) == {}
        assert "Sources" not in found(signed_in(), "e" + "\u0301" * 10_000)


class TestReferrals:
    def test_a_reference_leads_to_its_referral(self, signed_in: Callable[..., Client], marked: int) -> None:
        assert found(signed_in(Role.LIAISON), f"R-{marked}") == {"Referrals": [f"R-{marked}"]}
        assert found(signed_in(), str(marked))["Referrals"] == [f"R-{marked}"]

    def test_another_clinics_is_not_there(self, signed_in: Callable[..., Client], marked: int, harbor: Clinic) -> None:
        client = signed_in(Role.FRONT_DESK, all_clinics=False, clinics=[harbor])
        assert "Referrals" not in found(client, f"R-{marked}")


class TestPatients:
    @pytest.mark.parametrize("role", [Role.OWNER, Role.FRONT_DESK, Role.CLINICIAN])
    @pytest.mark.parametrize("text", [MARKER.family_name, MARKER.phone, MARKER.record_number])
    def test_those_who_may_find_them(self, signed_in: Callable[..., Client], marked: int, role: str, text: str) -> None:
        titles = found(signed_in(role, all_clinics=False), text)["Patients"]
        assert titles == [f"{MARKER.given_name} {MARKER.family_name}, born 19 Jul 1931"]

    @pytest.mark.parametrize("role", [Role.LIAISON, Role.READ_ONLY])
    def test_others_find_nothing_and_nothing_is_looked_for(
        self, signed_in: Callable[..., Client], marked: int, role: str
    ) -> None:
        client = signed_in(role)
        found(client, "somebody")  # what is kept from here on is not asked for again
        for text in (MARKER.family_name, MARKER.phone, MARKER.record_number):
            with CaptureQueriesContext(connection) as captured:
                assert found(client, text) == {}
            assert not [one for one in captured if "patients_patient" in one["sql"]]
            with CaptureQueriesContext(connection) as of_nobody:
                assert found(client, text[::-1]) == {}
            assert len(captured) == len(of_nobody)

    def test_the_page_without_scripts_shows_the_same(self, signed_in: Callable[..., Client], marked: int) -> None:
        page = signed_in(Role.FRONT_DESK).post("/search/", {"text": MARKER.family_name})
        assert MARKER.given_name in page.text
        assert "no-store" in page["Cache-Control"]
        page = signed_in(Role.LIAISON).post("/search/", {"text": MARKER.family_name})
        assert MARKER.given_name not in page.text

    def test_a_compliance_officer_is_asked_why(self, signed_in: Callable[..., Client], marked: int) -> None:
        client = signed_in(Role.COMPLIANCE)
        assert found(client, MARKER.family_name) == {}
        assert "To find patients too" in client.post("/search/", {"text": "quill"}, headers=OPTIONS).text
        assert len(found(client, MARKER.family_name, reason="complaint")["Patients"]) == 1
        assert AuditEvent.objects.filter(verb="patients.read").latest("pk").reason == "complaint"

    def test_what_was_typed_stands_in_no_address_log_or_event(
        self,
        signed_in: Callable[..., Client],
        marked: int,
        caplog: pytest.LogCaptureFixture,
        capfd: pytest.CaptureFixture[str],
    ) -> None:
        caplog.set_level("DEBUG", logger="wellsent")
        client = signed_in(Role.FRONT_DESK)
        answer = client.post("/search/", {"text": MARKER.family_name}, headers=OPTIONS)
        traces = [str(answer.headers), caplog.text, *capfd.readouterr()]
        traces += [str(event.__dict__) for event in AuditEvent.objects.all()]
        traces.append(str(client.session.items()))
        assert not [one for one in traces if MARKER.family_name.casefold() in one.casefold()]

    def test_nothing_is_searched_by_an_address(self, signed_in: Callable[..., Client], marked: int) -> None:
        page = signed_in().get(f"/search/?text={MARKER.family_name}&q={MARKER.family_name}")
        assert MARKER.given_name not in page.text
        assert "Found" not in page.text


class TestPagesAndActions:
    def test_they_are_found_by_their_own_and_other_words(self, signed_in: Callable[..., Client]) -> None:
        client = signed_in()
        assert found(client, "log cont")["Actions"] == ["Log a contact"]
        assert "Import" in found(client, "upload")["Pages"]

    @pytest.mark.parametrize("role", [Role.READ_ONLY, Role.CLINICIAN])
    def test_nobody_is_offered_what_they_may_not_open(self, signed_in: Callable[..., Client], role: str) -> None:
        client = signed_in(role)
        assert found(client, "invite") == {}
        assert found(client, "audit trail") == {}

    @pytest.mark.parametrize("place", places(), ids=lambda place: f"{place.label} {place.url_name}")
    def test_every_place_leads_to_a_page(self, signed_in: Callable[..., Client], place: Any) -> None:
        hits = found(signed_in(), place.label)["Actions" if place.is_action else "Pages"]
        assert place.label in hits

    def test_no_word_is_kept_for_a_page_that_is_gone(self) -> None:
        assert ALSO.keys() <= {name for _, lines in GROUPS for _, name, _ in lines}

    def test_what_is_found_is_said(self, signed_in: Callable[..., Client]) -> None:
        a_provider("Ada", "Peoples")
        answer = signed_in().post("/search/", {"text": "people"}, headers=OPTIONS)
        assert "Found: 1 source and 1 page." in answer.text
        assert "Nothing is found" in signed_in().post("/search/", {"text": "zzz"}, headers=OPTIONS).text
