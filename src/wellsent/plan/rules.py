"""What is worth doing this week, in what order, within the hours there are: from plain facts to a list with reasons.

The good of an action is (how likely it is needed) x (what such a contact changes) x (what is at stake), in referrals
over the next 90 days. Nothing published says firmly what a visit changes, so `EFFECT` holds modest guesses, stated here
and shown in the guide. Patients who wait come before any growth. Which contacts fit the hours is chosen exactly.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from wellsent.outreach.introductions.rules import Asked
from wellsent.referrals.clocks import say
from wellsent.referrals.rules import Waiting

CLOSE_THE_LOOP = "Close the loop first"
KEEP_IN_TOUCH = "Keep in touch"
INTRODUCTIONS = "Introductions asked for"

MINUTES = {"visit": 35, "call": 10, "thank-you": 10, "call patients": 5, "hear back": 5}
EFFECT = {"quiet": 0.15, "first referral": 0.10, "check-in": 0.03, "first visit": 0.10}
"""Share of the referrals at stake that one contact is taken to keep or win. A guess, and named as one."""

WORTH_A_VISIT = 3.0
"""Usual referrals in 90 days from which a quiet source is visited; below, a call costs less than it may win."""
MOST_OVERDUE = 2.0
"""A check-in gains with every day it is overdue, up to so many times."""
THANK_WITHIN = timedelta(days=30)
"""A first referral older than this has been thanked or is past it."""
WAITING_NO_LONGER = timedelta(days=90)
"""A referral that waits longer than this has gone elsewhere; calling it back is not this week's first work."""
QUIET_IS_NOTICED = timedelta(days=14)
"""A contact made sooner after a source fell silent was not about its silence: nobody could know yet."""
STEP_MINUTES = 5
NEW_SHARE = 0.4
"""Of the hours for outreach, the share that may go to new offices; the rest keeps the sources there are. Our choice."""
FIRST_VISIT_WITHIN = timedelta(weeks=26)
"""A target accepted longer ago and never met is no plan any more."""


@dataclass(frozen=True, slots=True)
class SourceFacts:
    """What the weekly list needs to know of one source."""

    key: int
    name: str
    state: str
    tier: str
    chance_needed: float
    low: int
    expected: float
    high: int
    usual_90_days: float
    first_on: date
    last_on: date
    referrals: int
    quiet_since: date | None = None
    quiet_sentence: str = ""
    last_real_contact: date | None = None
    check_in_every: int = 30
    do_not_contact: bool = False


@dataclass(frozen=True, slots=True)
class Suggestion:
    """One line of the weekly list. `since` is the occasion it rests on: a new occasion is a new line."""

    topic: str
    group: str
    source: int | None
    who: str
    action: str
    title: str
    reason: str
    minutes: int
    good: float
    since: date | None = None
    introduction: int | None = None


@dataclass(frozen=True, slots=True)
class Answered:
    """What a person said of a line: done, later until a day, or not needed."""

    source: int | None
    topic: str
    since: date | None
    choice: str
    on: date
    until: date | None = None


@dataclass(frozen=True, slots=True)
class AcceptedTarget:
    """Somebody the practice decided to win: since when, what spoke for it, and the last real contact."""

    key: int
    name: str
    on: date
    why: str
    last_real_contact: date | None = None


@dataclass(frozen=True, slots=True)
class Week:
    """The lines chosen, those that did not fit the hours, and the minutes both ways."""

    chosen: tuple[Suggestion, ...]
    left_over: tuple[Suggestion, ...]
    minutes_to_spend: int

    def minutes(self, group: str) -> int:
        return sum(line.minutes for line in self.chosen if line.group == group)

    def lines(self, group: str) -> tuple[Suggestion, ...]:
        return tuple(line for line in self.chosen if line.group == group)


def week(
    sources: Iterable[SourceFacts],
    waiting: Sequence[Waiting],
    *,
    as_of: date,
    hours: float,
    usual_days_to_evaluation: float | None = None,
    answers: Sequence[Answered] = (),
    thanked: frozenset[int] = frozenset(),
    introductions: Sequence[Asked] = (),
    accepted: Iterable[AcceptedTarget] = (),
) -> Week:
    """This week's list as of a day, for `hours` of outreach. Loops to close and introductions asked for are promises
    that stand whatever the hours: they are not counted against them.

    First visits to accepted targets have their share of the hours, the longest accepted first; what they leave goes to
    whatever does most good.
    """
    loops = loops_to_close(waiting, as_of=as_of, usual_days=usual_days_to_evaluation)
    contacts = [line for facts in sources if (line := best_contact(facts, as_of=as_of, thanked=thanked))]
    about = {line.source for line in contacts}
    visits = [line for one in accepted if one.key not in about and (line := first_visit(one, as_of=as_of))]
    open_loops = still_open([*loops, *to_hear_back(introductions, as_of=as_of)], answers, as_of=as_of)
    open_contacts = still_open(contacts, answers, as_of=as_of)
    open_visits = sorted(still_open(visits, answers, as_of=as_of), key=lambda line: (line.since or as_of, line.who))
    budget = int(hours * 60)
    first = open_visits[: int(budget * NEW_SHARE) // MINUTES["visit"]]
    others = [*open_contacts, *open_visits[len(first) :]]
    best = best_within(others, minutes=budget - len(first) * MINUTES["visit"])
    picked = {id(line) for line in best}
    left_over = [line for line in by_good(others) if id(line) not in picked]
    return Week(chosen=(*open_loops, *by_good([*first, *best])), left_over=tuple(left_over), minutes_to_spend=budget)


def loops_to_close(waiting: Sequence[Waiting], *, as_of: date, usual_days: float | None) -> list[Suggestion]:
    """Patients who were referred and are not evaluated: those who missed their day, and those without one."""
    fresh = [one for one in waiting if as_of - one.received_on <= WAITING_NO_LONGER and one.received_on <= as_of]
    missed = [one for one in fresh if one.scheduled_for and one.scheduled_for < as_of]
    unbooked = [one for one in fresh if one.scheduled_for is None and one.received_on < as_of]
    lines = []
    if missed:
        first = min(one.scheduled_for for one in missed if one.scheduled_for)
        many = len(missed) > 1
        lines.append(
            _loop(
                "evaluation missed",
                title=f"Call {_patients(missed)} whose evaluation day has passed",
                reason=f"The {'first was' if many else 'evaluation was'} on {say(first)}; "
                f"no evaluation is recorded for {'any of them' if many else 'this patient'}.",
                rows=missed,
            )
        )
    if unbooked:
        days = sorted((as_of - one.received_on).days for one in unbooked)
        span = f"{days[0]} to {days[-1]} days" if days[0] != days[-1] else _count(days[0], "day")
        usual = f" Half of your patients are evaluated within {usual_days:.0f} days." if usual_days is not None else ""
        lines.append(
            _loop(
                "not booked",
                title=f"Call {_patients(unbooked)} not yet booked",
                reason=f"Received {span} ago and without a day for the evaluation.{usual}",
                rows=unbooked,
            )
        )
    return lines


def _loop(topic: str, *, title: str, reason: str, rows: Sequence[Waiting]) -> Suggestion:
    minutes = MINUTES["call patients"] * len(rows)
    newest = max(one.received_on for one in rows)
    return Suggestion(
        topic=topic,
        group=CLOSE_THE_LOOP,
        source=None,
        who=_patients(rows),
        action="call",
        title=title,
        reason=reason,
        minutes=minutes,
        good=float(len(rows)),
        since=newest,
    )


def to_hear_back(introductions: Iterable[Asked], *, as_of: date) -> list[Suggestion]:
    """The introductions that were asked for and not answered, those due first first."""
    return [
        Suggestion(
            topic="introduction",
            group=INTRODUCTIONS,
            source=one.to,
            who=one.to_name,
            action="hear back",
            title=f"Hear from {one.of_name} about {one.to_name}",
            reason=f"Asked on {say(one.asked_on)} for an introduction; "
            f"an answer {'was' if one.due_on < as_of else 'is'} due by {say(one.due_on)}.",
            minutes=MINUTES["hear back"],
            good=0.0,
            since=one.asked_on,
            introduction=one.number,
        )
        for one in sorted(introductions, key=lambda one: (one.due_on, one.number))
    ]


def best_contact(facts: SourceFacts, *, as_of: date, thanked: frozenset[int] = frozenset()) -> Suggestion | None:
    """The one contact most worth making with a source now, or none. Never for those who asked not to be contacted."""
    if facts.do_not_contact:
        return None
    if facts.quiet_since is not None and _quiet_due(facts, facts.quiet_since, as_of=as_of):
        return _quiet(facts, as_of=as_of)
    if facts.state == "new" and as_of - facts.first_on <= THANK_WITHIN and facts.key not in thanked:
        return _first_referral(facts, as_of=as_of)
    if facts.state in {"active", "new"} and _check_in_due(facts, as_of=as_of):
        return _check_in(facts, as_of=as_of)
    return None


def first_visit(target: AcceptedTarget, *, as_of: date) -> Suggestion | None:
    """Meeting a target for the first time; none once somebody has met them since they were accepted."""
    met = target.last_real_contact is not None and target.last_real_contact >= target.on
    if met or as_of - target.on > FIRST_VISIT_WITHIN:
        return None
    return Suggestion(
        topic="first visit",
        group=KEEP_IN_TOUCH,
        source=target.key,
        who=target.name,
        action="visit",
        title=f"Visit {target.name} for the first time",
        reason=f"A target since {say(target.on)}. {target.why}",
        minutes=MINUTES["visit"],
        good=EFFECT["first visit"],
        since=target.on,
    )


def _quiet_due(facts: SourceFacts, since: date, *, as_of: date) -> bool:
    """Due until somebody has met them about it, and again when that is longer ago than their tier asks."""
    met_about_it = facts.last_real_contact is not None and facts.last_real_contact >= since + QUIET_IS_NOTICED
    return not met_about_it or _check_in_due(facts, as_of=as_of)


def _check_in_due(facts: SourceFacts, *, as_of: date) -> bool:
    """Due when the last real contact is longer ago than the tier's interval; for a source never contacted, at once."""
    if facts.last_real_contact is None:
        return True
    return (as_of - facts.last_real_contact).days >= facts.check_in_every


def _quiet(facts: SourceFacts, *, as_of: date) -> Suggestion:
    action = "visit" if facts.usual_90_days >= WORTH_A_VISIT else "call"
    return Suggestion(
        topic="quiet",
        group=KEEP_IN_TOUCH,
        source=facts.key,
        who=facts.name,
        action=action,
        title=f"{action.capitalize()} {facts.name}",
        reason=f"{facts.quiet_sentence} {_last_contact(facts, as_of=as_of)}",
        minutes=MINUTES[action],
        good=facts.chance_needed * EFFECT["quiet"] * facts.usual_90_days,
        since=facts.quiet_since,
    )


def _first_referral(facts: SourceFacts, *, as_of: date) -> Suggestion:
    ago = (as_of - facts.first_on).days
    count = "a first referral" if facts.referrals == 1 else f"their first {facts.referrals} referrals"
    return Suggestion(
        topic="first referral",
        group=KEEP_IN_TOUCH,
        source=facts.key,
        who=facts.name,
        action="thank-you",
        title=f"Thank {facts.name} for {count}",
        reason=f"The first arrived on {say(facts.first_on)}, {_ago(ago)}; nothing had come from them before.",
        minutes=MINUTES["thank-you"],
        good=EFFECT["first referral"] * max(facts.expected, 1.0),
        since=facts.first_on,
    )


def _check_in(facts: SourceFacts, *, as_of: date) -> Suggestion:
    visit = facts.tier == "A"
    overdue = 1.0
    if facts.last_real_contact is not None:
        overdue = min((as_of - facts.last_real_contact).days / facts.check_in_every, MOST_OVERDUE)
    expected = f"{facts.low} to {facts.high}" if facts.low != facts.high else f"{facts.low}"
    return Suggestion(
        topic="check-in",
        group=KEEP_IN_TOUCH,
        source=facts.key,
        who=facts.name,
        action="visit" if visit else "call",
        title=f"{'Visit' if visit else 'Call'} {facts.name}",
        reason=f"Tier {facts.tier}, {expected} referrals expected in the next 90 days. "
        f"{_last_contact(facts, as_of=as_of)} A check-in every {facts.check_in_every} days is the aim.",
        minutes=MINUTES["visit" if visit else "call"],
        good=EFFECT["check-in"] * facts.expected * overdue,
        since=facts.last_real_contact,
    )


def _last_contact(facts: SourceFacts, *, as_of: date) -> str:
    if facts.last_real_contact is None:
        return "No real contact with them is recorded."
    return f"Last real contact {_ago((as_of - facts.last_real_contact).days)}."


def still_open(lines: Iterable[Suggestion], answers: Sequence[Answered], *, as_of: date) -> list[Suggestion]:
    """The lines nobody has answered: an answer holds for its own occasion, "later" until its day."""
    latest: dict[tuple[int | None, str], Answered] = {}
    for answer in sorted(answers, key=lambda one: one.on):
        latest[answer.source, answer.topic] = answer
    return [line for line in lines if not _answered(line, latest.get((line.source, line.topic)), as_of=as_of)]


def _answered(line: Suggestion, answer: Answered | None, *, as_of: date) -> bool:
    if answer is None:
        return False
    if answer.choice == "later":
        return answer.until is not None and as_of < answer.until
    if line.topic in {"check-in", "quiet"} and answer.choice == "done":
        return (as_of - answer.on).days < 7  # the touch itself restarts the cadence; this only bridges the week
    return answer.since == line.since


def by_good(lines: Iterable[Suggestion]) -> list[Suggestion]:
    """Most good for the time first; equal ones by name, so that the order never flickers."""
    return sorted(lines, key=lambda line: (-line.good / max(line.minutes, 1), line.who, line.topic))


def best_within(lines: Sequence[Suggestion], *, minutes: int) -> list[Suggestion]:
    """The lines with the most good together that fit into `minutes`: exact, by dynamic programming in steps of five."""
    slots = minutes // STEP_MINUTES
    lines = _that_could_be_chosen(lines, minutes=minutes)
    best = [0.0] * (slots + 1)
    taken: list[list[bool]] = []
    for line in lines:
        size = -(-line.minutes // STEP_MINUTES)
        row = [False] * (slots + 1)
        for room in range(slots, size - 1, -1):
            with_it = best[room - size] + line.good
            if with_it > best[room]:
                best[room] = with_it
                row[room] = True
        taken.append(row)
    chosen = []
    room = slots
    for line, row in zip(reversed(lines), reversed(taken), strict=True):
        if row[room]:
            chosen.append(line)
            room -= -(-line.minutes // STEP_MINUTES)
    return by_good(chosen)


def _that_could_be_chosen(lines: Sequence[Suggestion], *, minutes: int) -> list[Suggestion]:
    """Of equally long lines no more than fit can ever be chosen, the best of them: thousands become a few dozen."""
    kept: dict[int, int] = {}
    some = []
    for line in by_good(lines):
        kept[line.minutes] = kept.get(line.minutes, 0) + 1
        if kept[line.minutes] * line.minutes <= minutes:
            some.append(line)
    return some


def _ago(days: int) -> str:
    if days == 0:
        return "today"
    return "yesterday" if days == 1 else f"{days} days ago"


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def _patients(rows: Sequence[object]) -> str:
    return "one referred patient" if len(rows) == 1 else f"{len(rows)} referred patients"
