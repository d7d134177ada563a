"""Who brought a referral: four kinds of source kept apart, which one counts, and how often the rest is wrong. Pure."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

ORDERING, INFLUENCING, PATIENT, PAYER, NOT_KNOWN = "ordering", "influencing", "patient", "payer", "not known"
ROLES: Final = (ORDERING, INFLUENCING, PATIENT, PAYER, NOT_KNOWN)
"""Who signed, who suggested us, the patient who picked us, the payer who made us the choice; asked, and not known."""
ASKED, WRITTEN, OFFICE, ASSUMED = "asked", "written", "office", "assumed"
HOW: Final = (ASKED, WRITTEN, OFFICE)
"""How a stored fact is known. What nobody told is assumed, and not stored."""
WAYS: Final = ("friend", "returning", "found")
"""How a patient came to pick us."""

ANSWERS: Final = {
    "ordered": (ORDERING, ""),
    "another": (INFLUENCING, ""),
    "friend": (PATIENT, "friend"),
    "returning": (PATIENT, "returning"),
    "found": (PATIENT, "found"),
    "payer": (PAYER, ""),
    "unsure": (NOT_KNOWN, ""),
}
"""What can be answered to "Who first told you about us?": the role it stands for, and the patient's way."""

AUDIT_DAYS: Final = 7
AUDIT_DUE_AFTER: Final = timedelta(days=365)
LEAST_ANSWERS: Final = 10
"""With fewer, an 80 % range is wider than half of everything, whatever was answered."""
LEAST_SHARE: Final = 0.5
"""Of a week's referrals: where most were not asked, those who were may be the easy ones."""
_OF_10_PERCENT: Final = 1.2816  # standard deviations beyond which 10 % lie


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing told of a referral: in which role somebody stands, how it is known, and who, where it is a source."""

    role: str
    how: str
    provider: int | None = None


def brought_by(facts: Iterable[Fact]) -> Fact:
    """Who brought the referral: what the patient said when asked; else a source known to have suggested us, the payer,
    the patient; else, assumed, who ordered."""
    rank = {(ASKED, role): 0 for role in (ORDERING, INFLUENCING, PATIENT, PAYER)}
    rank |= {(how, role): place for how in (WRITTEN, OFFICE) for place, role in enumerate(_WITHOUT_ASKING, 1)}
    known = [fact for fact in facts if (fact.how, fact.role) in rank]
    return min(known, key=lambda fact: rank[fact.how, fact.role], default=Fact(ORDERING, ASSUMED))


_WITHOUT_ASKING: Final = (INFLUENCING, PAYER, PATIENT)


def how_ordered(facts: Iterable[Fact]) -> str:
    """How it is known who ordered: written before told before asked; else assumed from how the referral came."""
    known = {fact.how for fact in facts if fact.role == ORDERING}
    return next((how for how in (WRITTEN, OFFICE, ASKED) if how in known), ASSUMED)


@dataclass(frozen=True, slots=True)
class Week:
    """What became of an audit week: its referrals, how many patients answered, and of these by role who had brought
    them where it was not who ordered. Referrals whose true source was known without asking are in none of these."""

    referrals: int
    answered: int
    others: dict[str, int]

    @property
    def someone_elses(self) -> int:
        """Answers that named somebody or something else than who ordered."""
        return sum(self.others.values())


@dataclass(frozen=True, slots=True)
class Share:
    """The share of assumed sources that are someone else's, with its 80 % range."""

    share: float
    low: float
    high: float


def week_of(referrals: Iterable[Iterable[Fact]]) -> Week:
    """The facts of each of a week's referrals, counted. What was written or told by an office is no assumption, so
    such a referral says nothing of the assumed ones."""
    total = answered = 0
    others = dict.fromkeys((INFLUENCING, PATIENT, PAYER), 0)
    for told in referrals:
        facts = list(told)
        if any(fact.how != ASKED and fact.role != ORDERING for fact in facts):
            continue
        total += 1
        said = next((fact.role for fact in facts if fact.how == ASKED and fact.role != NOT_KNOWN), None)
        answered += said is not None
        if said in others:
            others[said] += 1
    return Week(total, answered, others)


def share_of_others(week: Week) -> Share | None:
    """What share of the assumed sources is someone else's; None while too few answered to tell.

    Range: the score interval (Wilson 1927; recommended for small numbers by Brown, Cai & DasGupta 2001).
    """
    if week.answered < LEAST_ANSWERS or week.answered < LEAST_SHARE * week.referrals:
        return None
    n, share, z2 = week.answered, week.someone_elses / week.answered, _OF_10_PERCENT**2
    middle = (share + z2 / (2 * n)) / (1 + z2 / n)
    reach = _OF_10_PERCENT / (1 + z2 / n) * math.sqrt(share * (1 - share) / n + z2 / (4 * n * n))
    return Share(share, max(min(middle - reach, share), 0.0), min(max(middle + reach, share), 1.0))
