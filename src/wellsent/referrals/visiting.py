"""What dated visits say: of the counts beside them, of visits missed one after the other, of the referral's stage, and
whose episode of care a visit belongs to. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, time, timedelta
from typing import Any, Final

from wellsent.referrals import rules
from wellsent.referrals.rules import CONTACTED, EVALUATED, IN_CARE, LOST, SCHEDULED

PLANNED, ATTENDED, MISSED, CANCELLED = "planned", "attended", "missed", "cancelled"
COUNTED = (ATTENDED, MISSED, CANCELLED)
"""Outcomes that are counted beside the dated visits; what is planned in all is told by the plan of care."""
TOTALS: Final = {f"visits_{outcome}": outcome for outcome in COUNTED}
"""The columns that count them."""
OF_ONE_DAY: Final = (ATTENDED, MISSED, PLANNED, CANCELLED)
"""An episode has one visit a day: of several entries of a day, the first of these says what became of it."""

CAME_AGAIN: Final = "came again"
"""Why a referral is in care that visits took there."""
AFTER_DISCHARGE: Final = timedelta(days=30)
"""A visit so soon after the discharge still belongs to that episode; later, it is another one."""
GIVEN_UP_AFTER: Final = timedelta(days=90)
"""A lost referral whose patient was never evaluated takes visits up to so long after it came."""


def total(stated: int | None, dated_before: int, dated_after: int) -> int | None:
    """The count to keep when the dated visits of an outcome change in number.

    A list may say "9 attended" while only 4 have a day: the larger number stands until the days outgrow it.
    """
    if stated is None or stated <= dated_before:
        return dated_after or (None if stated is None else 0)
    return max(stated, dated_after)


def counts(
    stated: Mapping[str, int | None], before: Mapping[date, str], after: Mapping[date, str], *, as_of: date
) -> dict[str, int | None]:
    """What the columns beside the dated visits say, by column, when those visits change; `stated` is what they say
    now."""
    had, has = Counter(before.values()), Counter(after.values())
    kept = {column: total(stated[column], had[outcome], has[outcome]) for column, outcome in TOTALS.items()}
    return {**kept, "missed_in_a_row": missed_in_a_row(after.items(), as_of=as_of)}


def came_again(visits: Mapping[date, str], *, evaluated_on: date | None) -> date | None:
    """The day on which a patient came for the first time after the evaluation. Where its day is not known, the first
    visit attended stands for it."""
    attended = sorted(on for on, outcome in visits.items() if outcome == ATTENDED)
    first = evaluated_on or next(iter(attended), None)
    return next((on for on in attended if first is not None and on > first), None)


def missed_in_a_row(visits: Iterable[tuple[date, str]], *, as_of: date) -> int | None:
    """How many visits were missed since the last one attended; None for none, as the column wants it.

    A visit cancelled in time neither counts nor ends the row; what lies ahead has not happened.
    """
    count = 0
    for on, outcome in sorted(visits):
        if on <= as_of and outcome in {ATTENDED, MISSED}:
            count = count + 1 if outcome == MISSED else 0
    return count or None


@dataclass(frozen=True, slots=True)
class Episode:
    """A referral as far as its visits bear on it. `lost_on` is the day on which it was noted as lost, where it is;
    `source` and `clinic` only help to tell two episodes of one patient apart."""

    number: int
    stage: str
    received_on: date
    first_contact_on: date | None = None
    scheduled_for: date | None = None
    scheduled_time: time | None = None
    evaluated_on: date | None = None
    discharged_on: date | None = None
    lost_on: date | None = None
    source: int | None = None
    clinic: int | None = None

    def takes(self, day: date) -> bool:
        """Whether a visit of this day may belong to it."""
        if day < self.received_on:
            return False
        if self.discharged_on is not None:
            return day <= self.discharged_on + AFTER_DISCHARGE
        given_up = self.stage == LOST and self.evaluated_on is None
        return not given_up or day <= self.received_on + GIVEN_UP_AFTER


@dataclass(frozen=True, slots=True)
class Hints:
    """What a row of visits says besides the day that may tell two episodes of one patient apart."""

    referral_date: date | None = None
    source: int | None = None
    clinic: int | None = None
    evaluation: bool = False


def episode_of(day: date, episodes: Collection[Episode], hints: Hints) -> Episode | None:
    """The episode a visit belongs to: the latest referral that came by then and had not ended long before.

    A hint that fits one of several narrows them; one that fits none (another system's date, the family doctor in place
    of who referred) is passed over.
    """
    fit = [one for one in episodes if one.takes(day)]
    for hinted in (
        [one for one in fit if hints.referral_date is not None and one.received_on == hints.referral_date],
        [one for one in fit if hints.source is not None and one.source == hints.source],
        [one for one in fit if hints.evaluation and one.evaluated_on in {None, day}],
        [one for one in fit if hints.clinic is not None and one.clinic == hints.clinic],
    ):
        fit = [one for one in fit if one in hinted] or fit
    return max(fit, key=lambda one: (one.received_on, one.number), default=None)


@dataclass(frozen=True, slots=True)
class Followed:
    """What follows from visits: changes to the referral's dates, and the steps it took, each with its day and why."""

    changes: Mapping[str, Any]
    steps: tuple[tuple[str, date, str], ...] = ()


def follows(
    episode: Episode,
    visits: Mapping[date, str],
    *,
    brought: Collection[date],
    evaluations: Collection[date] = (),
    today: date,
) -> Followed:
    """What a list's visits say of their referral. `visits` are all it has now, `brought` the days that are new or
    changed, `evaluations` those of them that the list calls an initial evaluation.

    The first visit attended of a patient not yet evaluated is the evaluation; a second one means care. Before that, a
    planned visit is the evaluation's appointment, and one that was missed leaves it missed.
    """
    attended = sorted(on for on, outcome in visits.items() if outcome == ATTENDED)
    if attended and episode.evaluated_on is None:
        return _evaluated(episode, visits, attended, [on for on in attended if on in evaluations])
    if attended and episode.stage == EVALUATED:
        return Followed({}, _came_again(episode.evaluated_on, visits))
    if not attended and episode.stage in rules.BEFORE_EVALUATION:
        return _booked(episode, visits, brought, today=today)
    return Followed({})


def _evaluated(episode: Episode, visits: Mapping[date, str], attended: list[date], named: list[date]) -> Followed:
    day = named[0] if named else attended[0]
    if episode.discharged_on is not None and day > episode.discharged_on:
        return Followed({})
    changes: dict[str, Any] = {"evaluated_on": day}
    came_after_all = episode.stage == LOST and episode.lost_on is not None and attended[-1] > episode.lost_on
    if episode.stage in rules.BEFORE_EVALUATION or came_after_all:
        why = "came after all" if came_after_all else "came to the evaluation"
        return Followed({**changes, "lost_reason": ""}, ((EVALUATED, day, why), *_came_again(day, visits)))
    return Followed(changes, _came_again(day, visits) if episode.stage == EVALUATED else ())


def _came_again(evaluated_on: date | None, visits: Mapping[date, str]) -> tuple[tuple[str, date, str], ...]:
    day = came_again(visits, evaluated_on=evaluated_on)
    return ((IN_CARE, day, CAME_AGAIN),) if day else ()


def _booked(episode: Episode, visits: Mapping[date, str], brought: Collection[date], *, today: date) -> Followed:
    """The appointment that visits not yet attended speak of; one known by hand gives way to later news only."""
    ahead = [on for on in brought if visits.get(on) == PLANNED and on >= today]
    behind = [on for on in brought if visits.get(on) in {PLANNED, MISSED} and on <= today]
    known = episode.scheduled_for
    if ahead or behind:
        day = min(ahead) if ahead else max(behind)
        if day == known or (not ahead and known is not None and day < known):
            return Followed({})
        step = () if episode.stage == SCHEDULED else ((SCHEDULED, min(day, today), "booked"),)
        return Followed(rules.dates_after_move(SCHEDULED, on=day, first_contact_on=None, scheduled_for=day), step)
    given_up = known is not None and known in brought and visits.get(known) == CANCELLED
    if known is not None and given_up and episode.stage == SCHEDULED:
        day = min(known, today)
        changes = rules.dates_after_move(CONTACTED, on=day, first_contact_on=episode.first_contact_on)
        return Followed(changes, ((CONTACTED, day, "appointment cancelled"),))
    return Followed({})
