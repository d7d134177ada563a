"""People at work at the same moment, each on a connection of their own: what becomes of it, as JSON.

Run in a process of its own, on a database of its own (`test_at_once.py`): only there is what one person stores seen by
the other, and only there does one really wait for the other.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Sequence
from datetime import timedelta
from threading import Barrier, Thread
from typing import Any
from uuid import uuid4

from wellsent.config.django_start import start_django

start_django()

from django.db import connections, transaction  # noqa: E402 - Django stands first

from wellsent.accounts.caller import Caller, shell_caller  # noqa: E402
from wellsent.accounts.models import Organisation  # noqa: E402
from wellsent.accounts.queries import today  # noqa: E402
from wellsent.base.errors import WellsentError  # noqa: E402
from wellsent.patients.rules import PatientDetails  # noqa: E402
from wellsent.referrals import actions  # noqa: E402
from wellsent.referrals.models import Attempt, Referral, Transition  # noqa: E402
from wellsent.referrals.rules import Received  # noqa: E402
from wellsent.testing.factories import a_provider, a_referral  # noqa: E402

BY: Caller = shell_caller()
ROSA = PatientDetails("Rosa Quill", phone="(404) 555-0117")


def at_once(*acts: Callable[[], Any]) -> list[str]:
    """Let each act begin at the same moment; returns what each gave, or the kind of its refusal, in order."""
    said = [""] * len(acts)
    start = Barrier(len(acts))

    def run(number: int) -> None:
        start.wait()
        try:
            said[number] = str(acts[number]())
        except WellsentError as error:
            said[number] = type(error).__name__
        except Exception as error:
            said[number] = f"broke: {type(error).__name__}: {error}"
        finally:
            connections.close_all()

    threads = [Thread(target=run, args=(number,)) for number in range(len(acts))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return said


def typed_by_two_people() -> dict[str, Any]:
    source = a_provider()

    def record() -> str:
        return actions.record(received=Received(source.pk, today(BY)), patient=ROSA, once=uuid4(), by=BY).reference

    said = at_once(record, record)
    return {"said": said, "stored": Referral.objects.filter(source=source).count()}


def one_form_sent_four_times() -> dict[str, Any]:
    source, once = a_provider(), uuid4()

    def record() -> str:
        received = Received(source.pk, today(BY))
        return actions.record(received=received, once=once, another=True, by=BY).reference

    return {"said": at_once(*[record] * 4), "stored": Referral.objects.filter(source=source).count()}


def one_tap_sent_four_times() -> dict[str, Any]:
    row, once = a_referral(received_on=today(BY)), uuid4()

    def tap() -> int:
        return actions.log_attempt(referral=row.pk, outcome="reached", once=once, by=BY).pk

    said = at_once(*[tap] * 4)
    steps = list(row.transitions.values_list("stage", flat=True))
    return {"said": said, "stored": Attempt.objects.filter(referral=row).count(), "steps": steps}


def moved_by_two_people() -> dict[str, Any]:
    row = a_referral(received_on=today(BY))

    def to(stage: str) -> Callable[[], str]:
        return lambda: actions.move(
            referral=row.pk, to=stage, seen="received", on=today(BY), why="cost", by=BY
        ).get_stage_display()

    said = at_once(to("contacted"), to("lost"))
    return {"said": said, "steps": list(row.transitions.values_list("stage", flat=True))}


def an_import_and_people_on_the_same_rows() -> dict[str, Any]:
    """A part of an import stores new rows and corrects old ones, while people call and move the same, in any order."""
    rows = [a_referral(received_on=today(BY) - timedelta(days=3)).pk for _ in range(12)]

    def part() -> str:
        with transaction.atomic():
            actions.keep_still(referrals=rows, by=BY)
            actions.receive_many([Received(a_provider().pk, today(BY))], by=BY)
            for number in reversed(rows):
                actions.correct(referral=number, changes={"payer": "Aetna"}, by=BY)
        return "stored"

    def people(numbers: Sequence[int], outcome: str) -> Callable[[], str]:
        def work() -> str:
            for number in numbers:
                actions.log_attempt(referral=number, outcome=outcome, once=uuid4(), by=BY)
            return "called"

        return work

    def bulk(numbers: Sequence[int]) -> Callable[[], str]:
        def work() -> str:
            actions.move_many(referrals=numbers, to="lost", on=today(BY), why="cost", by=BY)
            return "moved"

        return work

    said = at_once(part, people(rows, "no answer"), people(rows[::-1], "reached"))
    said += at_once(bulk(rows), bulk(rows[::-1]))
    return {
        "said": said,
        "attempts": Attempt.objects.filter(referral__in=rows).count(),
        "payers": sorted(set(Referral.objects.filter(pk__in=rows).values_list("payer", flat=True))),
        "lost": Transition.objects.filter(referral__in=rows, stage="lost").count(),
    }


SCENES = (
    typed_by_two_people,
    one_form_sent_four_times,
    one_tap_sent_four_times,
    moved_by_two_people,
    an_import_and_people_on_the_same_rows,
)

if __name__ == "__main__":
    Organisation.objects.get_or_create(pk=1, defaults={"name": "Northside", "time_zone": "America/New_York"})
    json.dump({scene.__name__: scene() for scene in SCENES}, sys.stdout)
