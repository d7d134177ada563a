"""What a heading says that no table holds: whose column it is and what of theirs, told from its words.

Tables never hold every heading an EMR or a person thinks of; most are made of the same few words. The words arrive
evened out by heading_words ("Ref Phys Last" is refer, doctor, last). The first rule that fits decides; what fits none
is left to the cells.
"""

from __future__ import annotations

from collections.abc import Set
from dataclasses import dataclass
from typing import Final

LEAVE_ALONE: Final = "ignore"
"""What is said of a heading that is understood and not ours to read."""


@dataclass(frozen=True, slots=True)
class _Rule:
    """`fields` are meant where each of `needs` shares a word with the heading, `without` shares none and, when `only`
    is given, no further word stands there."""

    fields: tuple[str, ...]
    needs: tuple[frozenset[str], ...]
    without: frozenset[str]
    only: frozenset[str]

    def fits(self, words: Set[str]) -> bool:
        return (
            all(need & words for need in self.needs)
            and not self.without & words
            and (not self.only or words <= self.only.union(*self.needs))
        )


def words_in(text: str) -> frozenset[str]:
    """The words of a text, as a set."""
    return frozenset(text.split())


def _rule(fields: str, *needs: str, without: str = "", only: str = "") -> _Rule:
    return _Rule(
        tuple(fields.split()),
        tuple(map(words_in, needs)),
        words_in(without),
        words_in(only),
    )


_ASKING: Final = words_in(
    "what which who whom when where why if any did do does we us was were is are they their them you your he she has"
    " have please enter select this that there it its s for with"
)
_DATE = "date time timestamp datetime when day"
_DOCTOR = "doctor source"
_PLACE = "practice organization group clinic facility office company hospital agency firm center business"
_NUMBER = "number id code key guid uuid"
_DONE = "completed complete done attended kept held performed"
_AHEAD = "scheduled set planned upcoming"
_NOT_A_DAY = "by status type doctor provider therapist note number reason clinic location days"
_LOST = "lost lose cancel not declined decline closed denied dropped rejected unscheduled"
_NAME = "name full legal patient individual"
_PERSON_NAME = "name full refer doctor provider source individual patient display contact by from"
_FIRST_VISIT = "visit appointment service treatment encounter seen"

_REFERRALS: Final = (
    _rule(LEAVE_ALONE, "phone fax email zip address city street url website mobile extension ext"),
    _rule(LEAVE_ALONE, "member subscriber policy guarantor emergency secondary tertiary expiration expires expiry"),
    _rule(LEAVE_ALONE, "authorized", _DATE + " start end number id", without="visit"),
    _rule("referrer_npi", "npi", "refer doctor", without="patient"),
    # Whose name, and which part of it.
    _rule("birth_date", "birth"),
    _rule("patient_name:family", "patient individual", "last", only=_NAME),
    _rule("patient_name:middle", "patient individual", "middle", only=_NAME + " first"),
    _rule("patient_name:given", "patient individual", "first given", only=_NAME),
    _rule("patient_name:suffix", "patient individual", "suffix", only=_NAME),
    _rule("patient_id", "patient individual", _NUMBER + " account", only="record medical external unique internal emr"),
    _rule("patient_id", "account record emr ehr", _NUMBER, only="record medical external unique internal emr"),
    _rule("patient_name", "patient individual", only=_NAME),
    _rule("referrer_name:family", "refer doctor", "last", only=_PERSON_NAME, without="patient"),
    _rule("referrer_name:middle", "refer doctor", "middle", only=_PERSON_NAME + " first", without="patient"),
    _rule("referrer_name:given", "refer doctor", "first given", only=_PERSON_NAME, without="patient"),
    _rule("referrer_name:suffix", "refer doctor", "suffix", only=_PERSON_NAME, without="patient"),
    _rule("referrer_name:credentials", "refer doctor", "credential title", only=_PERSON_NAME, without="patient"),
    # Why and how it ended.
    _rule("lost_reason", "reason why", _LOST),
    # What happened when.
    _rule("scheduled_date", "evaluation", _AHEAD, without=_NOT_A_DAY + " " + _DONE + " not"),
    _rule("scheduled_date", "first", "visit appointment service treatment", _AHEAD, without=_NOT_A_DAY + " last next"),
    _rule("evaluation_date", "first", _FIRST_VISIT, without=_NOT_A_DAY + " last next not"),
    _rule("evaluation_date", "start admission admit", "care treatment service therapy date", without=_NOT_A_DAY),
    _rule("evaluation_date", "evaluation", _DATE + " " + _DONE, without=_NOT_A_DAY + " not next last"),
    _rule("discharge_date", "discharge termination terminated", _DATE, without=_NOT_A_DAY + " planned"),
    _rule("first_contact_date", "contact contacted call called outreach", _DATE, without=_NOT_A_DAY + " last next"),
    _rule("scheduled_date", "appointment scheduled", _DATE + " made", without=_NOT_A_DAY + " last previous"),
    _rule(
        "referral_date", "refer", _DATE + " received created sent made entered", without=_NOT_A_DAY + " last next end"
    ),
    _rule(
        "referral_date",
        "case intake order prescription lead opened",
        _DATE + " received created opened",
        without=_NOT_A_DAY + " last next end closed discharge",
    ),
    # How many visits.
    _rule(LEAVE_ALONE, "visit", "remaining left missed cancel show balance last next"),
    _rule(
        "visits_planned",
        "visit",
        "authorized planned approved ordered prescribed max maximum allowed expected recommended",
    ),
    _rule("visits_attended", "visit", _DONE + " used actual seen arrived billed total count", without=_DATE),
    # Who referred, and from where.
    _rule("referrer_kind", "refer " + _DOCTOR, "specialty type kind taxonomy category discipline", without="patient"),
    _rule("referrer_practice", "refer doctor source from", _PLACE, without="patient status date"),
    _rule("referrer_practice", "practice", "group organization company name location clinic"),
    _rule("referrer_practice clinic", "organization company", _PLACE, without="patient payer"),
    _rule("referrer_practice clinic", "refer doctor source", "department location", without="patient status date"),
    _rule("status", "status outcome stage disposition", "refer case lead pipeline episode admit"),
    _rule("referrer_practice", "refer", "account", only="name"),
    _rule(LEAVE_ALONE, "refer", _NUMBER),
    _rule("referrer_name", "refer", only=_PERSON_NAME),
    # The rest.
    _rule("payer", "payer coverage", only="primary name type class package company plan case category financial"),
    _rule(
        "condition",
        "diagnosis complaint condition",
        only="primary code name description desc refer order case patient main presenting medical treatment text 1",
    ),
    _rule(
        "clinic",
        "clinic location facility department branch",
        only="service treatment treating therapy rehab name case assigned",
    ),
)


def composed(list_name: str, words: Set[str]) -> tuple[str, ...]:
    """The fields a heading of these words may stand for, or LEAVE_ALONE alone; nothing where no rule fits.

    >>> composed("referrals", {"refer", "doctor", "last"})
    ('referrer_name:family',)
    """
    if list_name != "referrals":
        return ()
    said = words - _ASKING
    if len(words) < 2 or not said:
        return ()
    asked = said | ({"from"} if "from" in words else frozenset()) | ({"why"} if "why" in words else frozenset())
    return next((rule.fields for rule in _REFERRALS if rule.fits(asked)), ())


VOCABULARY: Final = frozenset[str]().union(*(need for rule in _REFERRALS for need in rule.needs))
"""Every word a rule asks for: what glued headings may be made of."""
