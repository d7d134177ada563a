"""Targets in words: who, why, what to expect, and what was decided."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from django.urls import reverse

from wellsent.directory import places
from wellsent.outreach.introductions.presenters import WayInView, way_in_view
from wellsent.outreach.introductions.rules import WayIn
from wellsent.plan.profile.rules import DISTANCE, ROAD, WEIGHTS, in_sentences
from wellsent.plan.rules.lines import MINUTES
from wellsent.plan.rules.targets import NEW_SHARE
from wellsent.plan.targets.models import TargetDecision
from wellsent.plan.targets.queries import TargetList
from wellsent.plan.targets.rules import MINUTES_A_TARGET, OPTED_OUT, Reason, Target
from wellsent.referrals.clocks import say
from wellsent.ui import formats

REASONS = ("sends to a group of their own", "not a fit for us", "retired or moved away", "no contact wanted")
WEIGHT_WORDS = {
    "conditions": "Conditions you want more of",
    "distance": "Near before far",
    "payers": "Payers you take",
    "capacity": "Lanes with room",
}
TOLD_AT_ONCE = 2
MOST_SHOWN, MOST_BEYOND = 100, 60


@dataclass(frozen=True, slots=True)
class TargetView:
    """One card. `why` are the sentences that say most, `reasons` all of them with what each gives."""

    key: str
    name: str
    url: str
    facts: str
    fit: int
    why: str
    reasons: tuple[tuple[str, str], ...]
    expected: str
    begun: bool
    latitude: float | None
    longitude: float | None
    way: WayInView


@dataclass(frozen=True, slots=True)
class Slider:
    """One of the things that count, and how much."""

    name: str
    label: str
    value: int


@dataclass(frozen=True, slots=True)
class TargetsPage:
    """Everything the page says."""

    subtitle: str
    title: str
    hours: str
    targets: tuple[TargetView, ...]
    more: tuple[TargetView, ...]
    more_count: int
    notes: tuple[str, ...]
    sliders: tuple[Slider, ...]
    sentences: tuple[str, ...]
    clinics: tuple[tuple[str, float, float, int], ...]
    has_registry: bool
    with_volume: bool
    lacks_medicare: bool
    has_hours: bool


def shown(listed: TargetList) -> list[Target]:
    """Those that get a card of their own: as many as the hours can work."""
    return list(listed.ranked.targets[: min(listed.room_for, MOST_SHOWN)])


def page(listed: TargetList, ways: Mapping[int | str, WayIn], *, practice: str) -> TargetsPage:
    """The list as far as the hours go, those that fit less well behind it, and what was left out.

    `ways` are the ways in to those shown, by number or NPI; `practice` is our own name, which the words need.
    """
    cards, rest = shown(listed), listed.ranked.targets[listed.room_for :]

    def view(one: Target) -> TargetView:
        way = ways.get(one.candidate.known or one.candidate.npi, WayIn(one.candidate.known or 0, one.candidate.name))
        return _view(one, listed, way_in_view(way, practice=practice, today=listed.as_of))

    return TargetsPage(
        subtitle=_subtitle(listed),
        title=f"Best by your profile · {formats.count(len(cards), 'office')} that your hours can work",
        hours=_hours(listed),
        targets=tuple(view(one) for one in cards),
        more=tuple(view(one) for one in rest[:MOST_BEYOND]),
        more_count=len(rest),
        notes=tuple(_notes(listed)),
        sliders=tuple(Slider(name, WEIGHT_WORDS[name], listed.ideal.weights[name]) for name in WEIGHTS),
        sentences=tuple(in_sentences(listed.ideal.weights)),
        clinics=tuple((one.name, *one.at, one.miles) for one in listed.clinics),
        has_registry=listed.in_registry is not None,
        with_volume=listed.with_volume,
        lacks_medicare=listed.lacks_medicare,
        has_hours=listed.workable > 0,
    )


def _subtitle(listed: TargetList) -> str:
    if listed.in_registry is None:
        return f"{formats.count(len(listed.ranked.targets), 'provider')} you know, who do not refer yet"
    miles = max((one.miles for one in listed.clinics), default=0)
    return (
        f"{formats.count(listed.in_registry, 'provider')} of your kinds within {miles} miles ·"
        f" you have time for about {formats.count(listed.workable, 'new office')} a quarter"
    )


def _hours(listed: TargetList) -> str:
    visits = f"two visits of {MINUTES['visit']} and two calls of {MINUTES['call']} minutes"
    taken = f" Accepted already: {listed.accepted}." if listed.accepted else ""
    return (
        f"Counted from your hours for outreach: {NEW_SHARE * 100:.0f} % of them for new offices,"
        f" {MINUTES_A_TARGET} minutes each ({visits}).{taken}"
    )


def _notes(listed: TargetList) -> Iterable[str]:
    if listed.in_registry and listed.in_registry > listed.compared:
        yield f"The nearest {listed.compared:,} of {listed.in_registry:,} in the registry were compared."
    if listed.ranked.without_room:
        yield f"{formats.count(listed.ranked.without_room, 'provider')} left out: no lane for what they send has room."
    if listed.is_waiting:
        yield "Referrals are being counted: whom you know already is listed once that is done, in a minute or two."
    elif not listed.with_volume:
        yield "Only providers nobody here knows yet are listed for you, and nothing that rests on referrals."


def _view(target: Target, listed: TargetList, way: WayInView) -> TargetView:
    one = target.candidate
    miles = one.miles[target.clinic]
    latitude, longitude = one.place or (None, None)
    away = f"about {miles * ROAD:.1f} miles by road" if miles else "same ZIP code"
    facts = [listed.kinds.get(one.kind, one.kind), places.in_one_line(one.address), away]
    told = [reason.text for reason in target.reasons if reason.about != DISTANCE][:TOLD_AT_ONCE]  # the facts say it
    told += [reason.text for reason in target.reasons if reason.about == OPTED_OUT and reason.text not in told]
    return TargetView(
        key=one.key,
        name=one.name,
        url=reverse("desk:source", args=[one.known]) if one.known else "",
        facts=" · ".join(filter(None, facts)),
        fit=target.fit,
        why=" ".join(told),
        reasons=tuple((reason.text, _points(reason, listed)) for reason in target.reasons),
        expected=target.estimate.text if target.estimate and listed.with_volume else "",
        begun=any(reason.about == "begun" and reason.points for reason in target.reasons),
        latitude=latitude,
        longitude=longitude,
        way=way,
    )


def _points(reason: Reason, listed: TargetList) -> str:
    """18 of 29, of the hundred; or what is added on top."""
    if not reason.most:
        return f"{reason.points:.0f} on top" if reason.points else ""
    whole = sum(listed.ideal.weights.values()) / 100
    return f"{reason.points / whole:.0f} of {reason.most / whole:.0f}"


@dataclass(frozen=True, slots=True)
class DecisionView:
    """One decision on a target."""

    number: int
    name: str
    url: str
    words: str
    tone: str
    who: str
    reason: str
    way: str


TONES = {"accepted": "good", "later": "due", "declined": ""}


def decision_words(kept: TargetDecision) -> str:
    """Accepted; later, from 5 December; declined."""
    return f"later, from {say(kept.until)}" if kept.until else kept.get_choice_display().lower()


def accepted(rows: Iterable[TargetDecision]) -> list[int]:
    """The numbers of those accepted, through merges: whose way in is told."""
    chosen = (row.provider for row in rows if row.choice == TargetDecision.Choice.ACCEPTED)
    return [one.merged_into_id or one.pk for one in chosen if one]


def decided(
    rows: Iterable[TargetDecision], ways: Mapping[int | str, WayIn], *, practice: str, today: date
) -> list[DecisionView]:
    """The decisions, the newest first; of those accepted also the way in."""

    def way(row: TargetDecision) -> str:
        found = [ways[number] for number in accepted([row])]
        return way_in_view(found[0], practice=practice, today=today).lead if found else ""

    return [
        DecisionView(
            number=row.pk,
            name=row.name,
            url=reverse("desk:source", args=[row.provider.merged_into_id or row.provider.pk]) if row.provider else "",
            words=decision_words(row),
            tone=TONES[row.choice],
            who=f"{row.by_name}, {formats.day(row.on)}",
            reason=row.reason,
            way=way(row),
        )
        for row in rows
    ]
