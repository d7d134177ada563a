"""Looking for providers that may be one: each when it is new or something was learned of it."""

from __future__ import annotations

from collections.abc import Collection

from django.db import transaction

from wellsent.accounts.caller import Caller
from wellsent.base import clock, facts
from wellsent.base.unused import in_chunks
from wellsent.directory import queries, rules
from wellsent.directory.actions.asking import ask_same
from wellsent.directory.actions.rights import must_add
from wellsent.directory.identity import resolve
from wellsent.directory.models import Provider
from wellsent.directory.neighbours import neighbourhood


def look_for_same(*, by: Caller) -> int:
    """Compare the providers not looked at yet with whoever shares a name or a place with them; what may be one is put
    to a person. Returns how many were looked at.

    Nothing is joined here. A pair that was asked about once is not asked about again, whatever the answer. Comparing
    thousands takes seconds, in which others go on writing: where the directory has changed meanwhile, the same ones are
    looked at once more the next time.
    """
    must_add(by)
    version = facts.version("directory")
    new = set(Provider.objects.filter(looked_at=None).values_list("pk", flat=True))
    if not new:
        return 0
    near = neighbourhood(by, new)
    found = resolve([rules.as_mention(one) for one in near.asked], near.others, crowd=near.crowd)
    pairs = rules.pairs_to_ask(found, [one.id for one in near.asked], queries.decisions(by).different)
    with transaction.atomic():
        is_as_it_was = facts.hold_still("directory") == version
        ask_same(pairs, by=by)
        for chunk in in_chunks(sorted(new)) if is_as_it_was else ():
            Provider.objects.filter(pk__in=chunk).update(looked_at=clock.now())
    return len(new)


def look_again(numbers: Collection[int]) -> None:
    """Something new is known of these: they are compared with the others again."""
    for chunk in in_chunks(sorted(numbers)):
        Provider.objects.filter(pk__in=chunk).update(looked_at=None)
