"""Who stands at each end of a tie, as they are known now: through merges, and as one with the provider they are."""

from __future__ import annotations

from wellsent.directory.models import OfficePerson, Provider, Tie
from wellsent.directory.ties.paths import Node

ENDS = (
    *("first_provider", "first_provider__merged_into", "second_provider", "second_provider__merged_into"),
    *("first_person", "first_person__provider", "first_person__provider__merged_into"),
    *("second_person", "second_person__provider", "second_person__provider__merged_into", "second_colleague"),
    *("first_person__office", "second_person__office"),
)
"""What has to be read along with a tie, so that telling its ends asks nothing more of the database."""
SHOWN = (*(field.name for field in Tie._meta.concrete_fields), *(f"{end}__name" for end in ENDS))
"""All of a tie, but of its ends the names alone: eleven tables whole would take most of a page's time."""


def provider_node(number: int) -> Node:
    """A provider or practice as somebody in a path."""
    return Node("provider", str(number))


def first_end(row: Tie) -> Node:
    """Who stands first in a tie, as they are known now."""
    return _outside(row.first_provider, row.first_person)


def second_end(row: Tie) -> Node:
    """Who stands second in a tie, as they are known now."""
    if row.second_colleague_id:
        return Node("colleague", str(row.second_colleague_id))
    if row.second_name:
        return Node("ours", row.second_name)
    return _outside(row.second_provider, row.second_person)


def _outside(provider: Provider | None, person: OfficePerson | None) -> Node:
    if provider is not None:
        return provider_node(provider.merged_into_id or provider.pk)
    assert person is not None  # noqa: S101 - the database holds it: a tie has both ends
    return _person(person)


def _person(person: OfficePerson) -> Node:
    """Somebody of an office; one whom the directory knows is that provider."""
    if person.provider:
        return provider_node(person.provider.merged_into_id or person.provider.pk)
    return Node("person", str(person.pk))
