"""An answer as the words people read and as the rows programs read."""

from __future__ import annotations

from typing import Any

from wellsent.directory import kinds as directory_kinds
from wellsent.referrals.authority.rules import Decision, say_limit

_FIRST = {
    "valid order": "Valid order",
    "recommendation": "Recommendation only: use direct access",
    "needs an order": "Needs an order from someone who may sign one",
    "unknown": "Unknown",
}


def kinds() -> tuple[str, ...]:
    """The kinds that may be asked about."""
    return tuple(directory_kinds.ALL)


def as_text(decision: Decision) -> str:
    """The answer in its first sentence, then what to do, who may certify, and the citation."""
    certify = {True: "yes", False: "no", None: "not a matter of this payer, or not known"}[decision.may_certify]
    within = ", but only within its limit" if decision.answer == "valid order" and decision.limit else ""
    lines = [
        f"{_FIRST[decision.answer]}{within}.",
        *([f"Limit: {decision.limit}."] if decision.limit else []),
        decision.next_step,
        f"May certify the plan of care: {certify}.",
        f"Direct access: {_access(decision)}.",
        f"Citation: {decision.citation}.",
        f"As of {decision.as_of.isoformat()}. Not legal advice.",
    ]
    return "\n".join(lines)


def as_json(decision: Decision) -> dict[str, Any]:
    """The answer as `authority --json` writes it; a level of "not loaded" means no row was in force on the day."""
    access = decision.access
    return {
        "answer": decision.answer,
        "may_certify": decision.may_certify,
        "limit": decision.limit,
        "direct_access": {
            "level": access.level if access else "not loaded",
            "days": access.days if access else None,
            "visits": access.visits if access else None,
            "confirmed": access.confirmed if access else False,
        },
        "next_step": decision.next_step,
        "citation": decision.citation,
        "as_of": decision.as_of.isoformat(),
    }


def _access(decision: Decision) -> str:
    access = decision.access
    if access is None:
        return "not loaded"
    limit = say_limit(access) if access.level == "provisions" else ""
    return f"{access.name}, {access.level}{limit}{'' if access.confirmed else ' (unconfirmed)'}"
