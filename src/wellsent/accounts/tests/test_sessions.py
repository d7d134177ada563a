"""When a session ends: idle, after a working day, and at once when what its owner may do changes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.core.cache import cache
from django.test import Client
from time_machine import Traveller

from wellsent.accounts import actions, queries
from wellsent.accounts.caller import Caller, caller_of, shell_caller
from wellsent.accounts.models import AuditEvent, Clinic, Organisation, Role, User
from wellsent.accounts.sessions import browser_words, handle
from wellsent.testing.people import PASSWORD, sign_in

HOME = "/account/"
OTHER_PASSWORD = "purple kettle mountain"
MORNING = datetime(2027, 1, 12, 9, tzinfo=UTC)


@pytest.fixture
def clock() -> Iterator[Traveller]:
    with time_machine.travel(MORNING, tick=False) as traveller:
        yield traveller


@pytest.fixture
def person(clock: Traveller, a_person: Callable[..., User]) -> User:
    cache.clear()
    clock.shift(timedelta(seconds=1))
    return a_person(Role.FRONT_DESK)


@pytest.fixture
def signed_in(client: Client, person: User) -> Client:
    sign_in(client, person)
    return client


def key_handle(client: Client) -> str:
    return handle(str(client.session.session_key))


def is_in(client: Client) -> bool:
    return client.get(HOME).status_code == 200


def test_an_idle_session_ends_after_the_minutes_the_practice_set(
    signed_in: Client, clock: Traveller, organisation: Organisation
) -> None:
    organisation.idle_minutes = 10
    organisation.save()
    clock.shift(timedelta(minutes=9, seconds=59))
    assert is_in(signed_in)
    clock.shift(timedelta(minutes=10))
    assert signed_in.get(HOME)["Location"] == "/sign-in/?next=%2Faccount%2F"
    assert "nothing was done for a while" in signed_in.get("/sign-in/").content.decode()


def test_work_keeps_a_session_alive(signed_in: Client, clock: Traveller) -> None:
    for _ in range(5):
        clock.shift(timedelta(minutes=20))
        assert is_in(signed_in)


def test_what_a_page_asks_by_itself_does_not_keep_it_alive(signed_in: Client, clock: Traveller) -> None:
    clock.shift(timedelta(minutes=20))
    assert signed_in.get(HOME, headers={"x-passive": "1"}).status_code == 200
    clock.shift(timedelta(minutes=11))
    assert not is_in(signed_in)


def test_a_page_can_ask_how_long_is_left(signed_in: Client, clock: Traveller) -> None:
    clock.shift(timedelta(minutes=29))
    assert signed_in.get("/session/", headers={"x-passive": "1"}).json() == {"seconds_left": 60}


def test_staying_signed_in_starts_the_minutes_anew(signed_in: Client, clock: Traveller) -> None:
    clock.shift(timedelta(minutes=29))
    assert signed_in.post("/session/").json() == {"seconds_left": 30 * 60}


def test_an_idle_sign_off_leaves_an_event_that_says_so(signed_in: Client, clock: Traveller) -> None:
    clock.shift(timedelta(minutes=31))
    signed_in.get(HOME)
    assert AuditEvent.objects.get(verb="sign-out").details == {"why": "idle"}


def test_a_part_of_a_page_moves_the_whole_page_to_sign_in(signed_in: Client, clock: Traveller) -> None:
    clock.shift(timedelta(minutes=31))
    page = "http://testserver/people/?role=owner"
    answer = signed_in.get(HOME, headers={"hx-request": "true", "hx-current-url": page})
    assert (answer.status_code, answer["HX-Redirect"]) == (204, "/sign-in/?next=%2Fpeople%2F%3Frole%3Downer")


def test_a_form_posted_too_late_leads_back_to_its_page(signed_in: Client, clock: Traveller) -> None:
    clock.shift(timedelta(minutes=31))
    answer = signed_in.post("/account/sessions/end/", headers={"referer": "http://testserver/account/"})
    assert answer["Location"] == "/sign-in/?next=%2Faccount%2F"


def test_where_a_form_came_from_is_not_followed_outside(signed_in: Client, clock: Traveller) -> None:
    clock.shift(timedelta(minutes=31))
    answer = signed_in.post("/account/sessions/end/", headers={"referer": "https://evil.example//evil.example/"})
    assert answer["Location"] == "/sign-in/?next=%2F"


def test_even_a_busy_session_ends_after_twelve_hours(signed_in: Client, clock: Traveller) -> None:
    for _ in range(36):
        clock.shift(timedelta(minutes=20))
        assert is_in(signed_in)
    clock.shift(timedelta(minutes=1))
    assert not is_in(signed_in)


def test_a_new_password_ends_every_other_session(signed_in: Client, person: User) -> None:
    other = Client()
    sign_in(other, person)
    key = signed_in.session.session_key
    signed_in.post("/account/password/", {"current": PASSWORD, "new": OTHER_PASSWORD})
    assert is_in(signed_in)
    assert not is_in(other)
    assert signed_in.session.session_key != key


def test_a_password_is_changed_only_with_the_present_one(signed_in: Client, person: User) -> None:
    answer = signed_in.post("/account/password/", {"current": "wrong wrong wrong", "new": OTHER_PASSWORD})
    assert answer.status_code == 422
    assert "This is not your present password." in answer.content.decode()
    person.refresh_from_db()
    assert person.check_password(PASSWORD)


def test_a_change_of_role_ends_the_sessions_at_once(
    signed_in: Client, person: User, owner: Caller, northside: Clinic, clock: Traveller
) -> None:
    clock.shift(timedelta(seconds=1))
    actions.change_person(person=person.pk, name=person.name, role=Role.READ_ONLY, clinics=[northside], by=owner)
    assert not is_in(signed_in)


def test_a_change_of_name_ends_no_session(
    signed_in: Client, person: User, owner: Caller, northside: Clinic, clock: Traveller
) -> None:
    clock.shift(timedelta(seconds=1))
    actions.change_person(person=person.pk, name="Ada Marsh", role=person.role, clinics=[northside], by=owner)
    assert is_in(signed_in)


def test_retirement_ends_the_sessions_at_once(signed_in: Client, person: User, owner: Caller, clock: Traveller) -> None:
    clock.shift(timedelta(seconds=1))
    actions.retire(person=person.pk, by=owner)
    assert not is_in(signed_in)


def test_who_comes_back_signs_in_again(signed_in: Client, person: User, owner: Caller, clock: Traveller) -> None:
    clock.shift(timedelta(seconds=1))
    actions.retire(person=person.pk, by=owner)
    actions.bring_back(person=person.pk, by=owner)
    assert not is_in(signed_in)
    sign_in(signed_in, person)
    assert is_in(signed_in)


def test_an_owner_signs_somebody_off_everywhere(
    signed_in: Client, person: User, owner: Caller, clock: Traveller
) -> None:
    clock.shift(timedelta(seconds=1))
    actions.end_sessions(person=person.pk, by=owner)
    assert not is_in(signed_in)


def test_a_person_sees_where_they_are_signed_in(client: Client, person: User) -> None:
    sign_in(Client(HTTP_USER_AGENT="Mozilla/5.0 (iPhone) Safari/605", REMOTE_ADDR="203.0.113.4"), person)
    sign_in(client, person)
    page = client.get(HOME).content.decode()
    assert "Safari on iPhone" in page
    assert "203.0.113.4" in page


def test_the_key_of_a_session_is_on_no_page(signed_in: Client, person: User) -> None:
    other = Client()
    sign_in(other, person)
    page = signed_in.get(HOME).content.decode()
    assert str(other.session.session_key) not in page
    assert str(signed_in.session.session_key) not in page
    assert key_handle(other) in page


def test_a_person_signs_one_device_off(signed_in: Client, person: User) -> None:
    other, third = Client(), Client()
    sign_in(other, person)
    sign_in(third, person)
    signed_in.post("/account/sessions/end/", {"session": key_handle(other)})
    assert (is_in(signed_in), is_in(other), is_in(third)) == (True, False, True)


def test_a_person_signs_all_other_devices_off(signed_in: Client, person: User, clock: Traveller) -> None:
    other = Client()
    sign_in(other, person)
    clock.shift(timedelta(seconds=1))
    signed_in.post("/account/sessions/end/", {"session": "others"})
    assert (is_in(signed_in), is_in(other)) == (True, False)


def test_nobody_ends_the_session_of_somebody_else(signed_in: Client, person: User, owner: Caller) -> None:
    assert owner.user
    client = Client()
    sign_in(client, owner.user)
    client.post("/account/sessions/end/", {"session": key_handle(signed_in)})
    assert is_in(signed_in)
    assert [row.user_id for row in queries.own_sessions(caller_of(person))] == [person.pk]


@pytest.mark.parametrize(
    ("agent", "words"),
    [
        ("Mozilla/5.0 (Windows NT 10.0) Chrome/130.0 Safari/537.36 Edg/130.0", "Edge on Windows"),
        ("Mozilla/5.0 (X11; Linux x86_64) Chrome/130.0 Safari/537.36", "Chrome on Linux"),
        ("Mozilla/5.0 (Macintosh; Intel Mac OS X 14) Version/17 Safari/605", "Safari on Mac"),
        ("Mozilla/5.0 (Android 14; Mobile) Firefox/130", "Firefox on Android"),
        ("<script>alert(1)</script>", "A browser"),
        ("", "A browser"),
    ],
)
def test_a_browser_is_named_in_words(agent: str, words: str) -> None:
    assert browser_words(agent) == words


def test_a_clock_put_back_keeps_nobody_out(client: Client, clock: Traveller, person: User) -> None:
    clock.shift(timedelta(days=1))  # the clock runs a day ahead
    actions.end_sessions(person=person.pk, by=shell_caller())
    clock.shift(timedelta(days=-1, hours=1))
    sign_in(client, person)
    assert is_in(client)


def test_a_session_begun_under_a_wrong_clock_is_over_when_the_clock_is_put_right(
    client: Client, clock: Traveller, person: User
) -> None:
    clock.shift(timedelta(days=1))
    sign_in(client, person)
    clock.shift(timedelta(days=-1))
    assert not is_in(client)


def test_sessions_that_were_ended_stay_so_when_the_clock_is_put_back(
    client: Client, clock: Traveller, person: User
) -> None:
    sign_in(client, person)
    clock.shift(timedelta(days=1))
    actions.end_sessions(person=person.pk, by=shell_caller())
    clock.shift(timedelta(days=-1, hours=1))
    assert not is_in(client)
    sign_in(Client(), person)
    assert not is_in(client)


def test_a_clock_put_back_does_not_stretch_what_counts_as_idle(
    signed_in: Client, clock: Traveller, organisation: Organisation
) -> None:
    clock.shift(timedelta(minutes=20))
    assert is_in(signed_in)
    clock.shift(timedelta(minutes=-10))
    assert is_in(signed_in)
    clock.shift(timedelta(minutes=organisation.idle_minutes, seconds=1))
    assert not is_in(signed_in)
