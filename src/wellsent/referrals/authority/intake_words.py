"""The answer at intake in words, with what is missing for one and how this caller mends it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from django.urls import reverse

from wellsent.accounts.caller import Caller
from wellsent.accounts.models import Clinic
from wellsent.base.states import STATES
from wellsent.directory.queries import Signer
from wellsent.referrals.authority.intake import CLASS_OF_PAYER, CLINIC, KIND, PAYER, WHICH_PLAN, Intake, Lack
from wellsent.referrals.authority.rules import CERTIFIERS, MEDICARE, PAYERS, Access, Decision, say_limit


@dataclass(frozen=True, slots=True)
class Cure:
    """What is missing, how to mend it, and where the caller can (a label and an address), or two blanks."""

    words: str
    label: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class Answered:
    """The answer as the recording form and a referral's page show it; `tone` is one of the callout's, `more` what else
    holds and, last, where it is written."""

    tone: str
    lead: str
    words: str
    more: tuple[str, ...]
    cures: tuple[Cure, ...] = ()


_TONES: Final = {"valid order": "", "recommendation": "due", "needs an order": "stuck", "unknown": "plain"}
_WHO_PAYS: Final = {
    MEDICARE: "Medicare pays",
    "medicaid": "Medicaid pays",
    "commercial": "a commercial plan pays",
    "workers-comp": "workers' compensation pays",
    "auto": "car insurance pays",
    "self-pay": "the patient pays",
}


def answered(found: Intake, *, signer: Signer, clinic: Clinic | None, caller: Caller) -> Answered:
    """The answer in words; what is missing for one, with the way for this caller to mend it."""
    decision = found.decision
    if decision is None:
        cures = tuple(_cure(lack, signer, clinic, caller) for lack in found.lacks)
        return Answered("plain", "Is the order valid? Not known yet.", "", (), cures)
    pays = _WHO_PAYS.get(found.payer, f"{found.payer} pays")
    place = STATES[clinic.state] if clinic else "no state"
    read_as = f"As of {decision.as_of.isoformat()}, where {pays}, in {place}. Not legal advice."
    cited = f"Written in: {decision.citation}. {read_as}"
    first, *rest = decision.steps
    return Answered(_TONES[decision.answer], _lead(decision), first, (*rest, cited))


def _lead(decision: Decision) -> str:
    if decision.answer == "valid order":
        return f"Valid order, only within its limit: {decision.limit}." if decision.limit else "Valid order."
    if decision.answer == "recommendation":
        return f"Recommendation only: direct access applies{_limits(decision.access)}."
    return f"Needs an order from {CERTIFIERS}." if decision.answer == "needs an order" else "Unknown."


def _limits(access: Access | None) -> str:
    if access is None or access.level == "unrestricted":
        return ", without a limit of days or visits" if access else ""
    return f", limits:{say_limit(access).removeprefix(' for')}"


def _cure(lack: Lack, signer: Signer, clinic: Clinic | None, caller: Caller) -> Cure:
    if lack == KIND:
        may = caller.may("sources.change") and signer.number is not None
        return Cure(
            f"What {signer.name} is has not been said. Ask the office for the credentials of whoever signs (MD, NP, "
            f"PA, …); {'set the kind' if may else 'an owner or liaison sets the kind on the page of the source'}.",
            "Kind" if may else "",
            reverse("desk:decisions", args=[signer.number]) if may else "",
        )
    if lack == PAYER:
        return Cure("The payer is missing: ask who pays, and enter it.")
    if lack == CLASS_OF_PAYER:
        may = caller.may("authority.change")
        return Cure(
            f"This payer is not one we know. Enter what it is beside its name ({', '.join(PAYERS)}), or "
            f"{'add' if may else 'have your compliance officer add'} what it asks for.",
            "Who may order" if may else "",
            reverse("referrals:authority") if may else "",
        )
    if lack == WHICH_PLAN:
        return Cure(
            "This insurer sells Medicare’s plans beside others, and its name alone does not tell which. Ask the patient"
            " for the card, or call the insurer’s number on it, and enter “Medicare” or “commercial” beside the name."
        )
    if lack == CLINIC:
        return Cure("The clinic is missing: its state's law counts. Choose it.")
    return _state_of(clinic, caller)


def _state_of(clinic: Clinic | None, caller: Caller) -> Cure:
    may, name = caller.may("settings.change"), clinic.name if clinic else ""
    return Cure(
        f"The state of {name} is not told: {'choose it in its settings' if may else 'ask an owner to choose it'}.",
        name if may else "",
        reverse("accounts:clinic", args=[clinic.pk]) if may and clinic else "",
    )
