"""Lists of visits: whose episode each belongs to, what follows from it; that a list can come again and be undone."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from wellsent.accounts.caller import Caller
from wellsent.accounts.models import AuditEvent, Clinic
from wellsent.base.errors import Refused
from wellsent.exchange.imports import actions, queries
from wellsent.exchange.imports.tests.test_importing import as_csv, bring_in, counts
from wellsent.exchange.models import Batch, ImportedRow
from wellsent.patients.models import Patient
from wellsent.referrals import actions as referrals
from wellsent.referrals.models import Referral, Transition, Visit

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_today")]

REFERRED = ("Ref Date", "Referring Provider", "MRN", "Patient Name", "DOB", "Eval Date", "D/C Date", "Visits Attended")
ROSA = ("01/05/2026", "Okafor, Ada MD", "A1", "Quill, Rosa", "02/03/1980", "01/09/2026", "", "")
TOM = ("01/06/2026", "Pillai, Kavita MD", "A2", "Marsh, Tom", "05/16/1971", "", "", "")
HEADS = ("Appointment Date", "MRN", "Appointment Status")


@pytest.fixture(autouse=True)
def _today() -> Iterator[None]:
    with time_machine.travel("2026-03-10 15:00", tick=False):
        yield


@pytest.fixture
def referred(owner: Caller) -> None:
    bring_in(as_csv([ROSA, TOM], REFERRED), by=owner)


def visits(*rows: tuple[str, ...], by: Caller, heads: tuple[str, ...] = HEADS) -> Batch:
    return bring_in(as_csv(rows, heads), by=by, kind="visits")


def of(family: str) -> Referral:
    return Referral.objects.get(source__family=family)


def stored(referral: Referral) -> dict[str, str]:
    return {f"{on:%m/%d}": outcome for on, outcome in referral.visits.values_list("on", "outcome")}


def everything() -> list[Any]:
    """Every row of what a list of visits may change."""
    kept = (Referral.objects.order_by("pk"), Visit.objects.order_by("pk"), Transition.objects.order_by("pk"))
    return [list(rows.values()) for rows in kept]


@pytest.mark.usefixtures("referred")
def test_visits_go_to_their_patients_referral_in_the_words_of_any_emr(owner: Caller) -> None:
    batch = visits(
        ("01/12/2026", "A1", "Checked Out"),
        ("01/14/2026", "A1", "No-Show"),
        ("01/16/2026", "A1", "Cancelled < 24 hrs"),
        ("01/19/2026", "A1", "Arrived"),
        ("03/20/2026 09:30", "A1", "Pending"),
        by=owner,
    )
    assert counts(batch) == {"added": 5, "changed": 0, "same": 0, "repeated": 0, "rejected": 0}
    rosa = of("Okafor")
    assert stored(rosa) == {
        "01/12": "attended", "01/14": "missed", "01/16": "cancelled", "01/19": "attended", "03/20": "planned",
    }  # fmt: skip
    assert (rosa.visits_attended, rosa.visits_missed, rosa.visits_cancelled) == (2, 1, 1)
    assert (rosa.stage, rosa.missed_in_a_row) == ("in care", None)
    assert not of("Pillai").visits.exists()


@pytest.mark.usefixtures("referred")
def test_the_first_visit_attended_of_a_patient_not_yet_evaluated_is_the_evaluation(owner: Caller) -> None:
    visits(("01/20/2026", "A2", "Attended"), ("01/13/2026", "A2", "Attended"), by=owner)
    tom = of("Pillai")
    assert (tom.evaluated_on, tom.stage) == (date(2026, 1, 13), "in care")
    steps = list(tom.transitions.values_list("stage", "on"))
    assert steps[1:] == [("evaluated", date(2026, 1, 13)), ("in care", date(2026, 1, 20))]


@pytest.mark.usefixtures("referred")
def test_a_visit_called_initial_evaluation_is_the_evaluation(owner: Caller) -> None:
    heads = ("Date", "MRN", "Visit Type", "Status")
    visits(
        ("01/12/2026", "A2", "Screen", "Seen"), ("01/15/2026", "A2", "PT Initial Eval", "Seen"), by=owner, heads=heads
    )
    assert of("Pillai").evaluated_on == date(2026, 1, 15)


@pytest.mark.usefixtures("referred")
@pytest.mark.parametrize(
    ("row", "stage", "scheduled_for"),
    [
        (("03/20/2026", "A2", "Confirmed"), "scheduled", date(2026, 3, 20)),
        (("03/02/2026", "A2", "No Show"), "scheduled", date(2026, 3, 2)),
        (("03/02/2026", "A2", "Cancelled"), "received", None),
    ],
)
def test_before_the_evaluation_a_visit_speaks_of_its_appointment(
    owner: Caller, row: tuple[str, ...], stage: str, scheduled_for: date | None
) -> None:
    visits(row, by=owner)
    assert (of("Pillai").stage, of("Pillai").scheduled_for) == (stage, scheduled_for)


@pytest.mark.usefixtures("referred")
def test_an_appointment_that_the_list_cancels_is_given_up(owner: Caller) -> None:
    visits(("03/20/2026", "A2", "Booked"), by=owner)
    visits(("03/20/2026", "A2", "Canceled"), by=owner)
    assert (of("Pillai").stage, of("Pillai").scheduled_for) == ("contacted", None)


@pytest.mark.usefixtures("referred")
def test_an_older_list_does_not_move_a_later_appointment_made_by_hand(owner: Caller, front_desk: Caller) -> None:
    del front_desk
    tom = of("Pillai")
    day = date(2026, 3, 25)
    referrals.move(referral=tom.pk, to="scheduled", seen="received", on=date(2026, 3, 9), scheduled_for=day, by=owner)
    visits(("03/02/2026", "A2", "No Show"), by=owner)
    assert of("Pillai").scheduled_for == day


@pytest.mark.usefixtures("referred")
def test_who_came_after_having_been_given_up_is_evaluated_after_all(owner: Caller) -> None:
    tom = of("Pillai")
    with time_machine.travel("2026-02-02 15:00"):
        referrals.move(
            referral=tom.pk, to="lost", seen="received", on=date(2026, 2, 2), why="could not be reached", by=owner
        )
    visits(("02/20/2026", "A2", "Arrived"), by=owner)
    assert (of("Pillai").stage, of("Pillai").lost_reason) == ("evaluated", "")


@pytest.mark.usefixtures("referred")
def test_rows_of_unknown_patients_and_days_outside_any_episode_are_refused_without_echoing(owner: Caller) -> None:
    batch = visits(
        ("01/12/2026", "A1", "Attended"),
        ("01/12/2026", "Z99", "Attended"),
        ("12/30/2025", "A1", "Attended"),
        ("01/13/2026", "A1", "Zebra"),
        ("03/20/2026", "A1", "Attended"),
        by=owner,
    )
    assert counts(batch) == {"added": 1, "changed": 0, "same": 0, "repeated": 0, "rejected": 4}
    told = {row["row"]: (row["column"], row["reason"], row["value"]) for row in batch.rejected["rows"]}
    assert told == {
        3: ("MRN", "No referral names this patient.", None),
        4: ("Appointment Date", "None of this patient's referrals was open on this day.", None),
        5: ("Appointment Status", "This word is not known here.", "Zebra"),
        6: ("Appointment Status", "The visit lies ahead, so nobody has come or stayed away yet.", None),
    }
    assert Patient.objects.count() == 2
    heads, rows = queries.rejected_file(owner, batch.pk)
    assert heads == [*HEADS, "Why not imported"]
    assert [row[:2] for row in rows] == [
        ["01/12/2026", "Z99"], ["12/30/2025", "A1"], ["01/13/2026", "A1"], ["03/20/2026", "A1"],
    ]  # fmt: skip


@pytest.mark.usefixtures("referred")
def test_patients_are_found_by_name_with_birth_date_too(owner: Caller) -> None:
    heads = ("Date", "Patient", "DOB", "Status")
    batch = visits(("01/12/2026", "Rosa Quill", "02/03/1980", "Kept"), by=owner, heads=heads)
    assert counts(batch)["added"] == 1


def test_of_two_episodes_the_latest_one_takes_the_visit_unless_the_row_says_which(owner: Caller) -> None:
    first = (*ROSA[:5], "01/09/2026", "", "")
    second = ("02/16/2026", "Pillai, Kavita MD", "A1", "Quill, Rosa", "02/03/1980", "", "", "")
    bring_in(as_csv([first, second], REFERRED), by=owner)
    heads = ("Date", "MRN", "Status", "Referred By")
    visits(
        ("02/10/2026", "A1", "Attended", ""),
        ("02/20/2026", "A1", "Attended", ""),
        ("02/24/2026", "A1", "Attended", "Ada Okafor"),
        by=owner,
        heads=heads,
    )
    assert stored(of("Okafor")) == {"02/10": "attended", "02/24": "attended"}
    assert stored(of("Pillai")) == {"02/20": "attended"}


def test_a_visit_long_after_the_discharge_belongs_to_no_episode(owner: Caller) -> None:
    bring_in(as_csv([(*ROSA[:6], "01/30/2026", "")], REFERRED), by=owner)
    batch = visits(("02/04/2026", "A1", "Attended"), ("03/09/2026", "A1", "Attended"), by=owner)
    assert (counts(batch)["added"], counts(batch)["rejected"]) == (1, 1)


def test_a_shared_episode_goes_by_its_first_referral_and_both_move_on(owner: Caller) -> None:
    second = ("01/07/2026", "Pillai, Kavita MD", "A1", "Quill, Rosa", "02/03/1980", "", "", "")
    bring_in(as_csv([(*ROSA[:5], "", "", ""), second], REFERRED), by=owner)
    Referral.objects.filter(source__family="Pillai").update(episode_with=of("Okafor"))
    visits(("01/12/2026", "A1", "Attended"), by=owner)
    assert stored(of("Okafor")) == {"01/12": "attended"}
    assert {one.stage for one in Referral.objects.all()} == {"evaluated"}


def test_visits_of_a_referral_joined_to_another_go_to_the_one_that_stays(owner: Caller) -> None:
    second = ("01/07/2026", "Pillai, Kavita MD", "A1", "Quill, Rosa", "02/03/1980", "", "", "")
    bring_in(as_csv([ROSA, second], REFERRED), by=owner)
    referrals.join(duplicate=of("Pillai").pk, into=of("Okafor").pk, by=owner)
    visits(("01/12/2026", "A1", "Attended"), by=owner)
    assert stored(of("Okafor")) == {"01/12": "attended"}
    assert not of("Pillai").visits.exists()


@pytest.mark.usefixtures("referred")
def test_two_entries_of_one_day_are_one_visit(owner: Caller) -> None:
    rows = (("01/12/2026 08:00", "A1", "CX"), ("01/12/2026 14:00", "A1", "Arrived"))
    batch = visits(*rows, by=owner)
    assert counts(batch) == {"added": 1, "changed": 0, "same": 0, "repeated": 1, "rejected": 0}
    assert stored(of("Okafor")) == {"01/12": "attended"}
    assert counts(visits(*rows, by=owner))["same"] == 2


ROWS = (("01/12/2026", "A1", "Attended"), ("01/14/2026", "A1", "Attended"), ("01/13/2026", "A2", "Attended"))


@pytest.mark.usefixtures("referred")
def test_the_same_visits_again_change_nothing(owner: Caller) -> None:
    visits(*ROWS, by=owner)
    before = everything()
    assert counts(visits(*ROWS, by=owner)) == {"added": 0, "changed": 0, "same": 3, "repeated": 0, "rejected": 0}
    assert everything() == before


@pytest.mark.usefixtures("referred")
def test_a_corrected_outcome_changes_that_visit_alone(owner: Caller) -> None:
    visits(*ROWS, by=owner)
    numbers = set(Visit.objects.values_list("pk", flat=True))
    batch = visits(ROWS[0], ("01/14/2026", "A1", "No show"), ROWS[2], by=owner)
    assert counts(batch) == {"added": 0, "changed": 1, "same": 2, "repeated": 0, "rejected": 0}
    assert stored(of("Okafor")) == {"01/12": "attended", "01/14": "missed"}
    assert (of("Okafor").visits_attended, of("Okafor").visits_missed, of("Okafor").missed_in_a_row) == (1, 1, 1)
    assert set(Visit.objects.values_list("pk", flat=True)) == numbers


@pytest.mark.usefixtures("referred")
def test_a_corrected_day_moves_the_visit(owner: Caller) -> None:
    visits(*ROWS, by=owner)
    batch = visits(ROWS[0], ("01/15/2026", "A1", "Attended"), ROWS[2], by=owner)
    assert counts(batch)["changed"] == 1
    assert stored(of("Okafor")) == {"01/12": "attended", "01/15": "attended"}


@pytest.mark.usefixtures("referred")
def test_next_weeks_list_of_the_same_patients_holds_other_visits(owner: Caller) -> None:
    visits(("01/12/2026", "A1", "Attended"), ("01/13/2026", "A2", "Attended"), by=owner)
    batch = visits(("01/19/2026", "A1", "Attended"), ("01/20/2026", "A2", "Attended"), by=owner)
    assert counts(batch)["added"] == 2
    assert Visit.objects.count() == 4


@pytest.mark.usefixtures("referred")
def test_a_list_in_another_layout_keeps_an_outcome_corrected_by_hand_unless_its_own_cell_changes(owner: Caller) -> None:
    heads = (*HEADS, "Clinic")
    visits(("01/12/2026", "A1", "Attended", "Northside"), by=owner, heads=heads)
    referrals.record_visit(referral=of("Okafor").pk, on=date(2026, 1, 12), outcome="missed", by=owner)
    visits(("01/12/2026", "A1", "Attended", "Harbor"), by=owner, heads=heads)
    assert stored(of("Okafor")) == {"01/12": "missed"}


@pytest.mark.usefixtures("referred")
def test_undo_puts_back_every_row_as_it_was(owner: Caller) -> None:
    before = everything()
    first = visits(*ROWS, by=owner)
    between = everything()
    with time_machine.travel("2026-03-10 15:01"):
        second = visits(ROWS[0], ("01/14/2026", "A1", "No show"), ("01/16/2026", "A2", "Kept"), by=owner)
    assert actions.undo(second, by=owner) == []
    assert everything() == between
    assert actions.undo(first, by=owner) == []
    assert everything() == before
    assert not ImportedRow.objects.filter(kind__in=["visits", "episode"]).exists()


@pytest.mark.usefixtures("referred")
def test_undo_leaves_a_referral_worked_on_since_with_its_visits(owner: Caller) -> None:
    batch = visits(*ROWS, by=owner)
    with time_machine.travel("2026-03-10 16:00"):
        referrals.record_visit(referral=of("Okafor").pk, on=date(2026, 1, 14), outcome="missed", by=owner)
    assert actions.undo(batch, by=owner) == [of("Okafor").reference]
    assert stored(of("Okafor")) == {"01/12": "attended", "01/14": "missed"}
    assert (of("Pillai").stage, of("Pillai").visits.count()) == ("received", 0)


@pytest.mark.usefixtures("referred")
def test_the_dry_run_counts_and_stores_nothing(owner: Caller) -> None:
    before = everything()
    batch = actions.start("visits", "visits.csv", [as_csv([*ROWS, ("01/12/2026", "Z9", "Kept")], HEADS)], by=owner)
    actions.check(batch, by=owner)
    assert counts(batch) == {"added": 3, "changed": 0, "same": 0, "repeated": 0, "rejected": 1}
    assert everything() == before


@pytest.mark.usefixtures("referred")
def test_a_killed_import_of_visits_is_gone_on_with(owner: Caller, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(actions, "PART", 1)
    batch = actions.start("visits", "visits.csv", [as_csv(ROWS, HEADS)], by=owner)
    actions.check(batch, by=owner)

    def dies(step: str, done: int, total: int) -> None:
        if done == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        actions.run(batch, by=owner, progress=dies)
    actions.run(batch, by=owner)
    assert Visit.objects.count() == 3
    assert (of("Okafor").visits_attended, of("Okafor").stage) == (2, "in care")
    assert actions.undo(batch, by=owner) == []
    assert (of("Okafor").visits_attended, of("Okafor").stage) == (None, "evaluated")


def test_only_visits_of_ones_own_clinics_are_taken(owner: Caller, outsider: Caller, northside: Clinic) -> None:
    bring_in(as_csv([ROSA], REFERRED), by=owner)
    Referral.objects.update(clinic=northside)
    batch = visits(ROWS[0], by=outsider)
    assert (counts(batch)["added"], counts(batch)["rejected"]) == (0, 1)


def test_who_may_not_import_referrals_may_not_import_visits(liaison: Caller) -> None:
    with pytest.raises(Refused):
        actions.start("visits", "visits.csv", [as_csv(ROWS, HEADS)], by=liaison)


@pytest.mark.usefixtures("referred")
def test_visits_are_written_down_in_one_event_without_values(owner: Caller) -> None:
    visits(*ROWS, by=owner)
    event = AuditEvent.objects.get(verb="referrals.visits")
    assert sorted(event.references) == sorted([of("Okafor").reference, of("Pillai").reference])


def test_many_visits_take_as_many_queries_as_few(owner: Caller) -> None:
    def queries_for(mark: str, patients: int) -> int:
        beside = ("Okafor, Ada MD", "02/03/1980", "", "", "")
        who = [f"{mark}{n}" for n in range(patients)]
        rows = [("01/06/2026", beside[0], number, f"Quill, {number}", *beside[1:]) for number in who]
        bring_in(as_csv(rows, REFERRED), by=owner)
        lines = [(f"02/{day:02d}/2026", number, "Attended") for number in who for day in (2, 4, 6)]
        with CaptureQueriesContext(connection) as captured:
            visits(*lines, by=owner)
        return len(captured)

    for mark in (
        "A",
        "B",
        "C",
    ):  # the first of all writes keys and versions too; up to three earlier files are looked at
        queries_for(mark, 1)
    assert queries_for("D", 3) == queries_for("E", 40)


@pytest.mark.usefixtures("referred")
def test_a_visit_that_a_later_list_has_too_stays_when_the_earlier_list_is_undone(owner: Caller) -> None:
    before = everything()
    first = visits(*ROWS, by=owner)
    second = visits(ROWS[0], by=owner)
    assert actions.undo(first, by=owner) == []
    assert stored(of("Okafor")) == {"01/12": "attended"}
    assert of("Okafor").visits_attended == 1
    assert not of("Pillai").visits.exists()
    assert actions.undo(second, by=owner) == []
    assert everything() == before
