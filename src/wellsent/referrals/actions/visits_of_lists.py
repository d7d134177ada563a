"""The visits that a list brings, many referrals at once; and taking them back when the import is undone."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any, Final
from zoneinfo import ZoneInfo

from django.db import connection, transaction
from django.db.models import QuerySet

from wellsent.accounts import audit
from wellsent.accounts.caller import Caller
from wellsent.accounts.queries import organisation, today
from wellsent.base import bulk, clock, facts
from wellsent.base.errors import DataError
from wellsent.base.unused import in_chunks
from wellsent.referrals import rules, visiting
from wellsent.referrals.actions.correcting import put_back
from wellsent.referrals.models import Referral, Transition, Visit, reference
from wellsent.referrals.scope import own_referrals
from wellsent.referrals.visiting import Episode, Followed

_DATES: Final = ("first_contact_on", "scheduled_for", "scheduled_time", "evaluated_on", "discharged_on")
_COUNTS: Final = tuple(f"visits_{outcome}" for outcome in visiting.COUNTED)
_WRITTEN: Final = (*_DATES, *_COUNTS, "missed_in_a_row", "stage", "lost_reason", "edited_at")
_READ: Final = ("pk", "received_on", "episode_with_id", *_WRITTEN)
_VISIT: Final = ("id", "referral", "on", "outcome", "recorded_at", "by")


@dataclass(frozen=True, slots=True)
class Brought:
    """A visit as a list brings it; `visit` is the number of the stored one that it corrects, `evaluation` says that
    the list calls it an initial evaluation."""

    referral: int
    on: date
    outcome: str
    visit: int | None = None
    evaluation: bool = False


@dataclass(frozen=True, slots=True)
class Recorded:
    """What became of the visits: the number of each, in order, and what stood before in the visits that were corrected
    and in the referrals they belong to (plain enough for JSON), for `take_back_visits`."""

    visits: tuple[int, ...]
    corrected: Mapping[int, dict[str, Any]]
    referrals: Mapping[int, dict[str, Any]]


@transaction.atomic
def record_visits(visits: Sequence[Brought], *, by: Caller) -> Recorded:
    """Store the visits that a list brings, with what follows from them: counts, visits missed one after the other, the
    evaluation, the way into care. All or nothing, one audit event, as many queries for one referral as for many.

    Raises DataError for a referral that is not the caller's.
    """
    by.must("import.referrals")
    if not visits:
        return Recorded((), {}, {})
    work = _Work({one.referral for one in visits}, by=by)
    of_referral: dict[int, list[Brought]] = defaultdict(list)
    for one in visits:
        of_referral[one.referral].append(one)
    for number, brought in of_referral.items():
        work.take(number, brought)
    work.share()
    numbers, corrected = _store_visits(visits, work, by=by)
    work.store(by=by)
    facts.moved_on("referrals")
    references = [reference(number) for number in sorted(of_referral)]
    audit.record("referrals.visits", by=by, subject="referrals", references=references, details={"visits": len(visits)})
    return Recorded(tuple(numbers), corrected, work.before)


class _Work:
    """The referrals that visits are brought to, as they were and as they become."""

    def __init__(self, numbers: Collection[int], *, by: Caller) -> None:
        self.today, self._by = today(by), by
        practice = organisation()
        self._zone = ZoneInfo(practice.time_zone if practice else "UTC")
        self.rows = _rows(own_referrals(by), "pk__in", sorted(numbers))
        if len(self.rows) < len(numbers):
            raise DataError("A visit belongs to a referral that is not there.", "Check the list again.")
        self.visits: dict[int, dict[date, str]] = defaultdict(dict)
        self.known: dict[int, tuple[int, date, str, datetime, int | None]] = {}
        for chunk in in_chunks(sorted(numbers)):
            found = Visit.objects.filter(referral__in=chunk).order_by()
            columns = ("pk", "referral_id", "on", "outcome", "recorded_at", "by")
            for number, referral, on, outcome, recorded_at, user in found.values_list(*columns):
                self.visits[referral][on] = outcome
                self.known[number] = (referral, on, outcome, recorded_at, user)
        self._last = self._last_steps(self.rows)
        self.before: dict[int, dict[str, Any]] = {}
        self._steps: list[tuple[int, str, date, str]] = []
        self._followed: dict[int, Followed] = {}

    def _last_steps(self, numbers: Iterable[int]) -> dict[int, tuple[int, str, date, date]]:
        """The last step of each: its number, stage, day, and the day on which it was noted."""
        last: dict[int, tuple[int, str, date, date]] = {}
        for chunk in in_chunks(sorted(numbers)):
            steps = Transition.objects.filter(referral__in=chunk).order_by("pk")
            for number, *step, noted in steps.values_list("referral_id", "pk", "stage", "on", "recorded_at"):
                last[number] = (*step, noted.astimezone(self._zone).date())
        return last

    def take(self, number: int, brought: Sequence[Brought]) -> None:
        """What a referral becomes by the visits brought to it."""
        row, before = self.rows[number], self.visits[number]
        after = dict(before)
        for one in brought:
            if one.visit is not None:
                after.pop(self.known[one.visit][1], None)
        after.update({one.on: one.outcome for one in brought})
        self.visits[number] = after
        followed = visiting.follows(
            self._episode(row),
            after,
            brought={one.on for one in brought},
            evaluations={one.on for one in brought if one.evaluation},
            today=self.today,
        )
        stated = {outcome: row[f"visits_{outcome}"] for outcome in visiting.COUNTED}
        counts = visiting.totals(stated, before.values(), after.values())
        self._followed[number] = followed
        self._change(
            row,
            followed,
            {f"visits_{outcome}": count for outcome, count in counts.items()}
            | {"missed_in_a_row": visiting.missed_in_a_row(after.items(), as_of=self.today)},
        )

    def _episode(self, row: Mapping[str, Any]) -> Episode:
        _, stage, _, noted = self._last[row["pk"]]
        dates = {name: row[name] for name in _DATES}
        lost_on = noted if stage == rules.LOST else None
        return Episode(row["pk"], row["stage"], row["received_on"], lost_on=lost_on, **dates)

    def share(self) -> None:
        """Referrals that share an episode go the steps of the one it goes by."""
        moved = [number for number, followed in self._followed.items() if followed.steps]
        sharing = _rows(own_referrals(self._by), "episode_with__in", moved)
        self._last |= self._last_steps(sharing)
        for number, row in sharing.items():
            leader = row["episode_with_id"]
            if number not in self.rows and row["stage"] == self.before[leader]["stage"]:
                self.rows[number] = row
                self._change(row, self._followed[leader], {})

    def _change(self, row: dict[str, Any], followed: Followed, counts: Mapping[str, Any]) -> None:
        number = row["pk"]
        last, _, day, _ = self._last[number]
        self.before[number] = {name: _plain(row[name]) for name in _WRITTEN} | {"last_transition": last}
        changes = dict(followed.changes)
        if changes.get("evaluated_on"):
            changes["evaluated_on"] = max(changes["evaluated_on"], row["received_on"])
        row.update(changes, **counts, edited_at=clock.now())
        for stage, on, why in followed.steps:
            day = max(day, on)
            row["stage"] = stage
            self._steps.append((number, stage, day, why))

    def store(self, *, by: Caller) -> None:
        """Write what has become of the referrals, and the steps they took."""
        bulk.update(
            Referral, _WRITTEN, [(number, *(row[name] for name in _WRITTEN)) for number, row in self.rows.items()]
        )
        now = connection.ops.adapt_datetimefield_value(clock.now())
        bulk.insert(
            Transition,
            ["referral", "stage", "on", "recorded_at", "by", "why"],
            [(number, stage, on, now, by.user_id, why) for number, stage, on, why in self._steps],
        )


def _rows(of: QuerySet[Referral], by: str, numbers: Sequence[int]) -> dict[int, dict[str, Any]]:
    """Referrals by number, locked, as far as visits bear on them."""
    found: dict[int, dict[str, Any]] = {}
    for chunk in in_chunks(numbers):
        rows = of.select_for_update(of=("self",)).filter(**{by: chunk}).order_by("pk").values(*_READ)
        found |= {row["pk"]: dict(row) for row in rows}
    return found


def _store_visits(visits: Sequence[Brought], work: _Work, *, by: Caller) -> tuple[list[int], dict[int, dict[str, Any]]]:
    """Write the visits: a corrected one keeps its number. Returns the numbers, and what the corrected ones were."""
    fresh = iter(bulk.next_ids(Visit, sum(one.visit is None for one in visits)))
    numbers = [one.visit if one.visit is not None else next(fresh) for one in visits]
    corrected = [one.visit for one in visits if one.visit is not None]
    was = {}
    for number in corrected:
        _, on, outcome, recorded_at, user = work.known[number]
        was[number] = {"on": on.isoformat(), "outcome": outcome, "recorded_at": recorded_at.isoformat(), "by": user}
    _remove(corrected)
    now = connection.ops.adapt_datetimefield_value(clock.now())
    bulk.insert(
        Visit,
        _VISIT,
        [
            (number, one.referral, one.on, one.outcome, now, by.user_id)
            for number, one in zip(numbers, visits, strict=True)
        ],
    )
    return numbers, was


def _remove(numbers: Sequence[int]) -> None:
    for chunk in in_chunks(numbers):
        Visit.objects.filter(pk__in=chunk).delete()


@transaction.atomic
def take_back_visits(
    *,
    added: Sequence[int],
    corrected: Sequence[tuple[int, Mapping[str, Any]]],
    referrals: Iterable[tuple[int, Mapping[str, Any]]],
    unless_edited_after: datetime | None = None,
    by: Caller,
) -> list[int]:
    """Take out the visits that an import added and put back what it corrected, in the referrals too, the latest first.

    A referral somebody has worked on since keeps its visits; returns those.
    """
    by.must("import.referrals")
    kept = sorted(set(put_back(referrals, unless_edited_after=unless_edited_after, by=by)))
    stay = set(Visit.objects.filter(referral__in=kept).values_list("pk", flat=True))
    of_visit: dict[int, int] = {}
    first = {number: was for number, was in corrected if number not in stay}
    for chunk in in_chunks(sorted(first)):
        of_visit |= dict(Visit.objects.filter(pk__in=chunk).values_list("pk", "referral_id"))
    _remove([number for number in [*added, *of_visit] if number not in stay])
    moment = connection.ops.adapt_datetimefield_value
    bulk.insert(
        Visit,
        _VISIT,
        [
            (number, referral, date.fromisoformat(was["on"]), was["outcome"],
             moment(datetime.fromisoformat(was["recorded_at"])), was["by"])
            for number, referral in of_visit.items()
            for was in (first[number],)
        ],
    )  # fmt: skip
    return kept


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date | time) else value
