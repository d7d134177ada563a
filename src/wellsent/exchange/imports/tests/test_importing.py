"""An import from the first look to its undoing, on the real database."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Sequence
from datetime import date, time, timedelta
from typing import Any

import pytest

from wellsent.accounts.caller import Caller
from wellsent.accounts.models import AuditEvent, Clinic
from wellsent.base import clock
from wellsent.base.errors import DataError, Refused
from wellsent.directory import queries as directory
from wellsent.directory.models import Provider, SameQuestion
from wellsent.exchange.imports import actions, queries
from wellsent.exchange.models import Batch, ImportedRow, UploadPiece
from wellsent.outreach.models import Touch
from wellsent.patients.models import Patient
from wellsent.referrals import actions as referrals
from wellsent.referrals.models import Referral, Transition

pytestmark = pytest.mark.django_db

LIST = """
Ref Date   | Referring Provider | NPI        | Office                 | Pt Acct | Patient Name | DOB        | Insurance | Dx        | IE Date
01/05/2026 | Okafor, Ada MD     | 1003000126 | Riverside Ortho        | A1      | Quill, Rosa  | 02/03/1980 | Aetna     | knee pain | 01/09/2026
01/06/2026 | Dr. Kavita Pillai  |            | Harbor Family Medicine | A2      | Marsh, Tom   | 05/16/1971 | Medicare  | M54.50    |
01/27/2026 | PILLAI, KAVITA     |            | Harbor Family Medicine | A3      | Fern, Lily   | 09/30/1990 | Cigna     | neck pain | 02/02/2026
"""  # noqa: E501 - a table reads best as one
HEADS, *ROWS = (tuple(cell.strip() for cell in line.split("|")) for line in LIST.strip().splitlines())


def as_csv(rows: Sequence[Sequence[str]], heads: Sequence[str] = HEADS) -> bytes:
    text = io.StringIO()
    csv.writer(text).writerows([heads, *rows])
    return text.getvalue().encode()


def corrected(row: int, column: str, value: str) -> list[tuple[str, ...]]:
    """The list with one cell changed."""
    rows = [list(one) for one in ROWS]
    rows[row][HEADS.index(column)] = value
    return [tuple(one) for one in rows]


def bring_in(content: bytes, *, by: Caller, kind: str = "referrals") -> Batch:
    batch = actions.start(kind, "list.csv", [content], by=by)
    actions.check(batch, by=by)
    return actions.run(batch, by=by)


def stored_referrals() -> dict[int, dict[str, Any]]:
    """Every column of every referral, by number."""
    return {row["id"]: dict(row) for row in Referral.objects.values()}


def counts(batch: Batch) -> dict[str, int]:
    batch.refresh_from_db()
    return {name: batch.counts[name] for name in ("added", "changed", "same", "repeated", "rejected")}


def test_a_list_becomes_referrals_of_resolved_sources(owner: Caller) -> None:
    batch = bring_in(as_csv(ROWS), by=owner)
    assert counts(batch) == {"added": 3, "changed": 0, "same": 0, "repeated": 0, "rejected": 0}
    people = directory.sources(owner).filter(entity="person")
    assert sorted(people.values_list("family", flat=True)) == ["Okafor", "Pillai"]
    assert Referral.objects.filter(source__family="Pillai").count() == 2


def test_a_source_of_which_only_the_npi_is_known_is_called_by_it(owner: Caller) -> None:
    batch = bring_in(as_csv([("01/05/2026", "1003000126"), ("01/06/2026", "")], ("Ref Date", "NPI")), by=owner)
    assert counts(batch) == {"added": 1, "changed": 0, "same": 0, "repeated": 0, "rejected": 1}
    assert Referral.objects.get().source.name == "NPI 1003000126"


def test_dates_of_a_list_become_the_history_of_the_referral(owner: Caller) -> None:
    bring_in(as_csv(ROWS), by=owner)
    okafor = Referral.objects.get(source__family="Okafor")
    assert okafor.stage == "evaluated"
    assert [step.stage for step in okafor.transitions.all()] == ["received", "evaluated"]


def test_the_dry_run_changes_no_fact(owner: Caller) -> None:
    batch = actions.start("referrals", "list.csv", [as_csv(ROWS)], by=owner)
    actions.check(batch, by=owner)
    assert counts(batch)["added"] == 3
    assert not Referral.objects.exists()
    assert not Provider.objects.exists()
    assert not Patient.objects.exists()


def test_the_same_file_again_changes_nothing(owner: Caller) -> None:
    bring_in(as_csv(ROWS), by=owner)
    before = list(Referral.objects.order_by("pk").values())
    again = bring_in(as_csv(ROWS), by=owner)
    assert counts(again) == {"added": 0, "changed": 0, "same": 3, "repeated": 0, "rejected": 0}
    assert list(Referral.objects.order_by("pk").values()) == before


def test_the_same_list_saved_with_dates_written_otherwise_changes_nothing(owner: Caller) -> None:
    first = bring_in(as_csv(ROWS), by=owner)
    before = stored_referrals()
    otherwise = [tuple(re.sub(r"(\d\d)/(\d\d)/(\d{4})", r"\3-\1-\2", cell) for cell in row) for row in ROWS]
    assert otherwise != ROWS
    again = bring_in(as_csv(otherwise), by=owner)
    assert counts(again) == {"added": 0, "changed": 0, "same": 3, "repeated": 0, "rejected": 0}
    assert stored_referrals() == before
    actions.undo(first, by=owner)
    assert stored_referrals() == before


def test_a_row_exported_twice_is_known_as_such_when_the_first_of_the_two_came_before(owner: Caller) -> None:
    bring_in(as_csv(ROWS), by=owner)
    twice = (*ROWS[0][:1], "Okafor, Adah MD", "", *ROWS[0][3:7], "Aetna PPO", *ROWS[0][8:])
    again = bring_in(as_csv([twice, *ROWS]), by=owner)
    assert counts(again) == {"added": 0, "changed": 0, "same": 3, "repeated": 1, "rejected": 0}
    assert Referral.objects.count() == 3


def test_rows_exported_twice_count_once_in_an_import_that_was_cut_off(
    owner: Caller, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The first part is stored, with rows that later ones repeat; then the power fails, and another goes on."""
    monkeypatch.setattr(actions, "PART", 2)
    twice = (*ROWS[0][:1], "Okafor, Adah MD", "", *ROWS[0][3:])
    batch = actions.start("referrals", "list.csv", [as_csv([*ROWS, twice])], by=owner)
    actions.check(batch, by=owner)

    def power_fails(_step: str, done: int, _total: int) -> None:
        if done == 4:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        actions.run(batch, by=owner, progress=power_fails)
    assert Referral.objects.count() == 2
    actions.run(batch, by=owner)
    assert counts(batch) == {"added": 3, "changed": 0, "same": 0, "repeated": 1, "rejected": 0}
    assert Referral.objects.count() == 3


def test_rows_of_other_clinics_are_left_to_an_owner_and_the_rest_goes_on(
    front_desk: Caller, northside: Clinic, harbor: Clinic
) -> None:
    heads = ("Ref Date", "Referring Provider", "Patient Name", "Clinic")
    names = (northside.name, harbor.name, "Nowhere", "")
    rows = [
        (f"01/0{day}/2026", "Okafor, Ada MD", f"Quill, Rosa {day}", name) for day, name in enumerate(names, start=5)
    ]
    batch = actions.start("referrals", "list.csv", [as_csv(rows, heads)], by=front_desk)
    actions.check(batch, by=front_desk)
    assert counts(batch) == {"added": 2, "changed": 0, "same": 0, "repeated": 0, "rejected": 2}
    actions.run(batch, by=front_desk)
    assert counts(batch) == {"added": 2, "changed": 0, "same": 0, "repeated": 0, "rejected": 2}
    assert [(one["row"], one["column"], one["value"]) for one in batch.rejected["rows"]] == [
        (3, "Clinic", harbor.name),
        (4, "Clinic", "Nowhere"),
    ]
    assert set(Referral.objects.values_list("clinic", flat=True)) == {
        northside.pk
    }  # a blank one is the only one theirs
    _, download = queries.rejected_file(front_desk, batch.pk)
    assert [row[-1].partition(".")[0] for row in download] == ["Clinic: This is none of your clinics"] * 2


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("Referring Provider", "Dr. Ada Okafor"),
        ("NPI", "NPI: 1003000126"),
        ("Patient Name", "ROSA QUILL"),
        ("Office", "RIVERSIDE ORTHO"),
    ],
)
def test_a_cell_written_otherwise_that_says_the_same_is_no_change_and_holds_the_referral(
    owner: Caller, column: str, value: str
) -> None:
    first = bring_in(as_csv(ROWS), by=owner)
    before = stored_referrals()
    again = actions.start("referrals", "list.csv", [as_csv(corrected(0, column, value))], by=owner)
    for step in (actions.check, actions.run):
        step(again, by=owner)
        assert counts(again) == {"added": 0, "changed": 0, "same": 3, "repeated": 0, "rejected": 0}
    assert stored_referrals() == before
    actions.undo(first, by=owner)
    assert stored_referrals() == before


def test_a_column_that_was_taken_for_another_is_put_right_by_the_same_file(owner: Caller) -> None:
    rows, heads = [("01/05/2026", "Okafor, Ada MD", "Quill, Rosa", "knee pain")], ("Day", "Doctor", "Patient", "Why")
    columns = {"referral_date": "Day", "referrer_name": "Doctor", "patient_name": "Patient"}
    for field in ("clinic", "condition"):  # in the order of the names of fields, the one stands where the other did
        batch = actions.start("referrals", "list.csv", [as_csv(rows, heads)], by=owner)
        actions.choose(batch, columns={**columns, field: "Why"}, by=owner)
        actions.check(batch, by=owner)
        actions.run(batch, by=owner)
    assert counts(batch)["changed"] == 1
    assert Referral.objects.get().condition == "knee pain"


@pytest.mark.parametrize(
    ("column", "value", "field", "stored"),
    [
        ("Insurance", "Humana", "payer", "Humana"),
        ("IE Date", "01/12/2026", "evaluated_on", date(2026, 1, 12)),
        ("Ref Date", "01/04/2026", "received_on", date(2026, 1, 4)),
        ("Dx", "", "condition", ""),
    ],
)
def test_a_corrected_file_changes_just_the_corrected_cell(
    owner: Caller, column: str, value: str, field: str, stored: Any
) -> None:
    bring_in(as_csv(ROWS), by=owner)
    before = stored_referrals()
    again = bring_in(as_csv(corrected(0, column, value)), by=owner)
    assert counts(again)["changed"] == 1
    after = stored_referrals()
    differing = {name for pk in after for name in after[pk] if after[pk][name] != before[pk][name]}
    assert differing - {"edited_at", "stage"} == {field}
    assert Referral.objects.get(source__family="Okafor").__dict__[field] == stored


def test_an_appointment_keeps_its_hour_and_a_corrected_hour_is_taken_over(owner: Caller) -> None:
    heads = ("Ref Date", "Referring Provider", "Pt Acct", "Scheduled For")
    row = ("01/05/2026", "Okafor, Ada MD", "A1", "01/09/2026 09:30")
    bring_in(as_csv([row], heads), by=owner)
    assert Referral.objects.get().scheduled_time == time(9, 30)
    later = bring_in(as_csv([(*row[:3], "01/09/2026 2:15 PM")], heads), by=owner)
    assert Referral.objects.get().scheduled_time == time(14, 15)
    actions.undo(later, by=owner)
    assert Referral.objects.get().scheduled_time == time(9, 30)


def test_a_correction_leaves_what_was_entered_by_hand(owner: Caller) -> None:
    bring_in(as_csv(ROWS), by=owner)
    okafor = Referral.objects.get(source__family="Okafor")
    referrals.correct(referral=okafor.pk, changes={"condition": "knee replacement"}, by=owner)
    bring_in(as_csv(corrected(0, "Insurance", "Humana")), by=owner)
    okafor.refresh_from_db()
    assert (okafor.condition, okafor.payer) == ("knee replacement", "Humana")


def test_a_referral_exported_twice_counts_once(owner: Caller) -> None:
    twice = (*ROWS, ROWS[0])
    assert counts(bring_in(as_csv(twice), by=owner)) == {
        "added": 3, "changed": 0, "same": 0, "repeated": 1, "rejected": 0,
    }  # fmt: skip
    assert counts(bring_in(as_csv(twice), by=owner))["same"] == 4


def test_undo_leaves_nothing_behind(owner: Caller) -> None:
    batch = bring_in(as_csv(ROWS), by=owner)
    assert actions.undo(batch, by=owner) == []
    for model in (Referral, Transition, Patient, Provider, SameQuestion, ImportedRow):
        assert not model._default_manager.exists(), model


def test_undo_puts_back_what_a_later_file_changed(owner: Caller) -> None:
    bring_in(as_csv(ROWS), by=owner)
    before = list(Referral.objects.order_by("pk").values())
    later = bring_in(as_csv(corrected(1, "IE Date", "01/20/2026")), by=owner)
    actions.undo(later, by=owner)
    assert list(Referral.objects.order_by("pk").values()) == before


def test_undo_leaves_a_referral_edited_since_and_names_it(owner: Caller) -> None:
    batch = bring_in(as_csv(ROWS), by=owner)
    edited = Referral.objects.get(source__family="Okafor")
    referrals.correct(referral=edited.pk, changes={"condition": "knee replacement"}, by=owner)
    assert actions.undo(batch, by=owner) == [edited.reference]
    assert list(Referral.objects.all()) == [edited]


def test_an_import_cannot_be_undone_twice(owner: Caller) -> None:
    batch = bring_in(as_csv(ROWS), by=owner)
    actions.undo(batch, by=owner)
    with pytest.raises(Refused, match="undone already"):
        actions.undo(batch, by=owner)


def test_rows_that_cannot_be_read_are_named_and_the_others_go_on(owner: Caller) -> None:
    rows = (*ROWS, ("02/30/2026", "Okafor, Ada MD", "1003000126", "", "A9", "Reed, Sam", "01/01/1980", "", "", ""))
    batch = bring_in(as_csv(rows), by=owner)
    assert counts(batch)["rejected"] == 1
    assert batch.rejected["rows"][0]["row"] == 5
    header, lines = queries.rejected_file(owner, batch.pk)
    assert header[:2] == ["Ref Date", "Referring Provider"]
    assert lines[0][0] == "02/30/2026"


def test_what_a_killed_process_left_is_gone_on_with(owner: Caller, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(actions, "PART", 1)
    batch = actions.start("referrals", "list.csv", [as_csv(ROWS)], by=owner)
    actions.check(batch, by=owner)
    with pytest.raises(KeyboardInterrupt):
        actions.run(batch, by=owner, progress=_dies_at(2))
    assert Referral.objects.count() == 1
    batch.refresh_from_db()
    assert batch.state == Batch.State.RUNNING
    actions.run(batch, by=owner)
    assert Referral.objects.count() == 3
    assert counts(batch)["added"] == 3


def _dies_at(row: int) -> actions.Progress:
    def progress(step: str, done: int, total: int) -> None:
        if step == "Storing rows" and done == row:
            raise KeyboardInterrupt

    return progress


def test_a_cancelled_import_leaves_nothing(owner: Caller, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(actions, "PART", 1)
    batch = actions.start("referrals", "list.csv", [as_csv(ROWS)], by=owner)
    actions.check(batch, by=owner)

    def ask(step: str, done: int, total: int) -> None:
        if step == "Storing rows" and done == 1:
            Batch.objects.filter(pk=batch.pk).update(cancel_asked=True)

    actions.run(batch, by=owner, progress=ask)
    batch.refresh_from_db()
    assert batch.state == Batch.State.CANCELLED
    assert not Referral.objects.exists()
    assert not Provider.objects.exists()


def test_an_import_cancelled_after_its_last_part_leaves_nothing_either(
    owner: Caller, monkeypatch: pytest.MonkeyPatch
) -> None:
    batch = actions.start("referrals", "list.csv", [as_csv(ROWS)], by=owner)
    actions.check(batch, by=owner)
    finish = actions._finish

    def asked_and_finish(batch: Batch, *args: Any, **kwargs: Any) -> None:
        actions.ask_to_cancel(Batch.objects.get(pk=batch.pk), by=owner)
        finish(batch, *args, **kwargs)

    monkeypatch.setattr(actions, "_finish", asked_and_finish)
    actions.run(batch, by=owner)
    batch.refresh_from_db()
    assert batch.state == Batch.State.CANCELLED
    assert not Referral.objects.exists()


def test_who_cancels_an_import_that_is_done_by_now_is_told_so(owner: Caller) -> None:
    batch = actions.start("referrals", "list.csv", [as_csv(ROWS)], by=owner)
    actions.check(batch, by=owner)
    as_it_was_shown = Batch.objects.get(pk=batch.pk)
    actions.run(batch, by=owner)
    with pytest.raises(DataError, match="This import is done"):
        actions.ask_to_cancel(as_it_was_shown, by=owner)
    assert Referral.objects.count() == 3


def test_two_workers_do_not_run_one_import_at_once(owner: Caller) -> None:
    batch = actions.start("referrals", "list.csv", [as_csv(ROWS)], by=owner)
    actions.check(batch, by=owner)

    def second(step: str, done: int, total: int) -> None:
        if step == "Reading the file":
            actions.run(Batch.objects.get(pk=batch.pk), by=owner)

    actions.run(batch, by=owner, progress=second)
    assert Referral.objects.count() == 3


def test_the_columns_chosen_are_remembered_for_the_next_file_of_that_shape(owner: Caller) -> None:
    heads = tuple("Rep" if head == "Insurance" else head for head in HEADS)
    batch = actions.start("referrals", "list.csv", [as_csv(ROWS, heads)], by=owner)
    columns = {one["field"]: one["header"] for one in batch.recognised["columns"] if one["field"]}
    actions.choose(batch, columns={**columns, "payer": "Rep"}, by=owner)
    actions.check(batch, by=owner)
    actions.run(batch, by=owner)
    again = actions.start("referrals", "next.csv", [as_csv(ROWS, heads)], by=owner)
    assert {one["header"]: one["field"] for one in again.recognised["columns"]}["Rep"] == "payer"


def test_a_list_without_its_columns_waits_for_a_person_to_name_them(owner: Caller) -> None:
    heads = ("When", "Whoever", *HEADS[2:])
    rows = [("x", "y", *row[2:]) for row in ROWS]
    batch = actions.start("referrals", "list.csv", [as_csv(rows, heads)], by=owner)
    assert batch.state == Batch.State.FAILED
    assert batch.problem


def test_the_file_is_kept_encrypted(owner: Caller) -> None:
    bring_in(as_csv(ROWS), by=owner)
    stored = UploadPiece.objects.extra(select={"raw": "content"}).values_list("raw", flat=True)
    assert stored
    assert all(b"Quill" not in bytes(piece) for piece in stored)


def test_no_patient_is_named_in_the_trail(owner: Caller) -> None:
    bring_in(as_csv(ROWS), by=owner)
    said = " ".join(f"{one.references} {one.reason} {one.details}" for one in AuditEvent.objects.all())
    assert "Quill" not in said
    assert "import.run" in set(AuditEvent.objects.values_list("verb", flat=True))


def test_a_liaison_may_import_providers_but_not_referrals(liaison: Caller) -> None:
    with pytest.raises(Refused):
        actions.start("referrals", "list.csv", [as_csv(ROWS)], by=liaison)
    providers = as_csv([("Ada Okafor, MD", "1003000126", "Riverside Ortho")], ("Name", "NPI", "Practice"))
    assert counts(bring_in(providers, by=liaison, kind="providers"))["added"] == 1


def test_contacts_made_are_imported_once_and_come_back_after_an_undo(owner: Caller) -> None:
    bring_in(as_csv(ROWS), by=owner)
    rows = [
        ("01/20/2026", "Ada Okafor MD", "visit", "met the provider"),
        ("02/01/2026", "Kavita Pillai", "call", "no answer"),
    ]
    touches = as_csv(rows, ("Date", "Referrer Name", "Kind", "Outcome"))
    first = bring_in(touches, by=owner, kind="touches")
    assert counts(first)["added"] == 2
    assert counts(bring_in(touches, by=owner, kind="touches"))["same"] == 2
    assert list(Touch.objects.order_by("on").values_list("real_contact", flat=True)) == [True, False]
    actions.undo(first, by=owner)
    bring_in(touches, by=owner, kind="touches")
    assert Touch.objects.filter(undone_at=None).count() == 2


@pytest.mark.parametrize("content", [b"", b"MZ\x90\x00\x03", b"%PDF-1.7 nothing", b"PK\x03\x04 cut off"])
def test_a_file_that_is_no_list_is_refused_with_a_remedy_and_nothing_is_kept(owner: Caller, content: bytes) -> None:
    with pytest.raises(DataError) as refusal:
        actions.start("referrals", "list.xlsx", [content], by=owner)
    assert refusal.value.remedy
    assert not Batch.objects.exists()
    assert not UploadPiece.objects.exists()


def test_a_mapping_is_kept_under_a_name_that_passes_on(owner: Caller) -> None:
    first = bring_in(as_csv(ROWS), by=owner)
    actions.keep_mapping_as(first, "WebPT", by=owner)
    other = bring_in(as_csv([("01/05/2026", "1003000126")], ("Ref Date", "NPI")), by=owner)
    actions.keep_mapping_as(other, " WebPT ", by=owner)
    kept = queries.mapping_named(owner, "referrals", "WebPT")
    assert kept is not None
    assert kept.columns == {"referral_date": "Ref Date", "referrer_npi": "NPI"}
    assert queries.mapping_names(owner, "referrals") == ["WebPT"]
    assert queries.mapping_named(owner, "referrals", "") is None


@pytest.mark.parametrize("name", ["", " ", "x" * 121])
def test_a_mapping_is_not_kept_under_a_name_nobody_could_type(owner: Caller, name: str) -> None:
    with pytest.raises(DataError, match="1 to 120 characters"):
        actions.keep_mapping_as(bring_in(as_csv(ROWS), by=owner), name, by=owner)


def test_an_import_that_another_process_has_taken_over_is_left_to_it(owner: Caller) -> None:
    """A process that was away for longer than its lease finds another at work: it neither writes nor takes back."""
    batch = actions.start("referrals", "list.csv", [as_csv(ROWS)], by=owner)
    actions.check(batch, by=owner)

    def away(step: str, _done: int, _total: int) -> None:
        if step == "Reading the file":
            later = clock.now() + timedelta(minutes=1)
            Batch.objects.filter(pk=batch.pk).update(leased_by="another:1", leased_until=later)

    actions.run(batch, by=owner, progress=away)
    batch.refresh_from_db()
    assert (batch.state, batch.leased_by, Referral.objects.count()) == (Batch.State.RUNNING, "another:1", 0)
    Batch.objects.filter(pk=batch.pk).update(leased_until=clock.now() - timedelta(minutes=1))
    assert actions.run(batch, by=owner).state == Batch.State.DONE
    assert Referral.objects.count() == 3
    assert Batch.objects.get(pk=batch.pk).leased_by == ""
    assert AuditEvent.objects.filter(verb="import.run").count() == 1
