"""The way in, asking for an introduction, and what came of it."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from wellsent.accounts.caller import Caller, caller_of
from wellsent.accounts.models import AuditEvent, Closure, Role, User
from wellsent.base.errors import DataError, Forbidden, Refused
from wellsent.base.kept import Kept
from wellsent.directory import actions as directory
from wellsent.directory.models import Provider
from wellsent.directory.office.actions import add_person, set_habits
from wellsent.directory.ties.actions import TieFacts, add_tie
from wellsent.directory.ties.ends import provider_node
from wellsent.directory.ties.paths import Node
from wellsent.directory.ties.rules import Consent
from wellsent.outreach.actions import undo_touch
from wellsent.outreach.introductions import actions, queries
from wellsent.outreach.introductions.presenters import WayInView, way_in_view
from wellsent.outreach.introductions.rules import WayIn, objection_to_due, usual_due
from wellsent.outreach.models import Introduction, Touch
from wellsent.plan import queries as plan
from wellsent.plan.actions import answer as answer_line
from wellsent.testing.factories import a_practice, a_provider, a_referral, a_touch

TODAY = date(2026, 11, 24)
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def noon() -> Iterator[time_machine.Traveller]:
    with time_machine.travel("2026-11-24T17:00:00Z", tick=False) as traveller:
        yield traveller


@pytest.fixture
def sato() -> Provider:
    """A target."""
    return a_provider("Naomi", "Sato")


@pytest.fixture
def brandt(owner: Caller) -> Provider:
    """A source whom the owner trained with."""
    brandt = a_provider("Katherine", "Brandt")
    tie(brandt, Node("colleague", str(owner.user_id)), by=owner, kind="trained", evidence="Class of 2011")
    return brandt


def tie(one: Provider, other: Provider | Node, *, by: Caller, **more: Any) -> None:
    facts = {"kind": "colleagues", "strength": 3, "evidence": "Shared an office until 2019", **more}
    second = provider_node(other.pk) if isinstance(other, Provider) else other
    add_tie(TieFacts(provider_node(one.pk), second, **facts), once=uuid.uuid4(), by=by)


def way(target: Provider, caller: Caller) -> WayIn:
    return queries.ways_in(caller, [target.pk], as_of=TODAY)[target.pk]


def shown(target: Provider, caller: Caller) -> WayInView:
    return way_in_view(way(target, caller), practice="Northside PT", today=TODAY)


def ask(target: Provider, whom: Provider, *, by: Caller, **more: Any) -> Introduction:
    facts = {"whom": provider_node(whom.pk), "once": uuid.uuid4(), **more}
    return actions.ask(to=target.pk, by=by, **facts)


class TestTheWay:
    def test_it_leads_through_who_knows_both_with_the_words_for_each_step(
        self, owner: Caller, sato: Provider, brandt: Provider
    ) -> None:
        tie(sato, brandt, by=owner)
        view = shown(sato, owner)
        assert view.lead == "Katherine Brandt, MD can introduce you; Owner Person asks."
        assert view.chain == (
            "Owner Person",
            "Trained together: Katherine Brandt, MD",
            "Former colleagues: Naomi Sato, MD",
        )
        assert view.words == (
            (
                "Owner Person to Katherine Brandt",
                "“You and Naomi Sato used to work together. Would you introduce me?”",
            ),
            (
                "Katherine Brandt to Naomi Sato",
                "“I would like to put you in touch with Owner Person of Northside PT. May I?”",
            ),
        )
        assert (view.badge, view.brief) == ("Katherine Brandt", "former colleagues")

    def test_one_of_us_who_knows_them_calls_themselves(self, owner: Caller, sato: Provider) -> None:
        tie(sato, Node("ours", "Jo Ellis"), by=owner, kind="event", evidence="Sat at our table")
        view = shown(sato, owner)
        assert view.lead == "Jo Ellis knows them."
        assert view.words == (
            (
                "Jo Ellis to Naomi Sato",
                "“We met at our event. May I come by for ten minutes and hear what you look for?”",
            ),
        )

    def test_three_steps_say_where_they_lead(self, owner: Caller, sato: Provider, brandt: Provider) -> None:
        rey = a_provider("Tomás", "Rey", practice=a_practice("Eastside Clinic"))
        tie(rey, brandt, by=owner)
        directory.affiliate(provider=sato.pk, practice=rey.affiliations.get().practice_id, by=owner)
        view = shown(sato, owner)
        assert view.brief == "three steps, same practice"
        assert [words for _, words in view.words] == [
            "“You and Tomás Rey used to work together. Would you introduce me? I hope to meet Naomi Sato that way.”",
            "“You and Naomi Sato both work at Eastside Clinic. Would you introduce Owner Person of Northside PT?”",
            "“I would like to put you in touch with Owner Person of Northside PT. May I?”",
        ]

    def test_a_source_met_twice_in_a_year_can_be_asked(self, owner: Caller, sato: Provider) -> None:
        okafor = a_provider("Ada", "Okafor")
        tie(sato, okafor, by=owner)
        a_touch(okafor, on=TODAY - timedelta(days=30))
        assert way(sato, owner).path is None
        a_touch(okafor, on=TODAY - timedelta(days=300))
        assert shown(sato, owner).lead == "Ada Okafor, MD can introduce you."
        assert shown(sato, owner).words[0][0] == "You to Ada Okafor"

    def test_a_source_who_sends_can_be_asked_by_who_sees_volume_alone(
        self, owner: Caller, a_person: Callable[..., User], sato: Provider
    ) -> None:
        okafor = a_provider("Ada", "Okafor")
        tie(sato, okafor, by=owner)
        for days in (5, 50, 100):
            a_referral(okafor, received_on=TODAY - timedelta(days=days))
        assert way(sato, owner).path
        for role in (Role.FRONT_DESK, Role.CLINICIAN, Role.COMPLIANCE):
            assert way(sato, caller_of(a_person(role))).path is None
        gifts = a_person(Role.LIAISON, all_clinics=True)
        gifts.chooses_gifts = True
        gifts.save()
        assert way(sato, caller_of(gifts)).path is None
        assert not way(okafor, caller_of(gifts)).is_known

    def test_whom_we_met_needs_no_introduction(self, owner: Caller, sato: Provider) -> None:
        a_touch(sato, on=TODAY - timedelta(days=3))
        assert shown(sato, owner).lead == "You met them on 21 Nov: no introduction is needed."

    def test_nobody_is_reached_through_who_is_not_to_be_contacted_or_is_gone(
        self, owner: Caller, sato: Provider, brandt: Provider
    ) -> None:
        tie(sato, brandt, by=owner)
        directory.do_not_contact(provider=brandt.pk, since=TODAY, why="asked us not to", by=owner)
        assert way(sato, owner).path is None
        directory.contact_again(provider=brandt.pk, why="asked us back", by=owner)
        directory.retire(provider=brandt.pk, on=TODAY, why="moved", by=owner)
        assert way(sato, owner).path is None

    def test_a_target_that_is_not_to_be_contacted_has_no_way_in(
        self, owner: Caller, sato: Provider, brandt: Provider
    ) -> None:
        tie(sato, brandt, by=owner)
        directory.do_not_contact(provider=sato.pk, since=TODAY, why="asked us not to", by=owner)
        view = shown(sato, owner)
        assert (view.lead, view.whom, view.chain) == ("Not to be contacted: asked us not to", "", ())

    def test_it_goes_through_a_merged_row_to_the_survivor(
        self, owner: Caller, sato: Provider, brandt: Provider
    ) -> None:
        twin = a_provider("K", "Brandt")
        tie(sato, twin, by=owner)
        assert way(sato, owner).path is None
        directory.merge(survivor=brandt.pk, merged=twin.pk, by=owner)
        assert way(sato, owner).whom == provider_node(brandt.pk)

    def test_no_way_says_what_would_open_one(self, owner: Caller) -> None:
        harbor = a_practice("Harbor Foot & Ankle")
        sato = a_provider("Naomi", "Sato", practice=harbor)
        assert shown(sato, owner).lead == "Nobody we know is known to know them."
        assert [words.partition(":")[0] for words in shown(sato, owner).tries] == [
            "Try your own people",
            "Try an invitation to your next event",
        ]
        add_person(office=harbor.pk, name="Maria Lopes", roles=["books", "door"], act=uuid.uuid4(), by=owner)
        habits = {"visits": "no drop-ins on Monday", "hours": "mornings"}
        set_habits(office=harbor.pk, habits=habits, act=uuid.uuid4(), by=owner)
        assert shown(sato, owner).tries[:2] == (
            "Try a visit; their office says: no drop-ins on Monday.",
            "Try a call to Maria Lopes, who books and guards the door there (mornings).",
        )

    def test_a_patient_of_both_is_spoken_of_without_a_name(
        self, owner: Caller, sato: Provider, brandt: Provider
    ) -> None:
        consent = Consent("Fay Person", date(2026, 9, 1), "told")
        tie(sato, brandt, by=owner, kind="patient", evidence="", consent=consent)
        assert shown(sato, owner).words[0][1] == (
            "“You and Naomi Sato both care for a patient, who has agreed that we say so. Would you introduce me?”"
        )

    def test_twenty_targets_take_no_more_queries_than_one(
        self, owner: Caller, sato: Provider, brandt: Provider
    ) -> None:
        tie(sato, brandt, by=owner)
        more = [a_provider(practice=a_practice()).pk for _ in range(20)]
        Kept.forget_all()
        with CaptureQueriesContext(connection) as few:
            queries.ways_in(owner, [sato.pk], as_of=TODAY)
        Kept.forget_all()
        with CaptureQueriesContext(connection) as many:
            queries.ways_in(owner, [sato.pk, *more], as_of=TODAY)
        assert len(many) <= len(few)


class TestAsking:
    @pytest.fixture(autouse=True)
    def _known(self, owner: Caller, sato: Provider, brandt: Provider) -> None:
        tie(sato, brandt, by=owner)

    def test_it_is_a_touch_with_the_one_asked_and_a_task_of_the_week_until_answered(
        self, owner: Caller, sato: Provider, brandt: Provider
    ) -> None:
        row = ask(sato, brandt, by=owner)
        touch = Touch.objects.get()
        assert (touch.source_id, touch.kind, touch.real_contact) == (brandt.pk, "call", True)
        assert row.due_on == TODAY + timedelta(days=7)
        line = plan.line(owner, topic="introduction", source=sato.pk)
        assert line is not None
        assert line.title == "Hear from Katherine Brandt, MD about Naomi Sato, MD"
        assert line.reason == "Asked on 24 November for an introduction; an answer is due by 1 December."
        actions.answer(introduction=row.pk, outcome="introduced", by=owner)
        assert plan.line(owner, topic="introduction", source=sato.pk) is None
        actions.reopen(introduction=row.pk, by=owner)
        assert plan.line(owner, topic="introduction", source=sato.pk)

    def test_the_answer_is_due_on_the_day_that_was_chosen_which_the_task_shows(
        self, owner: Caller, sato: Provider, brandt: Provider
    ) -> None:
        ask(sato, brandt, by=owner, due=date(2026, 12, 15))
        line = plan.line(owner, topic="introduction", source=sato.pk)
        assert line is not None
        assert line.reason.endswith("an answer is due by 15 December.")
        assert shown(sato, owner).asked.endswith("an answer is due by 15 Dec.")

    def test_unless_one_is_chosen_it_is_due_in_a_week_or_once_the_practice_is_open_again(
        self, owner: Caller, sato: Provider, brandt: Provider
    ) -> None:
        Closure.objects.create(first_day=date(2026, 12, 1), last_day=date(2026, 12, 4), reason="Moving")
        assert shown(sato, owner).due == "2026-12-07"
        assert ask(sato, brandt, by=owner).due_on == date(2026, 12, 7)

    def test_it_can_be_put_off(self, owner: Caller, sato: Provider, brandt: Provider) -> None:
        ask(sato, brandt, by=owner)
        line = plan.line(owner, topic="introduction", source=sato.pk)
        assert line is not None
        answer_line(line=line, choice="later", on=TODAY, by=owner)
        assert plan.line(owner, topic="introduction", source=sato.pk) is None

    def test_it_is_awaited_by_who_may_say_what_came_of_it(
        self, owner: Caller, sato: Provider, brandt: Provider, clinician: Caller, compliance: Caller
    ) -> None:
        ask(sato, brandt, by=owner)
        assert len(queries.waiting(clinician)) == 1
        assert queries.waiting(compliance) == []

    def test_taking_it_back_takes_the_touch_back_and_so_the_other_way_round(
        self, owner: Caller, sato: Provider, brandt: Provider
    ) -> None:
        row = ask(sato, brandt, by=owner)
        actions.take_back(introduction=row.pk, by=owner)
        assert Touch.objects.get().undone_at
        assert queries.waiting(owner) == []
        again = ask(sato, brandt, by=owner, how="email")
        undo_touch(touch=again.touch_id or 0, by=owner)
        assert queries.waiting(owner) == []
        assert Introduction.objects.count() == 2

    def test_after_ten_minutes_it_stays(
        self, owner: Caller, sato: Provider, brandt: Provider, noon: time_machine.Traveller
    ) -> None:
        row = ask(sato, brandt, by=owner)
        noon.shift(timedelta(minutes=11))
        with pytest.raises(Refused, match="too long ago"):
            actions.take_back(introduction=row.pk, by=owner)
        assert len(queries.waiting(owner)) == 1

    def test_asking_one_of_us_is_no_touch(self, owner: Caller, sato: Provider) -> None:
        tie(sato, Node("ours", "Jo Ellis"), by=owner)
        row = actions.ask(to=sato.pk, whom=Node("ours", "Jo Ellis"), once=uuid.uuid4(), by=owner)
        assert (row.of_name, row.of, row.touch) == ("Jo Ellis", None, None)
        assert not Touch.objects.exists()

    def test_asking_somebody_of_an_office_is_a_touch_with_that_office(self, owner: Caller) -> None:
        harbor = a_practice("Harbor")
        target = a_provider("Ida", "Novak", practice=harbor)
        add_person(office=harbor.pk, name="Maria Lopes", act=uuid.uuid4(), by=owner)
        maria = Node("person", str(harbor.office_people.get().pk))
        facts = TieFacts(maria, Node("colleague", str(owner.user_id)), "civic", 3, "Choir")
        add_tie(facts, once=uuid.uuid4(), by=owner)
        actions.ask(to=target.pk, whom=maria, how="visit", once=uuid.uuid4(), by=owner)
        touch = Touch.objects.get()
        assert (touch.source_id, touch.with_whom) == (harbor.pk, "Maria Lopes")

    def test_sent_twice_it_is_asked_once_and_nobody_is_asked_while_an_answer_is_awaited(
        self, owner: Caller, sato: Provider, brandt: Provider
    ) -> None:
        once = uuid.uuid4()
        assert ask(sato, brandt, by=owner, once=once).pk == ask(sato, brandt, by=owner, once=once).pk
        with pytest.raises(Refused, match="was asked already"):
            ask(sato, brandt, by=owner)
        assert Touch.objects.count() == 1

    def test_what_cannot_be_is_refused(
        self, owner: Caller, sato: Provider, brandt: Provider, compliance: Caller
    ) -> None:
        with pytest.raises(Refused, match="has changed"):
            ask(sato, a_provider(), by=owner)
        with pytest.raises(DataError, match="does not ask by 'gift'"):
            ask(sato, brandt, by=owner, how="gift")
        with pytest.raises(DataError, match="Answer due by: that day lies in the past"):
            ask(sato, brandt, by=owner, due=TODAY - timedelta(days=1))
        with pytest.raises(DataError, match="Answer due by: that day is more than a year ahead"):
            ask(sato, brandt, by=owner, due=date(9999, 1, 1))
        with pytest.raises(Forbidden):
            ask(sato, brandt, by=compliance)
        directory.do_not_contact(provider=sato.pk, since=TODAY, why="asked", by=owner)
        with pytest.raises(Refused, match="Not to be contacted"):
            ask(sato, brandt, by=owner)
        assert not Introduction.objects.exists()

    def test_an_answer_is_given_once_and_is_one_there_is(self, owner: Caller, sato: Provider, brandt: Provider) -> None:
        row = ask(sato, brandt, by=owner)
        with pytest.raises(DataError, match="not what can come of it"):
            actions.answer(introduction=row.pk, outcome="perhaps", by=owner)
        actions.answer(introduction=row.pk, outcome="declined", by=owner)
        with pytest.raises(Refused, match="known already"):
            actions.answer(introduction=row.pk, outcome="introduced", by=owner)
        assert shown(sato, owner).asked == "Katherine Brandt, MD declined on 24 Nov."
        assert list(
            AuditEvent.objects.filter(subject="introductions").values_list("verb", flat=True).order_by("pk")
        ) == [
            "introductions.ask",
            "introductions.declined",
        ]


@given(st.dates(date(2020, 1, 1), date(2040, 1, 1)), st.sets(st.integers(1, 7)))
def test_an_answer_is_due_a_week_later_or_on_the_next_day_that_somebody_works(day: date, open_days: set[int]) -> None:
    due = usual_due(day, lambda one: one.isoweekday() in open_days)
    assert timedelta(days=7) <= due - day < timedelta(days=14)
    assert due.isoweekday() in open_days or (not open_days and due == day + timedelta(days=7))
    assert objection_to_due(due, asked_on=day) == ("", "")
