"""Words for who brought a referral, for the question that finds it out, and for what an audit week says."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final
from zoneinfo import ZoneInfo

from wellsent.referrals.models import AuditWeek, SourceFact
from wellsent.referrals.true_source.rules import (
    ANSWERS,
    ASKED,
    ASSUMED,
    AUDIT_DUE_AFTER,
    HOW,
    INFLUENCING,
    LEAST_ANSWERS,
    NOT_KNOWN,
    OFFICE,
    ORDERING,
    PATIENT,
    PAYER,
    WRITTEN,
    Fact,
    Share,
    Week,
    brought_by,
    how_ordered,
)
from wellsent.ui import formats

QUESTION: Final = "Who first told you about us?"
ANSWER_WORDS: Final[Mapping[str, str]] = {
    "ordered": "Whoever ordered it",
    "another": "Another doctor or office",
    "friend": "Friend or family",
    "returning": "Was here before",
    "found": "Found us (web, sign)",
    "payer": "The insurer",
    "unsure": "Does not know",
}
"""The choices, in the order in which they are most often right."""
HOW_WORDS: Final[Mapping[str, str]] = {
    ASKED: "the patient was asked",
    WRITTEN: "written on the order",
    OFFICE: "told by the office",
    ASSUMED: "assumed: nobody has said",
}
_WAY_WORDS: Final = {"friend": "through friend or family", "returning": "who was here before", "found": "who found us"}
_ROLE_WORDS: Final = {
    ORDERING: "Ordered by",
    INFLUENCING: "Suggested by",
    PATIENT: "Chosen by",
    PAYER: "Required by",
    NOT_KNOWN: "Asked",
}


@dataclass(frozen=True, slots=True)
class Told:
    """One line of a referral's sources: the role, who stands in it, and how that is known."""

    role: str
    who: str
    how: str


@dataclass(frozen=True, slots=True)
class Past:
    """One line of their history: what was said, by whom and when, and whether it still holds."""

    words: str
    when: date
    by: str
    state: str


@dataclass(frozen=True, slots=True)
class TrueSource:
    """The card on a referral's page: who stands in which role, what counts, what was ever said; `asked` the patient."""

    lines: tuple[Told, ...]
    sentence: str
    past: tuple[Past, ...]
    asked: bool


def true_source(told: Sequence[SourceFact], facts: Sequence[Fact], *, ordered_by: str, zone: ZoneInfo) -> TrueSource:
    """All that is known of who brought a referral. `told` is every row ever kept, `facts` what of it holds now."""
    holding = [one for one in told if one.ended_at is None and one.role != ORDERING]
    lines = [Told(_ROLE_WORDS[ORDERING], ordered_by, HOW_WORDS[how_ordered(facts)])]
    lines += [Told(_ROLE_WORDS[one.role], _who(one), HOW_WORDS[one.how]) for one in holding if one.role != NOT_KNOWN]
    return TrueSource(
        lines=tuple(lines),
        sentence=_sentence(brought_by(facts), asked=any(fact.how == ASKED for fact in facts)),
        past=tuple(_past(one, zone) for one in reversed(told)),
        asked=any(fact.how == ASKED for fact in facts),
    )


def _sentence(fact: Fact, *, asked: bool) -> str:
    if fact.how == ASSUMED:
        unsure = "The patient does not know; it" if asked else "It"
        return f"{unsure} counts as brought by who ordered it, as long as nobody says otherwise."
    if fact.role == ORDERING:
        return "Who ordered it also brought it."
    return "Somebody else brought it than who ordered it. Volume by source still counts who ordered."


def _who(one: SourceFact) -> str:
    if one.role == INFLUENCING:
        return str(one.provider.merged_into or one.provider) if one.provider else one.named or "a doctor or office"
    if one.role == PATIENT:
        return f"the patient, {_WAY_WORDS[one.way]}" if one.way else "the patient"
    return {PAYER: "the payer", ORDERING: "who ordered it", NOT_KNOWN: "does not know"}[one.role]


def _past(one: SourceFact, zone: ZoneInfo) -> Past:
    state = "" if one.ended_at is None else "replaced" if one.replaced_by_id else "taken back"
    when = one.recorded_at.astimezone(zone).date()
    return Past(_words(one), when, str(one.by or "the command line"), state)


def _words(one: SourceFact) -> str:
    if one.role in {ORDERING, NOT_KNOWN}:
        return f"{HOW_WORDS[one.how].capitalize()}: {_who(one)}"
    return f"{_ROLE_WORDS[one.role]} {_who(one)}, {HOW_WORDS[one.how]}"


def said(reference: str, fact: SourceFact) -> str:
    """What was just noted, for the toast."""
    return f"{reference}: {_words(fact)[0].lower()}{_words(fact)[1:]}."


def choices() -> list[tuple[str, str]]:
    """The answers to the question, as values and words."""
    return [(answer, ANSWER_WORDS[answer]) for answer in ANSWERS]


def ways_to_know() -> list[tuple[str, str]]:
    """How what is noted may be known, the patient's own word first."""
    return [(how, HOW_WORDS[how].capitalize()) for how in HOW]


def brought(by_them: int, by_others: int) -> str:
    """How far what a source brought in a year differs from what it ordered; nothing where nothing is known to."""
    parts = []
    if by_them:
        came = formats.count(by_them, "referral")
        parts.append(f"{came} ordered by others came because of this source")
    if by_others:
        parts.append(f"{formats.count(by_others, 'referral')} ordered here came because of somebody else")
    return f"In the last twelve months, {' and '.join(parts)}. The numbers here count who ordered." if parts else ""


def counts_who_ordered(answered: int, others: int) -> str:
    """Beside volume by source: what it counts, and how often another had brought them."""
    counts = "Sources are counted by who ordered."
    if not answered:
        return f"{counts} Whether another brought the patient is not asked yet."
    people = formats.count(answered, "patient")
    return f"{counts} Of {people} asked in the last twelve months, {others} named another than who ordered."


def week_words(one: AuditWeek, week: Week, share: Share | None) -> str:
    """What an audit week says of the sources that are assumed, in one sentence with the numbers it rests on."""
    asked = f"Of {formats.count(week.referrals, 'referral')} in the week of {formats.day(one.first_day)}"
    if share is None:
        return (
            f"Cannot tell yet. {asked}, {week.answered} patients said who first told them about us; it takes "
            f"{LEAST_ANSWERS} at least, and half of the week’s."
        )
    likely = f"{formats.percent(share.share)} (80 % range: {formats.percent_range(share.low, share.high)})"
    return (
        f"{asked}, {week.answered} patients said who first told them about us, and {week.someone_elses} named another "
        f"than who ordered: if that week was like the others, {likely} of the referrals whose source is assumed are "
        "someone else’s."
    )


def named_instead(week: Week) -> list[tuple[str, int]]:
    """Whom patients named instead of who ordered, and how often."""
    words = {INFLUENCING: "Another doctor or office", PATIENT: "The patient’s own choice", PAYER: "The insurer"}
    return [(words[role], count) for role, count in week.others.items()]


def next_due(last: AuditWeek | None, *, today: date) -> str:
    """When to hold the next week: once a year."""
    if last is None:
        return "No week has been held yet. One a year is enough."
    due = last.first_day + AUDIT_DUE_AFTER
    return (
        "Another week is due: the last was a year ago." if due <= today else f"The next is due on {formats.day(due)}."
    )
