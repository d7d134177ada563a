"""The diary of a made-up liaison: whom they contacted, how, what came of it, what it took.

Touches change nobody's rate here, with one exception: the targets of a campaign, which `world` lifts from their start.
Lunches go round the offices in turn, whatever they send.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby

from wellsent.simulate.courses import OpenDays, Referral
from wellsent.simulate.dice import Dice
from wellsent.simulate.people import Provider
from wellsent.simulate.world import World

CAMPAIGN_NAME = "Lunch and follow-up"


@dataclass(frozen=True)
class Habit:
    """A way to make contact: minutes, cost in dollars, what may come of it and how often."""

    minutes: tuple[int, int]
    cost: tuple[int, int]
    outcomes: dict[str, float]


HABITS = {
    "visit": Habit((15, 40), (3, 12), {"met the provider": 35, "met staff": 45, "nobody there": 20}),
    "call": Habit((3, 12), (0, 0), {"spoke": 55, "left message": 30, "no answer": 15}),
    "email": Habit((4, 10), (0, 0), {"replied": 30, "no reply": 70}),
    "letter": Habit((8, 15), (1, 2), {"sent": 100}),
    "lunch": Habit((60, 95), (70, 190), {"met the provider": 75, "met staff": 25}),
    "thank-you": Habit((5, 10), (2, 5), {"sent": 100}),
}
USUAL = {"visit": 46, "call": 28, "email": 17, "letter": 9}
NOTES = (
    "Asked about wait times",
    "Left referral pads",
    "New scheduler at the desk",
    "Wants reports by fax",
    "Back in May",
)


@dataclass(frozen=True)
class Touch:
    """One contact made with a source."""

    day: date
    source: int
    kind: str
    minutes: int
    cost: int
    campaign: str
    outcome: str
    note: str


def make_touches(
    dice: Dice, world: World, providers: Sequence[Provider], referrals: Sequence[Referral]
) -> tuple[Touch, ...]:
    """What the liaison did from the first day of the records to the last, in order of days."""
    open_days = OpenDays(world)
    plan = _check_ins(dice, world, referrals) + _lunches(dice, world, providers, referrals) + _campaign(dice, world)
    made = []
    for day, source, kind, campaign in plan:
        day = open_days.on_or_after(day)
        if day <= world.last_day:
            made.append(_touch(dice, day, source, kind, campaign))
    return tuple(sorted(made, key=lambda touch: (touch.day, touch.source)))


Planned = tuple[date, int, str, str]


def _check_ins(dice: Dice, world: World, referrals: Sequence[Referral]) -> list[Planned]:
    """Thanks after a first referral, then a contact every one to five months: oftener where more has come so far."""
    plan: list[Planned] = []
    for source, days in _days_by_source(referrals).items():
        if days[0] > world.first_day + timedelta(days=45) and dice.chance(0.7):
            plan.append((days[0] + timedelta(days=dice.between(2, 9)), source, "thank-you", ""))
        day = days[0] + timedelta(days=dice.between(10, 90))
        while day <= world.last_day:
            plan.append((day, source, dice.weighted(USUAL), ""))
            sent = bisect_right(days, day)
            gap = 35 if sent > 20 else 60 if sent > 6 else 120
            day += timedelta(days=dice.days(gap, 0.35) + 5)
    return plan


def _lunches(dice: Dice, world: World, providers: Sequence[Provider], referrals: Sequence[Referral]) -> list[Planned]:
    """One lunch a month at the next practice in turn, among those that have sent somebody by then."""
    begun = {source: days[0] for source, days in _days_by_source(referrals).items()}
    turn = dice.shuffled(sorted(begun))
    plan: list[Planned] = []
    day = world.first_day + timedelta(days=dice.between(10, 25))
    fed: set[str] = set()
    while day <= world.last_day:
        source = next((one for one in turn if begun[one] < day and providers[one].practice.name not in fed), None)
        if source is not None:
            fed.add(providers[source].practice.name)
            plan.append((day, source, "lunch", ""))
        day += timedelta(days=30)
    return plan


def _campaign(dice: Dice, world: World) -> list[Planned]:
    """A lunch for each target on its start, and visits after two and five weeks."""
    plan: list[Planned] = []
    for target in world.campaign.targets if world.campaign else ():
        plan.append((target.start, target.source, "lunch", CAMPAIGN_NAME))
        for weeks in (2, 5):
            day = target.start + timedelta(days=7 * weeks + dice.between(0, 4))
            plan.append((day, target.source, "visit", CAMPAIGN_NAME))
    return plan


def _days_by_source(referrals: Sequence[Referral]) -> dict[int, list[date]]:
    ordered = sorted(referrals, key=lambda referral: (referral.source, referral.received))
    return {
        source: [referral.received for referral in group]
        for source, group in groupby(ordered, key=lambda referral: referral.source)
    }


def _touch(dice: Dice, day: date, source: int, kind: str, campaign: str) -> Touch:
    habit = HABITS[kind]
    return Touch(
        day=day,
        source=source,
        kind=kind,
        minutes=dice.between(*habit.minutes),
        cost=dice.between(*habit.cost),
        campaign=campaign,
        outcome=dice.weighted(habit.outcomes),
        note=dice.pick(NOTES) if dice.chance(0.15) else "",
    )
