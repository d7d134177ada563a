"""The visits that a list brings, many referrals at once; and taking them back when the import is undone."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final
from zoneinfo import ZoneInfo

from django.db import connection, transaction
from django.db.models import QuerySet

from wellsent.accounts import audit
from wellsent.accounts.caller import Caller
from wellsent.accounts.queries import organisation, today
from wellsent.base import bulk, clock, facts
from wellsent.base.errors import DataError
from wellsent.base.ledgers import strike
from wellsent.base.unused import in_chunks
from wellsent.referrals import rules, visiting
from wellsent.referrals.kept import again, plain
from wellsent.referrals.models import Referral, Transition, Visit, reference
from wellsent.referrals.scope import locked, own_referrals
from wellsent.referrals.visiting import Episode, Followed

_DATES: Final = ("first_contact_on", "scheduled_for", "scheduled_time", "evaluated_on", "discharged_on")
_COUNTS: Final = (*visiting.TOTALS, "missed_in_a_row")
_WRITTEN: Final = (*_DATES, *_COUNTS, "stage", "lost_reason", "edited_at")
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
        locked({*numbers, *_sharing(numbers)})
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
        self._followed[number] = followed
        self._change(row, followed, visiting.counts(row, before, after, as_of=self.today))

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
            current = self.before[leader]["stage"]
            if number not in self.rows and rules.goes_along(row["stage"], current=current):
                self.rows[number] = row
                self._change(row, self._followed[leader], {})

    def _change(self, row: dict[str, Any], followed: Followed, counts: Mapping[str, Any]) -> None:
        number = row["pk"]
        last, _, day, _ = self._last[number]
        was = {name: plain(row[name]) for name in _WRITTEN}
        changes = dict(followed.changes)
        if changes.get("evaluated_on"):
            changes["evaluated_on"] = max(changes["evaluated_on"], row["received_on"])
        row.update(changes, **counts, edited_at=clock.now())
        self.before[number] = was | {"last_transition": last, "edited_to": plain(row["edited_at"])}
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


def _sharing(numbers: Collection[int]) -> set[int]:
    """The referrals that share an episode with one of these."""
    found: set[int] = set()
    for chunk in in_chunks(sorted(numbers)):
        found.update(Referral.objects.filter(episode_with__in=chunk).order_by().values_list("pk", flat=True))
    return found


def _rows(of: QuerySet[Referral], by: str, numbers: Sequence[int]) -> dict[int, dict[str, Any]]:
    """Referrals by number, as far as visits bear on them."""
    found: dict[int, dict[str, Any]] = {}
    for chunk in in_chunks(numbers):
        rows = of.filter(**{by: chunk}).order_by("pk").values(*_READ)
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
    referrals: Sequence[tuple[int, Mapping[str, Any]]],
    stay: Collection[int] = (),
    by: Caller,
) -> list[int]:
    """Take out the visits that an import added and put back what it corrected, in the referrals too, the latest first.

    A referral somebody has worked on since keeps its visits; returns those. One that a later list speaks of too
    (`stay`) loses the visits that only this import brought, and stands where it stands.
    """
    by.must("import.referrals")
    was = _as_before(referrals)
    locked(was.keys())
    now = _rows(Referral.objects.all(), "pk__in", sorted(was))
    kept = sorted(number for number, row in now.items() if plain(row["edited_at"]) != was[number]["edited_to"])
    visits = Visit.objects.filter(referral__in=sorted(now.keys() - set(kept)))
    before = _by_referral(visits)
    _take_back(visits, added, dict(corrected))
    _restore({number: was[number] for number in now if number not in kept and number not in stay})
    after = _by_referral(visits)
    _recount([now[number] for number in now if number in stay and number not in kept], before, after, today=today(by))
    facts.moved_on("referrals")
    references = [reference(number) for number in sorted(now.keys() - set(kept))]
    audit.record("referrals.put back", by=by, subject="referrals", references=references)
    return kept


def _as_before(referrals: Sequence[tuple[int, Mapping[str, Any]]]) -> dict[int, dict[str, Any]]:
    """What each referral was before all its changes (the latest first), and where the last of them left it."""
    was: dict[int, dict[str, Any]] = {}
    for number, before in referrals:
        was[number] = {**before, "edited_to": was.get(number, before)["edited_to"]}
    return was


def _by_referral(visits: QuerySet[Visit]) -> dict[int, dict[date, str]]:
    found: dict[int, dict[date, str]] = defaultdict(dict)
    for number, on, outcome in visits.order_by().values_list("referral_id", "on", "outcome"):
        found[number][on] = outcome
    return found


def _take_back(visits: QuerySet[Visit], added: Sequence[int], corrected: Mapping[int, Mapping[str, Any]]) -> None:
    """Of these visits, take out the added ones and write the corrected ones as they were."""
    own = dict(visits.order_by().values_list("pk", "referral_id"))
    again = [(number, was) for number, was in corrected.items() if number in own]
    _remove([number for number in [*added, *(number for number, _ in again)] if number in own])
    moment = connection.ops.adapt_datetimefield_value
    rows = [
        (
            number,
            own[number],
            date.fromisoformat(was["on"]),
            was["outcome"],
            moment(datetime.fromisoformat(was["recorded_at"])),
            was["by"],
        )
        for number, was in again
    ]
    bulk.insert(Visit, _VISIT, rows)


def _restore(was: Mapping[int, Mapping[str, Any]]) -> None:
    """Write these referrals as they were, and take the steps since out of their history."""
    bulk.update(
        Referral,
        _WRITTEN,
        [(number, *(again(name, before[name]) for name in _WRITTEN)) for number, before in was.items()],
    )
    for chunk in in_chunks(sorted(was)):
        steps = Transition.objects.filter(referral__in=chunk).order_by().values_list("pk", "referral_id")
        since = [step for step, number in steps if step > was[number]["last_transition"]]
        strike(Transition.objects.filter(pk__in=since))


def _recount(
    rows: Sequence[Mapping[str, Any]],
    before: Mapping[int, Mapping[date, str]],
    after: Mapping[int, Mapping[date, str]],
    *,
    today: date,
) -> None:
    """Let the counts of these referrals follow the visits they have left."""
    counted = []
    for row in rows:
        number = row["pk"]
        counts = visiting.counts(row, before.get(number, {}), after.get(number, {}), as_of=today)
        counted.append((number, *(counts[column] for column in _COUNTS)))
    bulk.update(Referral, _COUNTS, counted)
