"""Who fits the profile, how well and why, what to expect of them, and how many the hours can work. Pure.

A fit is from 0 to 100: each of the four things the profile weighs gives its weight times how well it is met, and every
part is told as a sentence with its numbers. What is expected of a target is told beside it and never part of the fit.
The numbers in capitals are our guesses, stated here and in the guide.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Final

from wellsent.directory.registry.entry import Medicare
from wellsent.plan.profile.rules import CAPACITY, CONDITION, DISTANCE, FULL, LANES, LITTLE, PAYER, ROAD, ROOM, Ideal
from wellsent.plan.rules.lines import MINUTES
from wellsent.plan.rules.targets import NEW_SHARE
from wellsent.plan.targets.expecting import Estimate
from wellsent.plan.targets.medicare import Standing, standing
from wellsent.referrals.clocks import say
from wellsent.referrals.grouping import MEDICARE

HAS_BEGUN_BELOW: Final = 3
"""With so many referrals a source is one, and no target any more."""
BEGUN_POINTS: Final = 10
"""What a first or second referral adds to the fit: it shows that the way is open."""
BEGUN_WITHIN: Final = timedelta(days=182)
"""A first referral that nothing followed for longer opens no way any more."""
NEW_POINTS: Final = 5
NEW_FOR: Final = timedelta(days=365)
"""Whoever got an NPI in the last year is often new in practice, and not used to sending elsewhere."""
NOT_KNOWN: Final = 0.5
"""What is not known counts half: neither for nor against anybody."""
ROOM_COUNTS: Final = {ROOM: 1.0, LITTLE: 0.5, FULL: 0.0}

FEWEST_REFERRALS: Final = 10
"""So many referrals of a kind are needed to say which payers it sends."""
OPTED_OUT: Final = "opted out"
"""What a reason is about that speaks against somebody."""
NOT_LOADED: Final = Medicare()
"""Neither of Medicare's files is here."""

WEEKS: Final = 13
MINUTES_A_TARGET: Final = 2 * MINUTES["visit"] + 2 * MINUTES["call"]
"""What winning an office takes in a quarter: two visits and two calls."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody who could refer. `miles` is the straight way to each of our clinics within reach, by number; `known` the
    number in the directory. `referrals` are those so far, 0 to 2; `since` the first day of the NPI.
    """

    key: str
    name: str
    kind: str
    address: str
    zip: str
    miles: Mapping[int, float]
    npi: str = ""
    known: int | None = None
    since: date | None = None
    referrals: int = 0
    last_on: date | None = None
    place: tuple[float, float] | None = None


@dataclass(frozen=True, slots=True)
class PayerShare:
    """Of the latest `n` referrals of a kind, those with a payer that the practice takes."""

    taken: int
    n: int


@dataclass(frozen=True, slots=True)
class KindFacts:
    """What is known of a kind: what it typically sends, the payers of its referrals, what to expect of one of it."""

    label: str
    conditions: tuple[str, ...] = ()
    payers: PayerShare | None = None
    estimate: Estimate | None = None


@dataclass(frozen=True, slots=True)
class Reason:
    """One sentence, and what it gives to the fit, of how much."""

    about: str
    text: str
    points: float
    most: float


@dataclass(frozen=True, slots=True)
class Target:
    """A candidate that fits: how well, why, near which of our clinics."""

    candidate: Candidate
    fit: int
    reasons: tuple[Reason, ...]
    clinic: int
    estimate: Estimate | None


@dataclass(frozen=True, slots=True)
class Ranked:
    """The targets, best first, and how many were left out because no lane for them has room."""

    targets: tuple[Target, ...]
    without_room: int


def rank(
    candidates: Iterable[Candidate],
    ideal: Ideal,
    *,
    kinds: Mapping[str, KindFacts],
    clinics: Mapping[int, str],
    as_of: date,
    medicare: Medicare = NOT_LOADED,
) -> Ranked:
    """The candidates by how well they fit; `clinics` names those of ours that are open, `medicare` is what its files
    say of them.
    """
    fits = {slug: _of_kind(kind, ideal, clinics) for slug, kind in kinds.items()}
    found: list[Target] = []
    without_room = 0
    for one in candidates:
        fit = fits.get(one.kind) or _of_kind(KindFacts(one.kind), ideal, clinics)
        own = standing(one.npi, medicare, as_of=as_of) if MEDICARE in ideal.payers else None
        target = _target(one, fit, ideal, own, as_of)
        if target is None:
            without_room += 1
        else:
            found.append(target)
    found.sort(key=lambda target: (-target.fit, min(target.candidate.miles.values()), target.candidate.name))
    return Ranked(tuple(found), without_room)


@dataclass(frozen=True, slots=True)
class _OfKind:
    """What holds for everybody of a kind: two reasons, and at which clinics there is room for what they send."""

    conditions: Reason
    payers: Reason
    places: tuple[tuple[int, str, int, Reason], ...]
    estimate: Estimate | None


def _of_kind(kind: KindFacts, ideal: Ideal, clinics: Mapping[int, str]) -> _OfKind:
    sends = [condition for condition in kind.conditions if condition in ideal.conditions]
    places = [
        (place.clinic, clinics[place.clinic], place.miles, room)
        for place in ideal.places
        if place.clinic in clinics
        and (room := _capacity(place.room, sends or kind.conditions, clinics[place.clinic], ideal))
    ]
    return _OfKind(_conditions(kind, sends, ideal), _payers(kind, ideal), tuple(places), kind.estimate)


def _target(one: Candidate, kind: _OfKind, ideal: Ideal, own: Standing | None, as_of: date) -> Target | None:
    """The candidate at the clinic of ours where it fits best; None where no lane for it has room."""
    here = [
        (clinic, _distance(one.miles[clinic], limit, name, ideal), room)
        for clinic, name, limit, room in kind.places
        if clinic in one.miles
    ]
    if not here:
        return None
    clinic, distance, room = max(here, key=lambda at: at[1].points + at[2].points)
    payers = _with_their_own(kind.payers, own) if own else [kind.payers]
    weighed = sorted([kind.conditions, *payers, distance, room], key=lambda reason: -reason.points)
    begun, new = _begun(one, as_of), _new(one, as_of)
    points = sum(reason.points for reason in weighed) * 100 / sum(ideal.weights.values())
    fit = min(100, round(points + sum(reason.points for reason in (*begun, *new))))
    return Target(one, fit, (*begun, *weighed, *new), clinic, kind.estimate)


def _conditions(kind: KindFacts, sends: Sequence[str], ideal: Ideal) -> Reason:
    weight = ideal.weights[CONDITION]
    if not kind.conditions:
        return Reason(CONDITION, "What they typically send is not said, which counts half.", weight * NOT_KNOWN, weight)
    share = len(sends) / len(kind.conditions)
    if not sends:
        text = f"{kind.label} typically sends {'; '.join(kind.conditions)}: nothing you want more of."
    elif len(sends) == len(kind.conditions):
        text = f"All that {kind.label.lower()} typically sends is what you want more of: {'; '.join(sends)}."
    else:
        text = (
            f"Of {len(kind.conditions)} conditions typical for {kind.label.lower()}, you want more of {len(sends)}:"
            f" {'; '.join(sends)}."
        )
    return Reason(CONDITION, text, weight * share, weight)


def _payers(kind: KindFacts, ideal: Ideal) -> Reason:
    weight = ideal.weights[PAYER]
    if kind.payers is None or not ideal.payers:
        return Reason(
            PAYER, "Which payers they would send is not known, which counts half.", weight * NOT_KNOWN, weight
        )
    share = kind.payers.taken / kind.payers.n
    text = f"Of the last {kind.payers.n:,} referrals of this kind, {kind.payers.taken:,} had a payer that you take."
    return Reason(PAYER, text, weight * share, weight)


def _with_their_own(payers: Reason, own: Standing) -> list[Reason]:
    """What Medicare's files say of somebody is half of what is told of payers; if not known, it changes nothing."""
    if own.share is None:
        return [payers, Reason(MEDICARE, own.text, 0, 0)]
    half, about = payers.most / 2, MEDICARE if own.share else OPTED_OUT
    return [replace(payers, points=payers.points / 2, most=half), Reason(about, own.text, half * own.share, half)]


def _distance(miles: float, limit: int, clinic: str, ideal: Ideal) -> Reason:
    weight = ideal.weights[DISTANCE]
    text = f"About {miles * ROAD:.1f} miles by road from {clinic}; your limit is about {limit * ROAD:.0f}."
    if not miles:
        text = f"In the same ZIP code as {clinic}; your limit is about {limit * ROAD:.0f} miles by road."
    return Reason(DISTANCE, text, weight * max(0.0, 1 - miles / limit), weight)


def _capacity(room: Mapping[str, str], conditions: Sequence[str], clinic: str, ideal: Ideal) -> Reason | None:
    """How much room there is for what they send; None where there is none."""
    lanes = [lane for lane in LANES if lane in room and (not conditions or set(LANES[lane]) & set(conditions))]
    best = max(lanes, key=lambda lane: ROOM_COUNTS[room[lane]], default=None)
    if best is None or room[best] == FULL:
        return None
    weight = ideal.weights[CAPACITY]
    words = "has room" if room[best] == ROOM else "has little room"
    return Reason(CAPACITY, f"The {best} lane {words} at {clinic}.", weight * ROOM_COUNTS[room[best]], weight)


def _begun(one: Candidate, as_of: date) -> list[Reason]:
    if not one.referrals or one.last_on is None:
        return []
    came = "One patient came" if one.referrals == 1 else f"{one.referrals} patients came, the last"
    came += f" on {say(one.last_on)} {one.last_on.year}"
    if as_of - one.last_on > BEGUN_WITHIN:
        return [Reason("begun", f"{came}, and none since.", 0, 0)]
    return [Reason("begun", f"{came}: they have just begun.", BEGUN_POINTS, 0)]


def _new(one: Candidate, as_of: date) -> list[Reason]:
    if one.since is None or not as_of - NEW_FOR <= one.since <= as_of:
        return []
    return [Reason("new", f"Has an NPI since {one.since:%B %Y}: likely new in practice.", NEW_POINTS, 0)]


def spoken_for(target: Target) -> str:
    """What speaks for a target in two sentences, without what rests on referrals: it is kept with the decision,
    and shown to whoever may not see volume too.
    """
    return " ".join(one.text for one in target.reasons if one.about in {CONDITION, DISTANCE})


def workable(hours_a_week: float, *, accepted: int) -> tuple[int, int]:
    """How many new offices the hours can work in a quarter, and how many more than are accepted already."""
    whole = int(hours_a_week * 60 * WEEKS * NEW_SHARE / MINUTES_A_TARGET)
    return whole, max(0, whole - accepted)


def without_sources(candidates: Iterable[Candidate], *, left_out: Collection[int]) -> list[Candidate]:
    """Those who are no source yet; `left_out` are the numbers of sources, and of those nobody is to contact."""
    return [one for one in candidates if one.referrals < HAS_BEGUN_BELOW and one.known not in left_out]
