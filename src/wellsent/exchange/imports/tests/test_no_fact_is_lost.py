"""Imports, edits, merges and undos in any order: what stands in a list, or was entered by a person, is found once."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import transaction
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from hypothesis.stateful import run_state_machine_as_test as run

from wellsent.accounts.caller import Caller, shell_caller
from wellsent.accounts.queries import today
from wellsent.base import keys
from wellsent.base.errors import DataError
from wellsent.directory import actions as directory
from wellsent.directory import queries as sources
from wellsent.exchange.imports import actions as imports
from wellsent.exchange.imports.tests.test_importing import as_csv, bring_in
from wellsent.exchange.models import Batch, ImportedRow
from wellsent.outreach.actions import TouchFacts, log_touch
from wellsent.outreach.models import Touch
from wellsent.patients.models import Patient
from wellsent.patients.rules import PatientDetails
from wellsent.referrals import actions as referrals
from wellsent.referrals import queries
from wellsent.referrals.models import Attempt, Referral, Visit
from wellsent.referrals.rules import Received
from wellsent.testing.factories import a_provider

HEADS = ("Ref Date", "Referring Provider", "NPI", "Pt Acct", "Patient Name", "DOB", "Insurance")
WHO = (("Okafor, Ada MD", "1003000126"), ("Brandt, Nils MD", "1003000142"))
PEOPLE = ("Quill, Rosa", "Marsh, Tom", "Fern, Lily", "Reed, Sam", "Vale, Ines")
FIRST = date(2026, 1, 5)
rows_of_lists = st.sets(st.integers(0, len(PEOPLE) - 1), min_size=1)
which = st.integers(0, 20)


def line(number: int, payer: str = "Aetna") -> tuple[str, ...]:
    """The row of a patient, always of the same source and day."""
    name, npi = WHO[number % 2]
    day = FIRST + timedelta(days=number)
    return f"{day:%m/%d/%Y}", name, npi, f"A{number}", PEOPLE[number], f"0{number + 1}/03/1980", payer


class Practice(RuleBasedStateMachine):
    """What stands in lists, what people entered, and what of it is stored."""

    by: Caller

    @initialize()
    def begin(self) -> None:
        self.all_of_it = transaction.atomic()
        self.all_of_it.__enter__()
        self.by, self.hands = shell_caller(), 0
        self.lists: dict[int, set[int]] = {}  # batches that stand, with their rows
        self.typed: set[int] = set()
        self.attempts: set[int] = set()
        self.visits: set[int] = set()
        self.touches: set[int] = set()
        self.merges: list[int] = []
        self.hand_source = a_provider("Petra", "Novak").pk

    def teardown(self) -> None:
        """Each example begins with nothing."""
        transaction.set_rollback(True)
        self.all_of_it.__exit__(None, None, None)
        keys.forget_loaded_keys()

    def stored(self) -> list[Referral]:
        return list(queries.own(self.by).order_by("pk"))

    def chosen(self, number: int) -> Referral | None:
        rows = self.stored()
        return rows[number % len(rows)] if rows else None

    @rule(rows=rows_of_lists, payer=st.sampled_from(["Aetna", "Cigna"]))
    def a_list_comes(self, rows: set[int], payer: str) -> None:
        batch = bring_in(as_csv([line(one, payer) for one in sorted(rows)], HEADS), by=self.by)
        self.lists[batch.pk] = rows

    @precondition(lambda self: self.lists)
    @rule(number=which)
    def a_list_is_undone(self, number: int) -> None:
        batch = sorted(self.lists)[number % len(self.lists)]
        imports.undo(Batch.objects.get(pk=batch), by=self.by)
        del self.lists[batch]

    @rule(days=st.integers(0, 9))
    def a_person_records_one(self, days: int) -> None:
        received = Received(self.hand_source, today(self.by) - timedelta(days=days))
        born = date(1950, 1, 1) + timedelta(days=400 * self.hands)
        patient = PatientDetails("Hand, Typed", born, record_number=f"H{self.hands}")
        self.hands += 1
        row = referrals.record(received=received, patient=patient, once=uuid4(), another=True, by=self.by)
        self.typed.add(row.pk)

    @rule(number=which, outcome=st.sampled_from(["reached", "no answer"]))
    def a_person_calls(self, number: int, outcome: str) -> None:
        if (row := self.chosen(number)) and row.stage in {"received", "contacted"}:
            self.attempts.add(referrals.log_attempt(referral=row.pk, outcome=outcome, once=uuid4(), by=self.by).pk)
            self.typed.add(row.pk)

    @rule(number=which)
    def a_person_moves_one_on_and_enters_a_visit(self, number: int) -> None:
        row = self.chosen(number)
        if row is None or row.stage not in {"received", "contacted"}:
            return
        day = today(self.by)
        referrals.move(referral=row.pk, to="evaluated", seen=row.stage, on=day, by=self.by)
        referrals.record_visit(referral=row.pk, on=day, outcome="attended", by=self.by)
        self.visits.add(Visit.objects.get(referral=row).pk)
        self.typed.add(row.pk)

    @rule(number=which)
    def a_person_corrects_one(self, number: int) -> None:
        if row := self.chosen(number):
            referrals.correct(referral=row.pk, changes={"condition": f"knee {uuid4()}"}, by=self.by)
            self.typed.add(row.pk)

    @rule(number=which)
    def a_person_visits_a_source(self, number: int) -> None:
        source = row.source_id if (row := self.chosen(number)) else self.hand_source
        touch = TouchFacts(source, today(self.by), "visit", "met")
        self.touches.add(log_touch(touch, by=self.by).pk)

    @rule(one=which, other=which)
    def two_sources_are_one(self, one: int, other: int) -> None:
        rows = list(sources.sources(self.by).order_by("pk").values_list("pk", flat=True))
        survivor, merged = rows[one % len(rows)], rows[other % len(rows)]
        try:
            self.merges.append(directory.merge(survivor=survivor, merged=merged, by=self.by).pk)
        except DataError:
            return

    @precondition(lambda self: self.merges)
    @rule()
    def and_are_two_again(self) -> None:
        directory.unmerge(merge=self.merges.pop(), by=self.by)

    @invariant()
    def what_stands_in_a_list_is_found_once(self) -> None:
        found = Counter(self._accounts().values())
        for rows in self.lists.values():
            assert [found[f"A{one}"] for one in sorted(rows)] == [1] * len(rows)
        assert max(found.values(), default=1) == 1

    @invariant()
    def what_a_person_entered_is_found(self) -> None:
        numbers = {row.pk for row in self.stored()}
        assert self.typed <= numbers
        assert self.attempts <= set(Attempt.objects.values_list("pk", flat=True))
        assert self.visits <= set(Visit.objects.values_list("pk", flat=True))
        assert self.touches <= set(Touch.objects.filter(undone_at=None).values_list("pk", flat=True))

    @invariant()
    def every_referral_counts_for_one_source(self) -> None:
        shown = [one.number for source in sources.sources(self.by) for one in queries.for_source(self.by, source.pk)]
        assert sorted(shown) == [row.pk for row in self.stored()]

    @invariant()
    def nothing_stands_that_nobody_brought(self) -> None:
        brought = {f"A{one}" for rows in self.lists.values() for one in rows}
        for number, account in self._accounts().items():
            assert account in brought or number in self.typed or self._was_changed_by_two_lists(number)

    def _was_changed_by_two_lists(self, number: int) -> bool:
        """One that a list brought and another one corrected stays, for a person to look at."""
        return Batch.objects.filter(kept__icontains=f"R-{number}").exists()

    def _accounts(self) -> dict[int, Any]:
        """The record number of each referral that is stored."""
        rows = Referral.objects.exclude(patient=None).select_related("patient")
        return {row.pk: row.patient.record_number for row in rows if row.patient}


@pytest.mark.django_db
def test_no_sequence_of_imports_edits_merges_and_undos_loses_a_fact() -> None:
    run(Practice, settings=settings(max_examples=12, stateful_step_count=14))


@pytest.mark.django_db
def test_a_row_of_two_lists_goes_with_the_last_of_them(owner: Caller) -> None:
    first = bring_in(as_csv([line(0), line(1)], HEADS), by=owner)
    second = bring_in(as_csv([line(1), line(2)], HEADS), by=owner)
    imports.undo(first, by=owner)
    assert sorted(str(row.patient and row.patient.record_number) for row in Referral.objects.all()) == ["A1", "A2"]
    imports.undo(second, by=owner)
    for model in (Referral, Patient, ImportedRow):
        assert not model._default_manager.exists(), model


@pytest.mark.django_db
def test_a_contact_of_two_lists_stands_until_both_are_undone(owner: Caller) -> None:
    rows = as_csv([("01/20/2026", "Ada Okafor MD", "visit")], ("Date", "Referrer Name", "Kind"))
    first, second = (bring_in(rows, by=owner, kind="touches") for _ in range(2))
    imports.undo(first, by=owner)
    assert Touch.objects.filter(undone_at=None).count() == 1
    imports.undo(second, by=owner)
    assert not Touch.objects.filter(undone_at=None).exists()


@pytest.mark.django_db
def test_a_source_of_two_lists_stands_until_both_are_undone(owner: Caller) -> None:
    rows = as_csv([("Ada Okafor, MD", "1003000126")], ("Name", "NPI"))
    first, second = (bring_in(rows, by=owner, kind="providers") for _ in range(2))
    imports.undo(first, by=owner)
    assert sources.sources(owner).count() == 1
    imports.undo(second, by=owner)
    assert not sources.sources(owner).exists()


@pytest.mark.django_db
def test_what_people_did_while_the_import_ran_stays_when_it_is_cancelled(
    owner: Caller, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(imports, "PART", 1)
    batch = imports.start("referrals", "list.csv", [as_csv([line(one) for one in range(3)], HEADS)], by=owner)
    imports.check(batch, by=owner)

    def call_and_cancel(step: str, done: int, total: int) -> None:
        if step == "Storing rows" and done == 2:
            first = Referral.objects.earliest("pk")
            referrals.log_attempt(referral=first.pk, outcome="no answer", once=uuid4(), by=owner)
        if step == "Storing rows" and done == 3:
            Batch.objects.filter(pk=batch.pk).update(cancel_asked=True)

    imports.run(batch, by=owner, progress=call_and_cancel)
    assert (Referral.objects.count(), Attempt.objects.count()) == (1, 1)
