"""The weekly list put together. Pure. Patients who wait come before any growth."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from wellsent.outreach.introductions.rules import Asked
from wellsent.plan.rules.answers import Answered, still_open
from wellsent.plan.rules.choosing import best_within, by_good
from wellsent.plan.rules.contacts import SourceFacts, best_contact
from wellsent.plan.rules.lines import MINUTES, Suggestion
from wellsent.plan.rules.loops import loops_to_close, to_hear_back
from wellsent.plan.rules.targets import NEW_SHARE, AcceptedTarget, first_visit
from wellsent.referrals.rules import Waiting


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
