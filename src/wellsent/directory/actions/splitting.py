"""Saying that some facts under one provider are another's, and taking it back.

Only rows that a person named are moved. What other rooms hold they move themselves; what that was is handed in, so that
taking the split back finds it again.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, fields
from typing import Any

from django.db import models, transaction
from django.db.models import Q

from wellsent.accounts import audit
from wellsent.accounts.caller import Caller
from wellsent.base import clock, facts
from wellsent.base.errors import DataError, Refused
from wellsent.directory.models import Affiliation, ContactPoint, KnownName, Provider, SameQuestion, Split
from wellsent.directory.office import handing as office
from wellsent.directory.ties import handing as ties

_SAME_FACT: dict[type[models.Model], tuple[str, ...]] = {
    KnownName: ("text", "practice"),
    ContactPoint: ("channel", "value"),
    Affiliation: ("practice_id", "ended_on"),
}
"""What makes two rows of two providers one fact: a provider has it once."""


@dataclass(frozen=True, slots=True)
class ToMove:
    """The facts of this room that are the other's, by the numbers of their rows; `npi` where the NPI is, too.

    Of an office they are its people and its habits (by topic), each with everything ever said of it.
    """

    names: frozenset[int] = frozenset()
    contact_points: frozenset[int] = frozenset()
    affiliations: frozenset[int] = frozenset()
    npi: bool = False
    office_people: frozenset[int] = frozenset()
    office_habits: frozenset[str] = frozenset()
    ties: frozenset[int] = frozenset()

    @property
    def is_something(self) -> bool:
        """Whether anything is named."""
        return any(getattr(self, each.name) for each in fields(self))


@transaction.atomic
def split(
    *, source: int, other: int, move: ToMove, handed: Mapping[str, Any] | None = None, why: str = "", by: Caller
) -> Split:
    """Move these facts from a source to another one; the two are never taken for one again.

    `handed` is what other rooms moved for this split, in the plain form that they take back. Raises Refused where the
    two are one by a merge (which is taken back instead), or where nothing is named; DataError for facts that are not
    the source's.
    """
    by.must("sources.change")
    giver, taker = _both(source, other)
    if not (move.is_something or any((handed or {}).values())):
        raise Refused("Nothing is chosen.", "Tick what belongs to the other one.")
    moved: dict[str, Any] = {
        "names": _move(KnownName, move.names, giver, taker),
        "contact_points": _move(ContactPoint, move.contact_points, giver, taker),
        "affiliations": _move(Affiliation, move.affiliations, giver, taker),
        "npi": _move_npi(giver, taker) if move.npi else None,
        "office": office.hand_over(move.office_people, move.office_habits, giver=giver, taker=taker),
        "ties": ties.hand_over(move.ties, giver=giver, taker=taker),
        "question": _called_different(giver, taker, by),
    }
    said = Split.objects.create(
        source=giver,
        other=taker,
        moved=moved,
        handed=dict(handed or {}),
        why=why.strip()[:300],
        at=clock.now(),
        by=by.user,
        by_name=by.name,
    )
    _write_down("sources.split", said, by, reason=why)
    return said


@transaction.atomic
def unsplit(*, split: int, by: Caller) -> Split:
    """Take a split back: each row it moved goes where it was. Doing it twice does nothing more.

    What was removed since stays so. What other rooms moved (`handed`) they take back themselves. Raises Refused while a
    later split holds some of it: taken back in the other order, it would end with whom it never was.
    """
    by.must("sources.change")
    said = Split.objects.select_for_update().filter(pk=split).first()
    if said is None:
        raise DataError("There is no such split.", "Load the page again.")
    if said.undone_at is not None:
        return said
    since = Split.objects.filter(pk__gt=said.pk, undone_at=None).select_related("other")
    if later := next((one for one in since if _rows(one) & _rows(said)), None):
        raise Refused(f"Some of this was moved on to {later.other.name} since.", "Take that back first.")
    for model, name in ((KnownName, "names"), (ContactPoint, "contact_points"), (Affiliation, "affiliations")):
        _move_back(model, said.moved[name], said.other_id)
    if (taken := said.moved["npi"]) and Provider.objects.filter(pk=said.other_id, npi=taken[1]).update(npi=""):
        Provider.objects.filter(pk=taken[0], npi="").update(npi=taken[1])
    if "office" in said.moved:  # splits made before these were offered name none of them
        office.hand_back(said.moved["office"], taker=said.other_id)
        ties.hand_back(said.moved["ties"], taker=said.other_id)
    _not_called_different(said.moved["question"])
    said.undone_at, said.undone_by = clock.now(), by.user
    said.save(update_fields=["undone_at", "undone_by"])
    _write_down("sources.unsplit", said, by)
    return said


def _rows(said: Split) -> set[tuple[str, Any]]:
    """Every row that a split moved, by sort and number, in this room and in others."""
    lists: dict[str, Any] = {**said.moved.get("office", {}), **said.handed}
    lists |= {name: said.moved.get(name, ()) for name in ("names", "contact_points", "affiliations", "ties")}
    number = said.moved["npi"]
    return {(name, row[0]) for name, rows in lists.items() for row in rows} | (
        {("npi", number[1])} if number else set()
    )


def _both(source: int, other: int) -> tuple[Provider, Provider]:
    """The two survivors, locked in one order."""
    rows = {row.pk: row for row in Provider.objects.filter(pk__in={source, other}).select_related("merged_into")}
    if len(rows) < len({source, other}):
        raise DataError("There is no such source.", "Load the page again.")
    ends = [(rows[number].merged_into or rows[number]).pk for number in (source, other)]
    if ends[0] == ends[1]:
        raise Refused("These are one provider.", "Take the merge back instead.")
    locked = Provider.objects.select_for_update().order_by("pk").in_bulk(ends)
    return locked[ends[0]], locked[ends[1]]


def _move(model: type[models.Model], numbers: Collection[int], giver: Provider, taker: Provider) -> list[list[Any]]:
    """Move rows to the taker: [row, whose it was, None], or its columns where the taker has that fact already."""
    mine = Q(provider=giver) | Q(provider__merged_into=giver)
    rows = list(model._default_manager.select_for_update().filter(mine, pk__in=numbers).order_by("pk"))
    if len(rows) < len(numbers):
        raise DataError("Some of these are not this source's.", "Load the page again and choose anew.")
    fact = _SAME_FACT[model]
    there = set(model._default_manager.filter(provider=taker).values_list(*fact))
    moved: list[list[Any]] = []
    for row in rows:
        columns = {field.attname: getattr(row, field.attname) for field in model._meta.concrete_fields}
        was = columns["provider_id"]
        if (key := tuple(columns[name] for name in fact)) in there:
            moved.append([row.pk, was, {name: _plain(value) for name, value in columns.items()}])
            row.delete()
        else:
            there.add(key)
            model._default_manager.filter(pk=row.pk).update(provider=taker)
            moved.append([row.pk, was, None])
    return moved


def _move_back(model: type[models.Model], moved: Collection[list[Any]], taker: int) -> None:
    fact = _SAME_FACT[model]
    for number, was, columns in moved:
        row = model._default_manager.filter(pk=number, provider=taker).first()
        if columns is not None and not _has(model, was, {name: columns[name] for name in fact}):
            model._default_manager.create(**columns)
        elif row is not None and not _has(model, was, {name: getattr(row, name) for name in fact}):
            model._default_manager.filter(pk=number).update(provider=was)


def _has(model: type[models.Model], provider: int, fact: Mapping[str, Any]) -> bool:
    return model._default_manager.filter(provider=provider, **fact).exists()


def _plain(value: Any) -> Any:
    return value.isoformat() if hasattr(value, "isoformat") else value


def _move_npi(giver: Provider, taker: Provider) -> list[Any]:
    """The NPI with whose it was."""
    holder = Provider.objects.filter(Q(pk=giver.pk) | Q(merged_into=giver)).exclude(npi="").order_by("pk").first()
    if holder is None:
        raise Refused("This source has no NPI to give.", "Leave the NPI out.")
    if taker.npi:
        raise Refused(f"{taker.name} has an NPI already.", "Leave the NPI out, or correct theirs first.")
    Provider.objects.filter(pk=holder.pk).update(npi="")
    Provider.objects.filter(pk=taker.pk).update(npi=holder.npi)
    return [holder.pk, holder.npi]


def _called_different(giver: Provider, taker: Provider, by: Caller) -> list[Any] | None:
    """Keep that the two are different: [question, the answer it had], or nothing where that is kept already."""
    first, second = sorted((giver.pk, taker.pk))
    question = SameQuestion.objects.filter(first=first, second=second).first()
    if question is not None and question.answer != SameQuestion.Answer.OPEN:
        return None
    had = question.answer if question else ""
    question = question or SameQuestion(
        first_id=first, second_id=second, score=0.0, why="Taken apart by hand.", asked_at=clock.now()
    )
    question.answer, question.answered_at, question.answered_by = (
        SameQuestion.Answer.DIFFERENT,
        clock.now(),
        by.user,
    )
    question.save()
    return [question.pk, had]


def _not_called_different(kept: list[Any] | None) -> None:
    if kept is None:
        return
    number, had = kept
    asked = SameQuestion.objects.filter(pk=number, answer=SameQuestion.Answer.DIFFERENT)
    if had:
        asked.update(answer=had, answered_at=None, answered_by=None)
    else:
        asked.delete()


def _write_down(verb: str, said: Split, by: Caller, *, reason: str = "") -> None:
    for subject in ("directory", "offices", "ties"):
        facts.moved_on(subject)
    counts = {name: len(said.moved.get(name, ())) for name in ("names", "contact_points", "affiliations", "ties")}
    counts["office words"] = len(said.moved.get("office", {}).get("said", ()))
    audit.record(
        verb, by=by, subject="sources", references=[said.source_id, said.other_id], reason=reason, details=counts
    )
