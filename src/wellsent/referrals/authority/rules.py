"""Who may order therapy: the rows in force on the day, the practice's own first, then the state's direct access.

Medicare's rows alone name every class of credential. For other payers, a class that no row names is answered by what
the state lets a physical therapist do without an order. Pure: rows and a day in, a decision out.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final, Literal

Answer = Literal["valid order", "recommendation", "needs an order", "unknown"]
ANSWERS: Final[tuple[Answer, ...]] = ("valid order", "recommendation", "needs an order", "unknown")

MEDICARE: Final = "medicare"
PAYERS: Final = (MEDICARE, "medicaid", "commercial", "workers-comp", "self-pay")

CLASSES: Final = {
    "md_do": "MD or DO",
    "dpm": "podiatrist",
    "od": "optometrist",
    "np": "nurse practitioner",
    "pa": "physician assistant",
    "cns": "clinical nurse specialist",
    "cnm": "nurse midwife",
    "dc": "chiropractor",
    "dds": "dentist",
    "pt": "physical therapist",
    "ot": "occupational therapist",
    "slp": "speech-language pathologist",
    "pta": "physical therapist assistant",
    "ota": "occupational therapy assistant",
    "atc": "athletic trainer",
    "lmt": "massage therapist",
    "rn": "registered nurse",
    "sw": "social worker",
    "lcsw": "clinical social worker",
    "org": "organisation",
    "other": "someone of another profession",
}
"""Every credential class the tables know, in words."""

NEVER_UNDER_MEDICARE: Final = frozenset({"dc", "dds"})
"""They may neither refer for therapy nor certify (CMS Pub. 100-02 ch.15 s.220 and 220.1.3), whatever a row says."""

CERTIFIERS: Final = "an MD or DO, nurse practitioner, physician assistant or clinical nurse specialist"
_CERTIFY = (
    f"Medicare needs the plan of care certified by {CERTIFIERS} (or by a podiatrist within podiatric scope), "
    "also where no order is needed to start."
)
_PLAN = {
    "medicaid": "Check the plan: Medicaid often demands an order (unconfirmed).",
    "workers-comp": "Check the plan: workers' compensation often demands an order (unconfirmed).",
    "self-pay": "No plan is involved: state law alone decides.",
}


@dataclass(frozen=True, slots=True)
class Row:
    """What is known of one class, payer and state. Empty means any: of payers any but Medicare, of classes any whose
    order is not valid.

    `answer` None means the class orders nothing, so that the state's direct access decides. Both days are inclusive,
    None is open. `confirmed` is False where no source was read.
    """

    payer: str
    state: str
    credential_class: str
    answer: Answer | None
    may_certify: bool | None
    limit: str
    citation: str
    confirmed: bool
    effective_from: date | None
    effective_to: date | None
    of_practice: bool = False


@dataclass(frozen=True, slots=True)
class Access:
    """What a state lets a physical therapist do without an order, in `days` from the first treatment and in visits.

    `days` are business days where the rule says so. `confirmed` is False where level or limits rest on no source.
    """

    state: str
    name: str
    level: str
    days: int | None
    visits: int | None
    rule: str
    qualification: str
    provisions: str
    confirmed: bool
    citation: str
    effective_from: date | None
    effective_to: date | None


@dataclass(frozen=True, slots=True)
class Decision:
    """The answer with what to do next: `steps` begins with that, what else holds follows. `may_certify` is None where
    certification is not this payer's or not known."""

    answer: Answer
    may_certify: bool | None
    limit: str | None
    access: Access | None
    steps: tuple[str, ...]
    citation: str
    as_of: date

    @property
    def next_step(self) -> str:
        """The steps as one text."""
        return " ".join(self.steps)


@dataclass(frozen=True, slots=True)
class _Standing:
    """The answer for one class, before it is put into words."""

    credential_class: str
    answer: Answer
    row: Row | None


def in_force(row: Row | Access, on: date) -> bool:
    """Whether a row holds on a day; both of its days count, an empty one is open."""
    return (row.effective_from or date.min) <= on <= (row.effective_to or date.max)


def decide(
    *, classes: Sequence[str], payer: str, state: str, on: date, rows: Sequence[Row], access: Sequence[Access]
) -> Decision:
    """May somebody of these classes order therapy for this payer, in this state, on this day?

    A kind with several classes (`classes`) gets one answer where all agree, else "unknown" with each class's answer.
    `rows` are those of the payer in question and the practice's own. Raises ValueError when no class is given.
    """
    if not classes:
        raise ValueError("at least one credential class is needed")
    found = next((each for each in access if each.state == state and in_force(each, on)), None)
    standings = [_standing(each, payer, state, on, rows, found) for each in classes]
    agreed = len({each.answer for each in standings}) == 1
    certify = {each.row.may_certify if each.row else None for each in standings}
    return Decision(
        answer=standings[0].answer if agreed else "unknown",
        may_certify=certify.pop() if len(certify) == 1 else None,
        limit=_limit(standings),
        access=found,
        steps=_steps(standings, payer, state, on, found),
        citation=_citation(standings, state, on, found),
        as_of=on,
    )


def row_for(credential_class: str, payer: str, state: str, on: date, rows: Sequence[Row]) -> Row | None:
    """The row that speaks for a class on a day: the practice's own before ours, the special before the general.

    A row that names no class ("this plan needs an order") says nothing of a class whose order is valid: it is what
    such a plan asks for.
    """
    fitting = [row for row in rows if _fits(row, credential_class, payer, state) and in_force(row, on)]
    if any(row.credential_class and row.answer == "valid order" for row in fitting):
        fitting = [row for row in fitting if row.credential_class]
    return max(fitting, key=_weight, default=None)


def _standing(
    credential_class: str, payer: str, state: str, on: date, rows: Sequence[Row], access: Access | None
) -> _Standing:
    row = row_for(credential_class, payer, state, on, rows)
    return _Standing(credential_class, row.answer if row and row.answer else _by_access(access), row)


def _fits(row: Row, credential_class: str, payer: str, state: str) -> bool:
    if payer == MEDICARE and credential_class in NEVER_UNDER_MEDICARE and row.answer == "valid order":
        return False
    by_payer = row.payer == payer or (not row.payer and payer != MEDICARE)
    return by_payer and row.state in {"", state} and row.credential_class in {"", credential_class}


def _weight(row: Row) -> tuple[bool, bool, bool, bool, date]:
    """The practice's own before ours, the special before the general, the newer before the older."""
    started = row.effective_from or date.min
    return row.of_practice, bool(row.credential_class), bool(row.state), bool(row.payer), started


def _by_access(access: Access | None) -> Answer:
    """Limited direct access is for some patients only: an order is asked for, and the next step says for whom not."""
    if access is None:
        return "unknown"
    return "needs an order" if access.level == "limited" else "recommendation"


def _limit(standings: Sequence[_Standing]) -> str | None:
    limits = {CLASSES[each.credential_class]: each.row.limit for each in standings if each.row and each.row.limit}
    if len(standings) == 1 or (len(limits) == len(standings) and len(set(limits.values())) == 1):
        return next(iter(limits.values()), None)
    return "; ".join(f"{name}: {limit}" for name, limit in limits.items()) or None


def _steps(standings: Sequence[_Standing], payer: str, state: str, on: date, access: Access | None) -> tuple[str, ...]:
    agreed = len({each.answer for each in standings}) == 1
    first = standings[0]
    parts = [_what_to_do(first, state, on, payer, access) if agreed else _ask_which(standings)]
    if not (first.row and first.row.answer == "needs an order"):
        parts.append(_say_access(access))
    if payer == MEDICARE:
        parts.append(_CERTIFY)
    else:
        parts.append(_PLAN.get(payer, "Check the plan."))
    if any(each.row and not each.row.confirmed for each in standings):
        parts.append("Unconfirmed: no source was read that names this credential for this payer.")
    return tuple(part for part in parts if part)


def _what_to_do(standing: _Standing, state: str, on: date, payer: str, access: Access | None) -> str:
    if standing.answer == "valid order":
        also = " The signer may also certify the plan of care."
        return f"Keep the signed and dated order.{also if standing.row and standing.row.may_certify else ''}"
    if standing.answer == "recommendation":
        who = CLASSES[standing.credential_class]
        unread = "" if standing.row else f" Whether state law lets this credential order ({who}) is not loaded."
        return (
            "Take it as a recommendation and start by direct access; where the limit or the plan calls for an order, "
            f"ask {CERTIFIERS}.{unread}"
        )
    if standing.answer == "needs an order":
        why = f": {standing.row.limit}" if standing.row and standing.row.limit else ""
        return f"Ask for an order from {CERTIFIERS}{why}."
    if standing.credential_class == "org":
        return "Ask the office which person signed, record that person, and ask again with their kind."
    if access is None:
        return (
            f"Direct access for {state} on {on.isoformat()} is not loaded: ask the state's physical therapy board, "
            f"or ask for an order from {CERTIFIERS}."
        )
    return "Ask your compliance officer or the plan."


def _ask_which(standings: Sequence[_Standing]) -> str:
    each = "; ".join(f"{CLASSES[one.credential_class]}: {one.answer}" for one in standings)
    return f"Ask the office which credential the signer holds ({each})."


def _say_access(access: Access | None) -> str:
    if access is None:
        return ""
    if access.level == "limited":
        said = f"{access.name} allowed direct access for some patients only."
    elif access.level == "unrestricted":
        said = f"{access.name} lets a physical therapist start without an order, with no limit of days or visits."
    else:
        said = f"{access.name} lets a physical therapist start without an order{say_limit(access)}."
    rest = [
        access.rule and f"Rule: {access.rule}.",
        access.qualification and f"The therapist needs: {access.qualification}.",
        access.provisions and f"Also: {access.provisions}.",
        "" if access.confirmed else "This state's provisions are unconfirmed: confirm them before relying on them.",
    ]
    return " ".join([said, *filter(None, rest)])


def say_limit(access: Access) -> str:
    """for 30 days or 11 visits; for 15 business days or 10 visits; nothing where neither is limited."""
    unit = "business days" if "BUSINESS" in access.rule else "days"
    parts = [f"{access.days} {unit}" if access.days else "", f"{access.visits} visits" if access.visits else ""]
    said = " or ".join(filter(None, parts))
    return f" for {said}" if said else " with conditions"


def _citation(standings: Sequence[_Standing], state: str, on: date, access: Access | None) -> str:
    """Every source the answer rests on, each once."""
    sources = [_source(each.row.citation, each.row.confirmed) for each in standings if each.row]
    if access:
        sources.append(_source(access.citation, access.confirmed))
    else:
        sources.append(f"no direct-access row for {state} in force on {on.isoformat()}")
    return " ; ".join(dict.fromkeys(sources))


def _source(citation: str, confirmed: bool) -> str:
    return citation if confirmed else f"{citation} (unconfirmed)"
