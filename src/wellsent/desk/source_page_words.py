"""Everything the page of one source says, in words and charts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from django.utils.safestring import SafeString

from wellsent.accounts.caller import Caller
from wellsent.desk.standing_words import Callout, callout, proportion, tier_words
from wellsent.directory import queries as directory
from wellsent.directory.models import Affiliation, ContactPoint, Provider
from wellsent.directory.office.presenters import OfficeView, office_view
from wellsent.directory.office.queries import offices
from wellsent.directory.office.rules import Office
from wellsent.directory.queries import Profile
from wellsent.directory.ties.queries import why_not
from wellsent.insights import queries as insights
from wellsent.insights.models import Reading, SourceStanding
from wellsent.insights.rules import comparison
from wellsent.outreach import queries as outreach
from wellsent.outreach.introductions.presenters import WayInView, way_in_view
from wellsent.outreach.introductions.queries import ways_shown
from wellsent.outreach.introductions.rules import REFERRALS_OF_TRUST, TRUSTED_WITHIN, WayIn
from wellsent.outreach.models import Touch
from wellsent.outreach.presenters import touch_words
from wellsent.plan import queries as plan
from wellsent.plan.rules.lines import Suggestion
from wellsent.referrals.true_source import queries as true_source
from wellsent.referrals.true_source.presenters import brought
from wellsent.ui import charts, formats

if TYPE_CHECKING:
    from wellsent.insights.story import Story, Waited

TOUCHES_READ, TOUCHES_SHOWN, PEOPLE_SHOWN, NAMES_SHOWN = 200, 8, 30, 6
DOTS_SHOWN = 200
_DRAWN_KEPT = 256
LINKS = {"phone": "tel:", "email": "mailto:"}


@dataclass(frozen=True, slots=True)
class Reach:
    """A way to reach somebody; `link` begins a call or a letter."""

    label: str
    shown: str
    link: str
    confirmed: str


@dataclass(frozen=True, slots=True)
class Became:
    """One row of what became of their patients."""

    label: str
    theirs: str
    likely: str
    practice: str


@dataclass(frozen=True, slots=True)
class StoryView:
    chart: SafeString
    legend: SafeString
    table: SafeString


@dataclass(frozen=True, slots=True)
class SourcePage:
    provider: Provider
    asked_off: Provider | None
    kind: Any
    facts: str
    tier: str
    callout: Callout
    story: StoryView | None
    became: tuple[Became, ...]
    brought: str
    touches: tuple[tuple[str, date], ...]
    next_step: Suggestion | None
    next_why: str
    works_at: tuple[Affiliation, ...]
    people: tuple[Provider, ...]
    reaches: tuple[Reach, ...]
    reached_through: str
    also_written: str
    office: OfficeView
    office_at: Provider
    way: WayInView


def source_page(caller: Caller, profile: Profile, *, practice: str, today: date) -> SourcePage:
    """The page for this caller: who sees no volume gets who they are, how to reach them and the contacts made.

    `practice` is our own name.
    """
    provider, number = profile.provider, profile.provider.pk
    reading = insights.reading(caller, today=today) if caller.may(insights.SEES_STANDING) else None
    standing = insights.standings(caller, reading).filter(source=number).first() if reading else None
    if standing:
        standing.source = provider  # it is at hand already
    touches = list(outreach.touches(caller).filter(source__in=profile.numbers)[:TOUCHES_READ])
    story = _story(caller, reading, standing) if reading and standing else None
    reaches, through = _reaches(profile)
    office_at, office = _office(caller, profile, today)
    next_step = _next_step(caller, profile, standing, touches, today)
    names = [name for name in profile.names if name != provider.name]
    return SourcePage(
        provider=provider,
        asked_off=profile.asked_off,
        kind=profile.kind,
        facts=_facts(profile),
        tier=tier_words(standing) if standing else "",
        callout=_callout(caller, standing, touches, today),
        story=_drawn(story, tuple(one.on for one in touches if one.on >= story.first)) if story else None,
        became=_became(standing, story, reading.practice) if standing and story and reading else (),
        brought=_brought(caller, profile, today),
        touches=tuple((touch_words(one), one.on) for one in touches[:TOUCHES_SHOWN]),
        next_step=next_step,
        next_why=next_step.reason if next_step and next_step.topic != "quiet" else "",  # the callout has said it
        works_at=profile.affiliations,
        people=_people(caller, profile),
        reaches=reaches,
        reached_through=through,
        also_written="; ".join(names[:NAMES_SHOWN]),
        office=office_view(office, today=today),
        office_at=office_at,
        way=way_in_view(_way(caller, provider, touches, story, today), practice=practice, today=today),
    )


def _facts(profile: Profile) -> str:
    """Family medicine · Harbor Family Medicine · NPI 1 548 291 370."""
    practices = [one.practice.name for one in profile.affiliations if one.ended_on is None]
    parts = [profile.kind.label if profile.kind else "", ", ".join(practices[:2])]
    parts += [f"NPI {formats.npi(one)}" for one in profile.npis[:1]]
    return " · ".join(part for part in parts if part)


def _callout(caller: Caller, standing: SourceStanding | None, touches: Sequence[Touch], today: date) -> Callout:
    contact = next((one.on for one in touches if one.real_contact), None)
    last = f"Last real contact {formats.ago(contact, today=today)}." if contact else "No real contact is recorded."
    if standing is not None:
        said = callout(standing, today=today)
        return Callout(said.lead, f"{said.words} {last}", said.tone)
    sees_all = caller.may(insights.SEES_STANDING) and caller.clinics is None
    return Callout("No referral yet." if sees_all else "", last, "plain")


def _next_step(
    caller: Caller, profile: Profile, standing: SourceStanding | None, touches: Sequence[Touch], today: date
) -> Suggestion | None:
    if standing is None:
        return None
    return plan.next_step(caller, standing, touches=touches, numbers=profile.numbers, as_of=today)


def _story(caller: Caller, reading: Reading, standing: SourceStanding) -> Story:
    from wellsent.insights.story import story  # brings numpy, which the web server does without until a story is opened

    return story(caller, reading, standing)


@lru_cache(maxsize=_DRAWN_KEPT)
def _drawn(story: Story, contacts: tuple[date, ...]) -> StoryView:
    """The chart and its table: they depend on nothing else, so those last drawn are kept."""
    rate = [charts.RatePoint(week.day, week.low, week.mean, week.high) for week in story.rate]
    each = max(1, -(-sum(count for _, count in story.received) // DOTS_SHOWN))
    chart = charts.story(
        first=story.first,
        last=story.last,
        events=_dots(story.received, each),
        contacts=contacts,
        rate=rate,
        title="Referrals and contacts of the last two years, with the rate a month",
    )
    rows = list(_quarters(story.received, contacts, rate))
    return StoryView(
        chart,
        charts.legend([("dot", "referral" if each == 1 else f"{each} referrals"), ("contact", "contact")]),
        charts.as_table(["Quarter", "Referrals", "Contacts", "Rate a month at its end"], rows),
    )


def _dots(received: Sequence[tuple[date, int]], each: int) -> list[date]:
    """The days of the dots, each of which stands for so many referrals in a row."""
    return [day for day, count in received for _ in range(count)][each - 1 :: each]


def _quarters(
    received: Sequence[tuple[date, int]], contacts: Sequence[date], rate: Sequence[charts.RatePoint]
) -> Iterable[tuple[str, int, int, str]]:
    """The story by quarter, oldest first."""
    ends = {_quarter(point.day): point for point in rate}
    days = [*(day for day, _ in received), *contacts, *(point.day for point in rate)]
    for year, quarter in sorted({_quarter(day) for day in days}):
        point = ends.get((year, quarter))
        yield (
            f"{date(year, quarter * 3 + 1, 1):%b}–{date(year, quarter * 3 + 3, 1):%b} {year}",
            sum(count for day, count in received if _quarter(day) == (year, quarter)),
            sum(_quarter(day) == (year, quarter) for day in contacts),
            f"{point.mean:.1f} ({point.low:.1f} to {point.high:.1f})" if point else "",
        )


def _quarter(day: date) -> tuple[int, int]:
    return day.year, (day.month - 1) // 3


def _became(standing: SourceStanding, story: Story, practice: Mapping[str, Any]) -> tuple[Became, ...]:
    """Theirs, the likely range, and the practice's own, with whether the two differ clearly."""
    likely, ours = story.waited.range, practice["days_to_evaluation"]["median"]
    return (
        _share("Came to evaluation", standing.conversion, practice["conversion"]),
        Became(
            "Days to evaluation, median of two years",
            _median(story.waited),
            "–" if likely is None else f"{likely[0]}–{likely[1]}",
            "–" if ours is None else f"{ours}",
        ),
        _share("Finished their plan of care", standing.completion, practice["completion"]),
    )


def _median(waited: Waited) -> str:
    """5; where so few were evaluated that no range can be told, of how many."""
    if waited.median is None:
        return "none evaluated"
    return f"{waited.median}" if waited.range else f"{waited.median}, from {formats.count(waited.evaluated, 'patient')}"


def _share(label: str, theirs: Mapping[str, Any], ours: Mapping[str, Any]) -> Became:
    counted, likely = proportion(theirs)
    if not ours.get("n"):
        return Became(label, counted, likely, "–")
    differs = comparison(theirs, ours) if theirs.get("n") else ""
    return Became(label, counted, likely, formats.percent(ours["expected"]) + (f", {differs}" if differs else ""))


def _brought(caller: Caller, profile: Profile, today: date) -> str:
    """How far what they brought differs from what they ordered, for who may see a source's volume."""
    if not caller.may("volume.see own sources"):
        return ""
    found = true_source.brought(caller, profile.numbers, until=today)
    return brought(found.by_them, found.by_others)


def _people(caller: Caller, profile: Profile) -> tuple[Provider, ...]:
    """Who works at this practice now."""
    if profile.provider.entity != Provider.Entity.PRACTICE:
        return ()
    working = directory.sources(caller).filter(
        affiliations__practice__in=profile.numbers, affiliations__ended_on=None, retired_on=None
    )
    return tuple(working.select_related("kind").order_by("sort_name").distinct()[:PEOPLE_SHOWN])


def _way(caller: Caller, provider: Provider, touches: Sequence[Touch], story: Story | None, today: date) -> WayIn:
    """The way in; to who is known already, as what is at hand here tells, none is looked for."""
    since = today - TRUSTED_WITHIN
    met = next((one.on for one in touches if one.real_contact and one.on >= since), None)
    sent = sum(count for day, count in story.received if day >= since) if story else 0
    if met is None and sent < REFERRALS_OF_TRUST:
        return ways_shown(caller, [provider.pk], as_of=today)[provider.pk]
    shut = why_not(caller).get(provider.pk, "")
    return WayIn(provider.pk, provider.name, closed=shut, met=met, sends=sent >= REFERRALS_OF_TRUST)


def _office(caller: Caller, profile: Profile, today: date) -> tuple[Provider, Office]:
    """Their own office, where something is known of it or they work nowhere else; else that of where they work."""
    current = (one.practice.merged_into or one.practice for one in profile.affiliations if one.ended_on is None)
    places = [profile.provider, *current]
    known = offices(caller, [place.pk for place in places], as_of=today)
    at = next((place for place in places if known[place.pk].is_known), places[min(1, len(places) - 1)])
    return at, known[at.pk]


def _reaches(profile: Profile) -> tuple[tuple[Reach, ...], str]:
    """The ways to reach them; where none is known, those of the practice they work at, which is then named."""
    own = tuple(map(_reach, profile.contact_points))
    place = next((one.practice for one in profile.affiliations if one.ended_on is None), None)
    if own or place is None:
        return own, ""
    theirs = place.contact_points.filter(retired_on=None).order_by("channel", "pk")
    return tuple(map(_reach, theirs)), place.name


def _reach(point: ContactPoint) -> Reach:
    place = ", ".join(part for part in (point.city, f"{point.state} {point.zip}".strip()) if part)
    shown = f"{point.shown}, {place}" if place and point.channel == "address" else point.shown
    begin = LINKS.get(point.channel, "")
    confirmed = f"confirmed {formats.day(point.confirmed_on)}" if point.confirmed_on else ""
    return Reach(point.get_channel_display(), shown, f"{begin}{point.value}" if begin else "", confirmed)
