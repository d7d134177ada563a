"""Who waits, how long, and what comes first: the board, the calls of the day and the count of the stuck."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
from django.db import transaction
from hypothesis import given, settings
from hypothesis import strategies as st

from wellsent.accounts.caller import Caller
from wellsent.accounts.models import Clinic, Closure, Organisation
from wellsent.base.errors import Refused
from wellsent.base.kept import Kept
from wellsent.directory.models import Provider
from wellsent.referrals import actions, promises, queries
from wellsent.referrals.models import Attempt, Hold, Referral
from wellsent.referrals.promises import is_live
from wellsent.referrals.queries import Card, timers
from wellsent.referrals.queries.timers import COLUMN_MOST
from wellsent.referrals.rules import BEFORE_EVALUATION, OPEN
from wellsent.testing.factories import a_patient, a_provider, a_referral

pytestmark = pytest.mark.django_db

ZONE = ZoneInfo("America/New_York")
NOW = datetime(2026, 11, 18, 11, 0, tzinfo=ZONE)  # a Wednesday, three hours after opening
TODAY = NOW.date()


def came(days_ago: int, **facts: Any) -> Referral:
    """A referral that came so many days ago, at nine."""
    at = NOW.replace(hour=9) - timedelta(days=days_ago)
    row = a_referral(received_on=at.date(), **facts)
    row.received_at = at
    row.save()
    return row


def numbers(cards: list[Card] | tuple[Card, ...]) -> list[int]:
    return [card.number for card in cards]


def column(by: Caller, stage: str, **more: Any) -> queries.Column:
    return next(one for one in queries.board(by, now=NOW, **more) if one.stage == stage)


def called(row: Referral, *hours_ago: float) -> None:
    """Calls that nobody answered."""
    for hours in hours_ago:
        at = NOW - timedelta(hours=hours)
        Attempt.objects.create(referral=row, at=at, outcome="no answer", recorded_at=at, once=uuid4())


def test_the_stuck_are_on_top_of_their_column_and_among_them_who_was_promised_earliest(owner: Caller) -> None:
    fresh, older, oldest = came(0), came(3), came(6)
    assert numbers(column(owner, "received").cards) == [oldest.pk, older.pk, fresh.pk]
    assert [card.state and card.state.tone for card in column(owner, "received").cards] == ["stuck", "stuck", ""]


def test_the_stuck_are_on_top_however_many_quiet_ones_came_before_them(owner: Caller) -> None:
    for number in range(30):
        row = came(40 + number, first_contact_on=TODAY - timedelta(30))
        Hold.objects.create(referral=row, waits_for="payer", since=NOW)
    late = came(20, first_contact_on=TODAY - timedelta(19))
    shown = column(owner, "contacted")
    assert (numbers(shown.cards)[0], len(shown.cards), shown.total) == (late.pk, COLUMN_MOST, 31)


@pytest.mark.parametrize(
    ("stage", "days"), [(stage, promises.WAITS_BEFORE_EVALUATION.days) for stage in sorted(BEFORE_EVALUATION)]
    + [(stage, promises.STAYS_IN_CARE.days) for stage in sorted(OPEN - BEFORE_EVALUATION)],
)  # fmt: skip
def test_the_list_and_the_board_agree_on_what_is_still_worked_on(owner: Caller, stage: str, days: int) -> None:
    last, too_old, closed = came(days), came(days + 1), came(1)
    Referral.objects.filter(pk__in=[last.pk, too_old.pk]).update(stage=stage)
    Referral.objects.filter(pk=closed.pk).update(stage="completed")
    assert list(queries.live(owner, today=TODAY)) == [last]
    assert [card.number for one in queries.board(owner, now=NOW) for card in one.cards] == [last.pk]


def test_who_missed_visits_is_on_top_of_those_in_care(owner: Caller) -> None:
    came(20, evaluated_on=TODAY, visits_attended=4)
    missed = came(5, evaluated_on=TODAY, visits_attended=4)
    Referral.objects.filter(pk=missed.pk).update(missed_in_a_row=3)
    assert numbers(column(owner, "in care").cards)[0] == missed.pk


def test_one_that_shares_an_episode_is_left_to_the_first_while_somebody_works_on_that(owner: Caller) -> None:
    first, other = came(3), came(2)
    Referral.objects.filter(pk=other.pk).update(episode_with=first)
    assert numbers(column(owner, "received").cards) == [first.pk]
    assert (column(owner, "received").total, queries.stuck(owner, now=NOW)) == (1, 1)
    for over in ({"stage": "completed"}, {"stage": "received", "received_on": TODAY - timedelta(91)}):
        Referral.objects.filter(pk=first.pk).update(**over)
        assert numbers(queries.calls(owner, now=NOW)) == [other.pk]
        assert queries.stuck(owner, now=NOW) == 1


def test_what_is_live_is_said_alike_of_one_and_of_many(owner: Caller) -> None:
    days = (0, 89, 90, 91, 269, 270, 271)
    facts: list[dict[str, Any]] = [{"evaluated_on": TODAY - timedelta(day)} for day in days]
    facts += [{"scheduled_for": TODAY - timedelta(day)} for day in (-30, 0, 90, 91)]
    rows = [
        came(day, **told)
        for day in days
        for told in ({}, *facts)
        if told.get("evaluated_on", TODAY) >= TODAY - timedelta(day)
    ]
    dates = ("received_on", "scheduled_for")
    live = {one.pk for one in rows if is_live(one.stage, **{name: getattr(one, name) for name in dates}, today=TODAY)}
    assert set(queries.live(owner, today=TODAY).values_list("pk", flat=True)) == live
    assert set(queries.left_behind(owner, today=TODAY).values_list("pk", flat=True)) == {one.pk for one in rows} - live
    assert queries.left_behind_count(owner, now=NOW) == len(rows) - len(live)


def test_of_many_left_behind_no_more_are_counted_than_are_said(owner: Caller, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timers, "LEFT_BEHIND_COUNTED", 3)
    for day in (100, 101, 102):
        came(day)
        came(day, scheduled_for=TODAY - timedelta(day))
    assert queries.left_behind_count(owner, now=NOW) == 3


def test_one_booked_months_ahead_waits_on_the_board_and_is_missed_there(owner: Caller) -> None:
    booked, missed = came(200, scheduled_for=TODAY + timedelta(6)), came(150, scheduled_for=TODAY - timedelta(1))
    assert numbers(column(owner, "scheduled").cards) == [missed.pk, booked.pk]
    assert numbers(queries.calls(owner, now=NOW)) == [missed.pk]
    assert queries.stuck(owner, now=NOW) == 1


def test_a_referral_too_old_to_call_is_offered_for_closing_instead(owner: Caller) -> None:
    old = came(91)
    assert numbers(column(owner, "received").cards) == []
    assert list(queries.left_behind(owner, today=TODAY)) == [old]
    assert queries.calls(owner, now=NOW) == []


def test_a_clinic_that_closes_leaves_no_open_referral_unseen(owner: Caller, northside: Clinic) -> None:
    waiting = came(0, clinic=northside)
    treated = came(30, clinic=northside, evaluated_on=TODAY, visits_attended=4)
    northside.closed_on = TODAY
    northside.save()
    states = [card.state for row in (waiting, treated) for card in column(owner, row.stage).cards]
    assert [state and (state.key, state.tone) for state in states] == [("clinic closed", "stuck")] * 2
    assert queries.stuck(owner, now=NOW) == 1
    other = Clinic.objects.create(name="Lakeside")
    actions.correct(referral=waiting.pk, changes={"clinic": other.pk}, by=owner)
    assert queries.stuck(owner, now=NOW) == 0


def test_a_board_of_one_clinic_shows_its_referrals_alone(owner: Caller, northside: Clinic, harbor: Clinic) -> None:
    mine = came(0, clinic=northside)
    came(0, clinic=harbor)
    assert numbers(column(owner, "received", clinic=northside.pk).cards) == [mine.pk]


def test_those_to_call_are_who_can_be_called_now_then_who_later_today(owner: Caller) -> None:
    late, fresh = came(3), came(0)
    just_called = came(6)
    called(just_called, 1)  # three working hours lie between two calls: again at one
    came(9, first_contact_on=TODAY, scheduled_for=TODAY + timedelta(1))
    missed = came(9, first_contact_on=TODAY, scheduled_for=TODAY - timedelta(1))
    assert numbers(queries.calls(owner, now=NOW)) == [late.pk, missed.pk, fresh.pk, just_called.pk]


def test_nobody_is_called_before_the_day_they_named_or_while_the_payer_is_asked(owner: Caller) -> None:
    later, soon, payer = came(3), came(3), came(3, first_contact_on=TODAY - timedelta(2))
    for row, waits_for, ask_on in ((later, "patient", 1), (soon, "patient", 0), (payer, "payer", 0)):
        Hold.objects.create(referral=row, waits_for=waits_for, since=NOW, ask_on=TODAY + timedelta(ask_on))
    assert numbers(queries.calls(owner, now=NOW)) == [soon.pk]


def test_a_patient_who_missed_visits_is_called_once_also_when_the_referral_was_opened_again(owner: Caller) -> None:
    in_care, again = came(20, evaluated_on=TODAY - timedelta(9), visits_attended=4), came(20)
    Referral.objects.update(missed_in_a_row=2)
    assert sorted(numbers(queries.calls(owner, now=NOW))) == [in_care.pk, again.pk]


def test_a_letter_is_no_call_that_nobody_answered(owner: Caller) -> None:
    row = came(3)
    called(row, 30, 26)
    Attempt.objects.create(referral=row, at=NOW, how="letter", outcome="left message", recorded_at=NOW, once=uuid4())
    (card,) = queries.calls(owner, now=NOW)
    assert card.state is not None
    assert (card.state.key, "2 calls unanswered" in card.state.advice) == ("not contacted", True)
    called(row, 5)
    Kept.forget_all()
    assert [card.state and card.state.key for card in queries.calls(owner, now=NOW)] == ["not reached"]


def test_an_attempt_taken_back_counts_no_more(owner: Caller) -> None:
    row = came(3)
    called(row, 30, 26, 5)
    Attempt.objects.update(undone_at=NOW)
    assert [card.state and card.state.key for card in queries.calls(owner, now=NOW)] == ["not contacted"]


@pytest.mark.parametrize("asks", [queries.board, queries.calls, queries.stuck, queries.left_behind_count])
def test_nobody_without_referrals_asks_for_timers(read_only: Caller, asks: Callable[..., Any]) -> None:
    with pytest.raises(Refused):
        asks(read_only, now=NOW)


def test_people_of_another_clinic_see_nothing(outsider: Caller, front_desk: Caller, northside: Clinic) -> None:
    row = came(3, clinic=northside)
    assert (queries.stuck(front_desk, now=NOW), queries.stuck(outsider, now=NOW)) == (1, 0)
    assert queries.calls(outsider, now=NOW) == []
    assert [one.total for one in queries.board(outsider, now=NOW)] == [0] * 5
    assert list(queries.left_behind(outsider, today=TODAY + timedelta(200))) == []
    Referral.objects.filter(pk=row.pk).update(received_on=TODAY - timedelta(91))
    assert (queries.left_behind_count(front_desk, now=NOW), queries.left_behind_count(outsider, now=NOW)) == (1, 0)
    assert queries.reachable(outsider, row.pk) is None


@pytest.mark.parametrize("role", ["liaison", "compliance"])
def test_the_liaison_and_the_compliance_officer_see_reference_stage_and_source_alone(
    role: str, request: pytest.FixtureRequest
) -> None:
    by: Caller = request.getfixturevalue(role)
    row = came(3, payer="Aetna", condition="knee", patient=a_patient(), clinic=Clinic.objects.first())
    (card,) = column(by, "received").cards
    assert card == Card(row.pk, "received", row.source_id, row.received_on)
    assert (card.reference, queries.calls(by, now=NOW)) == (row.reference, [])


def test_the_liaison_opens_no_referral(liaison: Caller) -> None:
    row = queries.reachable(liaison, came(3).pk)
    assert row is not None
    with pytest.raises(Refused):
        queries.detail(liaison, row, now=NOW, today=TODAY)


def fill(count: int) -> None:
    for number in range(count):
        first = came(3 + number)
        called(first, 5)
        Hold.objects.create(referral=first, waits_for="payer", since=NOW)
        for facts in ({"first_contact_on": TODAY}, {"scheduled_for": TODAY}, {"evaluated_on": TODAY}):
            came(9, **facts)


@pytest.mark.parametrize(
    ("asks", "queries_at_most"),
    [
        (queries.stuck, 5),  # whether anything changed, hours, closures and clinics, then the count
        (queries.calls, 12),
        (queries.board, 21),
    ],
    ids=["stuck", "calls", "board"],
)
def test_the_number_of_queries_does_not_grow_with_the_referrals(
    owner: Caller,
    asks: Callable[..., Any],
    queries_at_most: int,
    django_assert_max_num_queries: Callable[[int], Any],
) -> None:
    for count in (1, 4):
        fill(count)
        Kept.forget_all()
        with django_assert_max_num_queries(queries_at_most):
            asks(owner, now=NOW)


# What follows compares the one query that counts the stuck with the state of every single card.

hours_of_day = st.integers(0, 23)
moments = st.integers(0, 314 * 24 * 2).map(
    lambda halves: datetime(2026, 2, 20, tzinfo=UTC) + timedelta(minutes=30 * halves, milliseconds=500 * (halves % 2))
)


@st.composite
def clinics(draw: st.DrawFn) -> dict[str, Any]:
    opens = draw(st.integers(0, 20))
    return {
        "opens_at": time(opens),
        "closes_at": time(draw(st.integers(opens + 1, 23))),
        "open_days": "".join(sorted(draw(st.sets(st.sampled_from("1234567"), min_size=1)))),
        "time_zone": draw(st.sampled_from(["", "America/Chicago", "Pacific/Honolulu"])),
        "keeps_holidays": draw(st.booleans()),
        "first_contact_hours": draw(st.sampled_from([1, 8, 24, 200])),
        "evaluation_days": draw(st.sampled_from([1, 5, 90])),
        "closed_on": draw(st.none() | st.dates(date(2026, 2, 1), date(2027, 3, 1))),
    }


whole_hours = st.integers(0, 95 * 24).map(lambda hours: timedelta(hours=hours))
stored = st.fixed_dictionaries(
    {
        "clinic": st.integers(-1, 1),
        "stage": st.sampled_from(["received", "contacted", "scheduled", "evaluated"]),
        "ago": whole_hours,
        "moment_known": st.booleans(),
        "scheduled_in": st.integers(-3, 3),
        "scheduled_time": st.none() | st.builds(time, hours_of_day),
        "waits": st.sets(st.sampled_from(["payer", "office", "patient"])),
        "calls": st.integers(0, 4),
    }
)
closed = st.tuples(st.integers(-1, 1), st.dates(date(2026, 1, 1), date(2026, 12, 31)), st.integers(0, 200))


def put(facts: dict[str, Any], now: datetime, at: list[Clinic], source: Provider) -> None:
    """Store one referral as it could be, whatever the actions would have said to it."""
    received = now - facts["ago"]
    booked = facts["stage"] == "scheduled"
    row = Referral.objects.create(
        source=source,
        clinic=None if facts["clinic"] < 0 else at[facts["clinic"]],
        stage=facts["stage"],
        received_on=received.astimezone(ZONE).date(),
        received_at=received if facts["moment_known"] else None,
        scheduled_for=(now.astimezone(ZONE).date() + timedelta(facts["scheduled_in"])) if booked else None,
        scheduled_time=facts["scheduled_time"] if booked else None,
        created_at=now,
    )
    Hold.objects.bulk_create(Hold(referral=row, waits_for=one, since=received) for one in facts["waits"])
    Attempt.objects.bulk_create(
        Attempt(referral=row, at=received, outcome="no answer", recorded_at=received, once=uuid4())
        for _ in range(facts["calls"])
    )


@settings(max_examples=120)
@given(
    now=moments,
    places=st.lists(clinics(), min_size=2, max_size=2),
    rows=st.lists(stored, min_size=1, max_size=8),
    closures=st.lists(closed, max_size=2),
)
def test_the_count_of_the_stuck_is_the_count_of_cards_that_say_so(
    owner: Caller,
    organisation: Organisation,
    now: datetime,
    places: list[dict[str, Any]],
    rows: list[dict[str, Any]],
    closures: list[tuple[int, date, int]],
) -> None:
    Kept.forget_all()
    with transaction.atomic():
        at = [Clinic.objects.create(name=f"Clinic {number}", **facts) for number, facts in enumerate(places)]
        for clinic, first, length in closures:
            place = None if clinic < 0 else at[clinic]
            Closure.objects.create(clinic=place, first_day=first, last_day=first + timedelta(days=length))
        source = a_provider()
        for facts in rows:
            put(facts, now, at, source)
        live = queries.live(owner, today=now.astimezone(ZONE).date()).filter(stage__in=BEFORE_EVALUATION)
        cards = queries.states(owner, live, now=now)
        says_so = [card.number for card in cards if card.state is not None and card.state.tone == "stuck"]
        assert queries.stuck(owner, now=now) == len(says_so)
        transaction.set_rollback(True)
