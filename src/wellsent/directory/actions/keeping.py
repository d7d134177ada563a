"""What people decide of a source they know: where it works, whether it is still there or to be contacted, its tier."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from datetime import date
from typing import Any

from django.db import transaction

from wellsent.accounts import audit
from wellsent.accounts.caller import Caller
from wellsent.base import facts
from wellsent.base.errors import DataError, Refused
from wellsent.directory.actions.looking import look_again
from wellsent.directory.models import Affiliation, Kind, Provider

TIERS = ("A", "B", "C")


@transaction.atomic
def affiliate(*, provider: int, practice: int, since: date | None = None, by: Caller) -> Affiliation:
    """Say that a person works at a practice (too). Raises Refused where that is known already."""
    by.must("sources.change")
    person, place = _survivor(provider), _survivor(practice)
    if person.entity != Provider.Entity.PERSON or place.entity != Provider.Entity.PRACTICE:
        raise Refused("Only a person works at a practice.", "Choose a person and a practice.")
    if Affiliation.objects.filter(provider=person, practice=place, ended_on=None).exists():
        raise Refused(f"{person.name} works at {place.name} already.", "Nothing to do.")
    kept = Affiliation.objects.create(provider=person, practice=place, started_on=since)
    look_again([person.pk])
    _write_down("sources.affiliate", person, by=by, details={"practice": place.pk})
    return kept


@transaction.atomic
def end_affiliation(*, affiliation: int, on: date, by: Caller) -> Affiliation:
    """Say that a person no longer works at a practice; the affiliation stays as history. Ended once, it stays so."""
    by.must("sources.change")
    kept = Affiliation.objects.select_for_update().filter(pk=affiliation).first()
    if kept is None:
        raise DataError("There is no such affiliation.", "Load the page again.")
    if kept.ended_on is None:
        if kept.started_on and on < kept.started_on:
            raise DataError("The last day lies before the first.", "Correct the day.")
        kept.ended_on = on
        kept.save(update_fields=["ended_on"])
        _write_down("sources.leave", kept.provider, by=by, details={"practice": kept.practice_id})
    return kept


@transaction.atomic
def move_affiliation(*, affiliation: int, to: int, on: date, by: Caller) -> Affiliation:
    """A person has moved to another practice on a day: one affiliation ends, another begins, both stay."""
    ended = end_affiliation(affiliation=affiliation, on=on, by=by)
    return affiliate(provider=ended.provider_id, practice=to, since=on, by=by)


@transaction.atomic
def take_back_leaving(*, affiliation: int, by: Caller) -> Affiliation:
    """Say that a person works at a practice after all; where they had moved to on that day, they never were.

    On one that has not ended it does nothing. Raises Refused where they work there again already.
    """
    by.must("sources.change")
    kept = Affiliation.objects.select_for_update().filter(pk=affiliation).first()
    if kept is None:
        raise DataError("There is no such affiliation.", "Load the page again.")
    if kept.ended_on is None:
        return kept
    person = {kept.provider_id, _survivor(kept.provider_id).pk}
    moved_to = Affiliation.objects.filter(provider__in=person, started_on=kept.ended_on, ended_on=None)
    moved_to.exclude(practice=kept.practice).filter(confirmed_on=None).delete()
    if Affiliation.objects.filter(provider=kept.provider, practice=kept.practice, ended_on=None).exists():
        raise Refused(f"They work at {kept.practice.name} again already.", "Nothing to do.")
    kept.ended_on = None
    kept.save(update_fields=["ended_on"])
    _write_down("sources.stay", kept.provider, by=by, details={"practice": kept.practice_id})
    return kept


def retire(*, provider: int, on: date, why: str, by: Caller) -> Provider:
    """A source has stopped practising, or its office is closed; its history stays. Raises Refused without a reason."""
    return _decide(provider, "sources.retire", why, by=by, retired_on=on, retired_why=reason(why))


def bring_back(*, provider: int, by: Caller) -> Provider:
    """A retired source practises again."""
    return _decide(provider, "sources.bring back", "", by=by, retired_on=None, retired_why="")


def do_not_contact(*, provider: int, since: date, why: str, by: Caller) -> Provider:
    """A source is not to be contacted: no list proposes it. Raises Refused without a reason."""
    return _decide(
        provider, "sources.do not contact", why, by=by, do_not_contact_since=since, do_not_contact_why=reason(why)
    )


def contact_again(*, provider: int, why: str, by: Caller) -> Provider:
    """A source may be contacted again, under every name it has. Raises Refused without a reason."""
    reason(why)
    return _decide(provider, "sources.contact again", why, by=by, do_not_contact_since=None, do_not_contact_why="")


def set_tier(*, provider: int, tier: str, why: str, by: Caller) -> Provider:
    """Set a tier by hand, which then wins over the computed one. Raises Refused without a reason."""
    if tier not in TIERS:
        raise DataError(f"{tier or 'A blank'} is no tier.", f"Choose one of: {', '.join(TIERS)}.")
    return _decide(provider, "sources.set tier", why, by=by, tier_by_hand=tier, tier_why=reason(why))


def clear_tier(*, provider: int, by: Caller) -> Provider:
    """Let the computed tier count again."""
    return _decide(provider, "sources.clear tier", "", by=by, tier_by_hand="", tier_why="")


def set_kind(*, provider: int, kind: str | None, by: Caller) -> Provider:
    """Say what sort of provider a source is, by slug; None where nobody knows."""
    if kind is not None and not Kind.objects.filter(pk=kind).exists():
        raise DataError(f"There is no kind {kind!r}.", "Choose one of the list.")
    return _decide(provider, "sources.set kind", "", by=by, kind_id=kind)


@transaction.atomic
def _decide(provider: int, verb: str, why: str, *, by: Caller, **columns: Any) -> Provider:
    """Write a decision on a source. What is taken back is taken back for every row merged into it as well."""
    by.must("sources.change")
    row = _survivor(provider)
    if not any(columns.values()):
        clear_merged([row.pk], columns)
    Provider.objects.filter(pk=row.pk).update(**columns)
    row.refresh_from_db()
    _write_down(verb, row, by=by, reason=why)
    return row


def clear_merged(survivors: Collection[int], columns: Mapping[str, Any]) -> None:
    """Take a decision back in every row merged into these; each keeps what it held, for when it stands alone again."""
    for row in Provider.objects.select_for_update().filter(merged_into__in=survivors).order_by("pk"):
        held = {name: getattr(row, name) for name in columns if getattr(row, name)}
        if held:
            before, survivor = row.cleared or {}, str(row.merged_into_id)
            cleared = before | {survivor: before.get(survivor, {}) | json.loads(json.dumps(held, default=str))}
            Provider.objects.filter(pk=row.pk).update(**columns, cleared=cleared)


def reason(why: str) -> str:
    """A reason as it is kept. Raises Refused without one."""
    if not why.strip():
        raise Refused("This needs a reason.", "Say why in a few words.")
    return why.strip()[:200]


def _survivor(number: int) -> Provider:
    """The source a number means, locked while it is changed."""
    row = Provider.objects.select_for_update().filter(pk=number).first()
    if row is not None and row.merged_into_id:
        row = Provider.objects.select_for_update().filter(pk=row.merged_into_id).first()
    if row is None:
        raise DataError("There is no such source.", "Load the page again.")
    return row


def _write_down(
    verb: str, row: Provider, *, by: Caller, reason: str = "", details: dict[str, Any] | None = None
) -> None:
    facts.moved_on("directory")
    audit.record(verb, by=by, subject="sources", references=[row.pk], reason=reason, details=details)
