"""The weekly list, from plain facts."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from itertools import chain, combinations

from hypothesis import given, settings
from hypothesis import strategies as st

from wellsent.plan.rules.answers import Answered
from wellsent.plan.rules.choosing import best_within
from wellsent.plan.rules.contacts import SourceFacts
from wellsent.plan.rules.lines import CLOSE_THE_LOOP, KEEP_IN_TOUCH, Suggestion
from wellsent.plan.rules.targets import AcceptedTarget
from wellsent.plan.rules.week import Week, week
from wellsent.referrals.rules import Waiting

TODAY = date(2026, 11, 24)


def a_source(key: int = 1, **changes: object) -> SourceFacts:
    steady = SourceFacts(
        key=key,
        name="Ada Okafor, MD",
        state="active",
        tier="A",
        chance_needed=0.1,
        low=4,
        expected=6.2,
        high=9,
        usual_90_days=6.2,
        first_on=date(2024, 11, 3),
        last_on=date(2026, 11, 20),
        referrals=44,
        last_real_contact=TODAY - timedelta(days=10),
    )
    return replace(steady, **changes)  # type: ignore[arg-type]  # replace checks the names itself


def a_quiet_source(key: int = 2, **changes: object) -> SourceFacts:
    quiet = {
        "state": "quiet",
        "chance_needed": 0.97,
        "quiet_since": date(2026, 8, 1),
        "quiet_sentence": "Expected 4 to 9 since August, received 1; by chance alone this happens 1 time in 40.",
        "last_real_contact": None,
    }
    return a_source(key, **{**quiet, **changes})


def the_week(*sources: SourceFacts, waiting: tuple[Waiting, ...] = (), hours: float = 4, **more: object) -> Week:
    return week(sources, waiting, as_of=TODAY, hours=hours, **more)  # type: ignore[arg-type]


def test_a_quiet_source_is_visited_with_the_numbers_as_the_reason() -> None:
    (line,) = the_week(a_quiet_source()).chosen
    assert line.action == "visit"
    assert "Expected 4 to 9 since August, received 1" in line.reason
    assert "No real contact with them is recorded." in line.reason


def test_a_small_quiet_source_is_called_instead_of_visited() -> None:
    (line,) = the_week(a_quiet_source(usual_90_days=1.5)).chosen
    assert (line.action, line.minutes) == ("call", 10)


def test_a_quiet_source_met_since_is_left_in_peace_for_as_long_as_its_tier_allows() -> None:
    assert the_week(a_quiet_source(last_real_contact=TODAY - timedelta(days=29))).chosen == ()
    (again,) = the_week(a_quiet_source(last_real_contact=TODAY - timedelta(days=30))).chosen
    assert "Last real contact 30 days ago." in again.reason


def test_a_contact_just_after_a_source_fell_silent_was_not_about_its_silence() -> None:
    at_once = a_quiet_source(quiet_since=TODAY - timedelta(days=20), last_real_contact=TODAY - timedelta(days=15))
    (line,) = the_week(at_once).chosen
    assert line.topic == "quiet"


def test_a_quiet_source_called_no_concern_stays_off_the_list_when_its_next_check_in_would_be_due() -> None:
    quiet = a_quiet_source(last_real_contact=TODAY - timedelta(days=60))
    said = Answered(quiet.key, "quiet", quiet.quiet_since, "not needed", TODAY - timedelta(days=50))
    assert the_week(quiet, answers=(said,)).chosen == ()


def test_a_first_referral_is_thanked_for() -> None:
    new = a_source(state="new", first_on=TODAY - timedelta(days=5), referrals=1, last_real_contact=None)
    (line,) = the_week(new).chosen
    assert line.title == "Thank Ada Okafor, MD for a first referral"
    assert "19 November, 5 days ago" in line.reason


def test_nobody_is_thanked_twice() -> None:
    new = a_source(state="new", first_on=TODAY - timedelta(days=5), last_real_contact=TODAY)
    assert the_week(new, thanked=frozenset({1})).chosen == ()


def test_a_check_in_is_due_when_the_last_real_contact_is_too_long_ago() -> None:
    assert the_week(a_source(last_real_contact=TODAY - timedelta(days=29))).chosen == ()
    (line,) = the_week(a_source(last_real_contact=TODAY - timedelta(days=30))).chosen
    assert line.topic == "check-in"
    assert "Last real contact 30 days ago." in line.reason


def test_whoever_asked_not_to_be_contacted_is_never_proposed() -> None:
    assert the_week(a_quiet_source(do_not_contact=True)).chosen == ()


def test_patients_without_a_day_come_before_any_growth() -> None:
    waiting = (Waiting(1, TODAY - timedelta(days=3), None), Waiting(1, TODAY - timedelta(days=12), None))
    first = the_week(a_quiet_source(), waiting=waiting, usual_days_to_evaluation=4.0).chosen[0]
    assert first.group == CLOSE_THE_LOOP
    assert first.title == "Call 2 referred patients not yet booked"
    assert "3 to 12 days ago" in first.reason
    assert "within 4 days" in first.reason


def test_a_passed_evaluation_day_is_its_own_line() -> None:
    waiting = (Waiting(1, TODAY - timedelta(days=9), TODAY - timedelta(days=2)),)
    (line,) = the_week(waiting=waiting).chosen
    assert line.topic == "evaluation missed"
    assert "22 November" in line.reason


def test_a_booked_patient_whose_day_is_still_to_come_is_not_called() -> None:
    assert the_week(waiting=(Waiting(1, TODAY - timedelta(days=9), TODAY + timedelta(days=1)),)).chosen == ()


def test_referrals_of_last_spring_are_not_this_weeks_calls() -> None:
    assert the_week(waiting=(Waiting(1, TODAY - timedelta(days=120), None),)).chosen == ()


def test_closing_loops_takes_no_outreach_hours() -> None:
    waiting = tuple(Waiting(1, TODAY - timedelta(days=2), None) for _ in range(100))
    week = the_week(a_quiet_source(), waiting=waiting, hours=1)
    assert {line.topic for line in week.chosen} == {"not booked", "quiet"}


def test_what_does_not_fit_the_hours_is_left_over_not_lost() -> None:
    week = the_week(*[a_quiet_source(key) for key in range(10)], hours=1)
    assert len(week.chosen) == 1
    assert len(week.left_over) == 9


def test_later_hides_a_line_until_its_day() -> None:
    answer = Answered(2, "quiet", date(2026, 8, 1), "later", on=TODAY, until=TODAY + timedelta(days=7))
    assert the_week(a_quiet_source(), answers=(answer,)).chosen == ()
    again = replace(answer, until=TODAY)
    assert len(the_week(a_quiet_source(), answers=(again,)).chosen) == 1


def test_not_needed_holds_for_this_occasion_alone() -> None:
    answer = Answered(2, "quiet", date(2026, 3, 1), "not needed", on=date(2026, 4, 1))
    assert len(the_week(a_quiet_source(), answers=(answer,)).chosen) == 1
    same = replace(answer, since=date(2026, 8, 1))
    assert the_week(a_quiet_source(), answers=(same,)).chosen == ()


def test_the_list_fills_up_when_a_line_is_answered() -> None:
    sources = [a_quiet_source(key, name=f"Source {key}") for key in range(3)]
    before = the_week(*sources, hours=0.6)
    gone = before.chosen[0]
    answer = Answered(gone.source, "quiet", gone.since, "not needed", on=TODAY)
    after = the_week(*sources, hours=0.6, answers=(answer,))
    assert len(after.chosen) == len(before.chosen) == 1
    assert after.chosen[0].source != gone.source


def a_line(minutes: int, good: float) -> Suggestion:
    return Suggestion("t", KEEP_IN_TOUCH, None, f"{minutes}-{good}", "call", "t", "r", minutes, good)


@settings(max_examples=150)
@given(
    st.lists(st.tuples(st.sampled_from([5, 10, 20, 35]), st.integers(0, 50)), max_size=8),
    st.sampled_from([0, 15, 60, 95]),
)
def test_no_other_choice_within_the_minutes_does_more_good(rows: list[tuple[int, int]], minutes: int) -> None:
    lines = [a_line(size, float(good)) for size, good in rows]
    chosen = best_within(lines, minutes=minutes)
    assert sum(line.minutes for line in chosen) <= minutes
    every = chain.from_iterable(combinations(lines, size) for size in range(len(lines) + 1))
    best = max(sum(line.good for line in some) for some in every if sum(line.minutes for line in some) <= minutes)
    assert sum(line.good for line in chosen) == best


def a_target(key: int, *, days: int = 1, met: date | None = None) -> AcceptedTarget:
    return AcceptedTarget(key, f"Target {key}", TODAY - timedelta(days=days), "Sends feet.", met)


def test_first_visits_have_their_share_of_the_hours_the_longest_accepted_first() -> None:
    due = [a_source(key, name=f"S {key}", last_real_contact=None) for key in range(1, 10)]
    week = the_week(*due, accepted=[a_target(key, days=key) for key in range(11, 16)])
    assert {line.source for line in week.chosen if line.topic == "first visit"} == {14, 15}
    assert sum(line.minutes for line in week.chosen) <= 240
    assert {line.source for line in week.left_over if line.topic == "first visit"} == {11, 12, 13}


def test_what_sources_leave_of_the_hours_goes_to_more_first_visits() -> None:
    week = the_week(accepted=[a_target(key) for key in range(11, 20)])
    assert len(week.chosen) == 6


def test_a_target_that_was_met_or_has_another_line_or_waits_half_a_year_has_no_first_visit() -> None:
    met, old = a_target(11, met=TODAY), a_target(12, days=200)
    week = the_week(a_quiet_source(13), accepted=[met, old, a_target(13)])
    assert [line.topic for line in week.chosen] == ["quiet"]
