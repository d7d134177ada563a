"""How far the cells of a column fit a field."""

from __future__ import annotations

from typing import Final

from wellsent.exchange.lists.fields import DATES, Holds
from wellsent.exchange.lists.profiles import Profile

_BY_CELLS_ALONE: Final = 0.55
_BELIEF: Final = 0.8
_BELIEF_ROWS: Final = 3
_ENOUGH: Final = 50
_MANY_CLINICS: Final = 12
"""More differently named organisations than this are sooner those who refer than our own clinics."""


def agreement(holds: Holds, field: str, profile: Profile) -> float:
    """How far the cells fit the field (0 to 1). Few cells say little: a blank column fits whatever its heading says,
    and of a short list a wrong cell is sooner a wrong cell than another column."""
    fit = max(0.0, min(1.0, _fit(holds, field, profile))) if profile.filled else 0.0
    fit = (fit * profile.filled + _BELIEF * _BELIEF_ROWS) / (profile.filled + _BELIEF_ROWS)
    return 0.25 + 0.75 * fit


def _fit(holds: Holds, field: str, profile: Profile) -> float:
    share = profile.share
    if ":" in field:
        return 1.0 if share("text") > 0.5 and share("date") < 0.3 else 0.2
    if holds in DATES:
        dated, undated = share("date", "serial"), share("no date")
        return 1.2 * dated + (undated if dated or undated == 1 else 0.0)
    if holds is Holds.NPI:
        return max(1.2 * share("npi"), 0.6 if share("number") > 0.9 and share("date") < 0.1 else 0.0)
    if holds in {Holds.COUNT, Holds.MINUTES, Holds.MONEY}:
        written = "minutes" if holds is Holds.MINUTES else "frequency"
        return 1.2 * share("whole", "number", written) if share("date") < 0.5 else 0.0
    if share("date") > 0.5 or (share("npi") > 0.8 and holds is not Holds.RECORD_NUMBER):
        return 0.0
    return _fit_of_text(holds, profile)


def _fit_of_text(holds: Holds, profile: Profile) -> float:
    share = profile.share
    few = profile.distinct <= 3 or (profile.distinct <= 40 and profile.repeats >= 4)
    if holds is Holds.NAME:
        floor = 0.6 if share("text") > 0.7 else 0.2  # names of many tongues and kinds of office fit no pattern
        built_like_names = 1.1 * (share("person") + share("organisation")) - share("payer", "kind")
        return max(floor, built_like_names, 1.3 * share("credential"))
    if holds is Holds.PRACTICE:
        return _fit_of_practice(profile, few)
    if holds is Holds.KIND:
        return 0.3 + 0.9 * share("kind", "taxonomy") - 0.3 * share("organisation") * (share("kind") < 0.5)
    if holds is Holds.TAXONOMY:
        return share("taxonomy")
    if holds is Holds.CLINIC:
        theirs = share("organisation") > 0.5 and profile.distinct > _MANY_CLINICS
        return 1.0 if few and not theirs else 0.5
    if holds is Holds.CONDITION:
        return 0.55 + 0.6 * share("icd", "body") - 0.5 * share("lost")
    if holds is Holds.LOST_REASON:
        return 0.6 + 0.5 * share("lost") - 0.5 * share("icd", "body")
    if holds is Holds.STATUS:
        return 0.5 + 0.6 * share("status")
    if holds is Holds.NOTE:
        return 0.6 if share("number") < 0.5 else 0.4
    return _fit_of_code(holds, profile)


def _fit_of_practice(profile: Profile, few: bool) -> float:
    """Where all patients come from three places that are not even called practices, those are our own clinics."""
    share = profile.share
    if profile.distinct <= 3 and profile.filled >= _ENOUGH and not share("organisation"):
        return 0.1
    return 0.45 + 0.55 * share("organisation") - 0.1 * few if share("text") > 0.5 else 0.2


def _fit_of_code(holds: Holds, profile: Profile) -> float:
    share = profile.share
    if holds is Holds.RECORD_NUMBER:
        return 1.1 * share("record") if share("record") > 0.3 else 0.3
    if holds is Holds.PAYER:
        return 0.7 + 0.4 * share("payer") if share("text") > 0.5 else 0.3
    if holds is Holds.TOUCH_KIND:
        return 0.4 + 0.7 * share("touch")
    if holds is Holds.VISIT_STATUS:
        return 0.4 + 0.7 * share("visit")
    if holds is Holds.PHONE:
        return 1.2 * share("phone")
    if holds is Holds.EMAIL:
        return 1.2 * share("email")
    if holds is Holds.ZIP:
        return 1.2 * share("zip", "number")
    if holds is Holds.STATE:
        return 0.5 + 0.5 * share("state")
    return 0.9


def telling(holds: Holds, name: str, profile: Profile) -> float:
    """How far the cells alone say which field this is, for a heading nobody knows or none at all.

    Only contents that cannot well be anything else; of dates, only the one that a row must have.
    """
    share = profile.share
    few = profile.distinct <= 40 and profile.repeats >= 4
    if holds is Holds.NPI:
        return share("valid npi")
    if name in {"referral_date", "visit_date", "date"}:
        return share("recent date")
    if name in {"referrer_name", "name"}:
        return min(1.0, share("person") + share("organisation")) * (share("credential") > _BY_CELLS_ALONE)
    if holds is Holds.CONDITION:
        return share("icd")
    if holds is Holds.PAYER:
        return share("payer") * few
    if holds is Holds.KIND:
        return share("kind", "taxonomy") * few
    if holds is Holds.STATUS:
        return share("status") * few
    if holds is Holds.EMAIL:
        return share("email")
    return 0.0
