"""Words for ties."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from wellsent.directory.models import OfficePerson, Provider, Tie
from wellsent.directory.ties.rules import AGE, CONSENTS, MUTUAL_PATIENT
from wellsent.ui import formats


@dataclass(frozen=True, slots=True)
class TieView:
    """One tie as the page of one of its ends shows it: who else, how, how that is known, and since when it stands."""

    number: int
    who: str
    through: str
    how: str
    strength: str
    known: str
    confirmed: str
    is_old: bool
    ended: str


def tie_view(tie: Tie, numbers: Collection[int], *, today: date) -> TieView:
    """A tie in words, seen from the source with these numbers."""
    mine, theirs = _end(tie.first_provider, tie.first_person), _second(tie)
    if not _is_of(tie.first_provider, tie.first_person, numbers):
        mine, theirs = theirs, mine
    through_person = tie.first_person if _is_of(None, tie.first_person, numbers) else tie.second_person
    return TieView(
        number=tie.pk,
        who=theirs,
        through=f"knows {mine}" if _is_of(None, through_person, numbers) else "",
        how=tie.get_kind_display(),
        strength=tie.get_strength_display(),
        known=_known(tie, today),
        confirmed=f"said {formats.day(tie.known_on, today=today)} by {tie.by_name}",
        is_old=today - tie.known_on > AGE[0][0],
        ended=f"until {formats.day(tie.ended_on, today=today)}" if tie.ended_on else "",
    )


def tie_words(tie: Tie) -> str:
    """Olive Person and Ada Okafor, MD: trained together."""
    return f"{_second(tie)} and {_end(tie.first_provider, tie.first_person)}: {tie.get_kind_display().lower()}."


def _known(tie: Tie, today: date) -> str:
    """The evidence, or who took the consent, when and in which words."""
    if tie.kind != MUTUAL_PATIENT:
        return tie.evidence
    on = formats.day(tie.consent_on, today=today)
    return f"Consent taken by {tie.consent_taken_by} on {on}: {CONSENTS[tie.consent_wording]}"


def _end(provider: Provider | None, person: OfficePerson | None) -> str:
    if provider is not None:
        return (provider.merged_into or provider).name
    return person.name if person is not None else ""


def _second(tie: Tie) -> str:
    if tie.second_colleague is not None:
        return str(tie.second_colleague)
    return tie.second_name or _end(tie.second_provider, tie.second_person)


def _is_of(provider: Provider | None, person: OfficePerson | None, numbers: Collection[int]) -> bool:
    """Whether an end of a tie is this source, or somebody of its office."""
    if provider is not None:
        return provider.pk in numbers
    return person is not None and (person.office_id in numbers or person.provider_id in numbers)
