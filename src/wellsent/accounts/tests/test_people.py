"""What owners do about colleagues."""

from __future__ import annotations

import re

import pytest
from django.core.cache import cache
from django.test import Client

from wellsent.accounts import actions, queries
from wellsent.accounts.caller import Caller, nobody
from wellsent.accounts.models import AuditEvent, Clinic, Role, User
from wellsent.base.errors import Refused
from wellsent.testing.people import sign_in

OTHER_PASSWORD = "purple kettle mountain"


@pytest.fixture(autouse=True)
def _no_limits(db: None) -> None:
    cache.clear()


def the_user(caller: Caller) -> User:
    return User.objects.get(pk=caller.user_id or 0)


@pytest.fixture
def as_owner(client: Client, owner: Caller) -> Client:
    assert owner.user
    sign_in(client, owner.user)
    return client


def test_a_persons_role_and_clinics_change_in_one_form(
    as_owner: Client, front_desk: Caller, harbor: Clinic, northside: Clinic
) -> None:
    answers = {"name": "Ada Marsh", "role": Role.CLINICIAN, "clinics": [harbor.pk, northside.pk]}
    assert as_owner.post(f"/people/{front_desk.user_id}/", answers).status_code == 302
    person = the_user(front_desk)
    assert (person.name, person.role, set(person.clinics.all())) == ("Ada Marsh", Role.CLINICIAN, {harbor, northside})


def test_a_change_says_in_the_trail_what_was_and_what_is(owner: Caller, front_desk: Caller, harbor: Clinic) -> None:
    assert front_desk.user_id
    actions.change_person(person=front_desk.user_id, name="A", role=Role.CLINICIAN, clinics=[harbor], by=owner)
    details = AuditEvent.objects.get(verb="person.changed").details
    assert details["before"]["role"] == "front-desk"
    assert details["after"] == {"role": "clinician", "clinics": [harbor.pk], "chooses gifts": False}


def test_a_failing_audit_undoes_the_change(
    owner: Caller, front_desk: Caller, harbor: Clinic, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert front_desk.user_id

    def fail(*_: object, **__: object) -> None:
        raise OSError("disk full")

    monkeypatch.setattr("wellsent.accounts.audit.record", fail)
    with pytest.raises(OSError, match="disk full"):
        actions.change_person(person=front_desk.user_id, name="A", role=Role.OWNER, clinics=[harbor], by=owner)
    assert the_user(front_desk).role == Role.FRONT_DESK


def test_the_last_owner_keeps_the_role(owner: Caller, northside: Clinic) -> None:
    assert owner.user_id
    with pytest.raises(Refused, match="no owner left"):
        actions.change_person(person=owner.user_id, name="O", role=Role.LIAISON, clinics=[northside], by=owner)


def test_an_owner_does_not_retire_themselves(owner: Caller) -> None:
    assert owner.user_id
    with pytest.raises(Refused, match="You cannot retire yourself"):
        actions.retire(person=owner.user_id, by=owner)


def test_a_retired_owner_does_not_count_as_one(owner: Caller, liaison: Caller, northside: Clinic) -> None:
    assert owner.user_id
    assert liaison.user_id
    actions.change_person(person=liaison.user_id, name="L", role=Role.OWNER, all_clinics=True, by=owner)
    actions.retire(person=liaison.user_id, by=owner)
    with pytest.raises(Refused, match="no owner left"):
        actions.change_person(person=owner.user_id, name="O", role=Role.LIAISON, clinics=[northside], by=owner)


@pytest.mark.parametrize("verb", ["retire", "sign-off", "remove-second-factor", "reset-link"])
def test_every_button_of_a_person_works_and_leaves_an_event(as_owner: Client, liaison: Caller, verb: str) -> None:
    before = AuditEvent.objects.count()
    assert as_owner.post(f"/people/{liaison.user_id}/{verb}/").status_code in {200, 302}
    assert AuditEvent.objects.count() == before + 1


def test_buttons_of_a_person_do_nothing_when_merely_opened(as_owner: Client, liaison: Caller) -> None:
    assert as_owner.get(f"/people/{liaison.user_id}/retire/").status_code == 405
    assert the_user(liaison).is_active


def test_a_retired_person_is_brought_back(as_owner: Client, liaison: Caller) -> None:
    as_owner.post(f"/people/{liaison.user_id}/retire/")
    as_owner.post(f"/people/{liaison.user_id}/bring-back/")
    assert the_user(liaison).is_active


def test_an_owner_hands_over_a_link_for_a_new_password(as_owner: Client, liaison: Caller) -> None:
    assert liaison.user
    page = as_owner.post(f"/people/{liaison.user_id}/reset-link/").content.decode()
    link = re.search(r'value="http://testserver(/reset/\w+/[\w-]+/)"', page)
    assert link
    stranger = Client()
    assert stranger.post(link[1], {"password": OTHER_PASSWORD})["Location"] == "/sign-in/"
    assert sign_in(Client(), liaison.user, password=OTHER_PASSWORD).status_code == 302


def test_a_retired_person_gets_no_link(owner: Caller, liaison: Caller) -> None:
    assert liaison.user_id
    actions.retire(person=liaison.user_id, by=owner)
    with pytest.raises(Refused, match="This person is retired"):
        actions.make_reset_link(person=liaison.user_id, by=owner)


def test_a_person_who_is_not_there_is_refused_in_words(owner: Caller) -> None:
    with pytest.raises(Refused, match="There is no such person"):
        actions.retire(person=9999, by=owner)


@pytest.mark.parametrize("path", ["/people/9999/", "/people/9999/retire/"])
def test_a_person_who_is_not_there_is_not_found(as_owner: Client, path: str) -> None:
    assert as_owner.post(path).status_code == 404


def test_a_power_that_is_not_held_gets_the_page_that_says_so(as_owner: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("wellsent.accounts.queries.people", lambda _: nobody().must("people.manage"))
    page = as_owner.get("/people/")
    assert page.status_code == 403
    assert "Your role does not allow this." in page.content.decode()


def test_only_owners_see_the_people_page(liaison: Caller) -> None:
    with pytest.raises(Refused):
        queries.people(liaison)


def test_names_are_shown_as_text(as_owner: Client, liaison: Caller) -> None:
    person = the_user(liaison)
    person.name = "<script>alert(1)</script>"
    person.save()
    assert "<script>alert" not in as_owner.get("/people/").content.decode()
    assert "&lt;script&gt;alert" in as_owner.get("/people/").content.decode()


@pytest.mark.parametrize("name", ["Ada\x00Marsh", "Ada\u202eMarsh", "\x07", "   ", "x" * 121])
def test_a_name_that_cannot_be_read_is_refused(as_owner: Client, owner: Caller, name: str) -> None:
    assert as_owner.post("/account/", {"name": name}).status_code == 422


@pytest.mark.parametrize("name", ["Null", "O'Brien", "van der Berg-Ng, MD, PhD, Jr.", "Ö", "José", "{{ 7*7 }}"])
def test_a_persons_name_is_kept_as_it_is(as_owner: Client, owner: Caller, name: str) -> None:
    assert as_owner.post("/account/", {"name": name}).status_code == 302
    assert the_user(owner).name == name


def test_a_refusal_that_no_field_can_show_gets_a_page_of_its_own(
    as_owner: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise Refused("The moon is full.", "Wait until it wanes.")

    monkeypatch.setattr("wellsent.accounts.queries.people", refuse)
    page = as_owner.get("/people/")
    assert page.status_code == 409
    assert "The moon is full." in page.content.decode()
    assert "Wait until it wanes." in page.content.decode()


def test_choosing_gifts_is_set_by_an_owner_and_works_at_the_next_page(
    as_owner: Client, liaison: Caller, northside: Clinic
) -> None:
    answers = {"name": "L", "role": Role.LIAISON, "clinics": [northside.pk], "chooses_gifts": "on"}
    as_owner.post(f"/people/{liaison.user_id}/", answers)
    assert liaison.user
    client = Client()
    sign_in(client, liaison.user)
    assert not getattr(client.get("/account/").wsgi_request, "caller").may("volume.see")  # noqa: B009 - unknown to types
