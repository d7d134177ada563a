"""Kinds of provider: the practice's words for each, what their people hold, and kinds of its own."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.db import transaction
from django.utils.text import slugify

from wellsent.accounts import audit
from wellsent.accounts.caller import Caller
from wellsent.base import facts
from wellsent.base.errors import DataError, Refused
from wellsent.directory import kinds
from wellsent.directory.kind_messages import CONDITIONS
from wellsent.directory.kinds import CODE
from wellsent.directory.models import Kind, KindCode

_CLASSES = frozenset(one.credential_class for one in kinds.TAXONOMIES.values())


@transaction.atomic
def add_kind(*, label: str, codes: Sequence[str], message: str, conditions: Sequence[str], by: Caller) -> Kind:
    """Add a kind of the practice's own, known in the registry by these NUCC taxonomy codes; without any, the registry
    finds nobody of it.

    Raises DataError for a name or code that will not do, Refused for one that is taken.
    """
    by.must("sources.change")
    slug = slugify(label)[:60]
    if not slug:
        raise DataError("The kind needs a name.", "Write one, such as Midwives.")
    if Kind.objects.filter(slug=slug).exists() or Kind.objects.filter(label__iexact=label.strip()).exists():
        raise Refused(f"There is a kind {label.strip()} already.", "Change its words, or choose another name.")
    wanted = list(dict.fromkeys(code.strip().upper() for code in codes if code.strip()))
    _must_be_free(wanted)
    kind = Kind.objects.create(
        slug=slug,
        label=label.strip()[:120],
        added_here=True,
        message=message.strip(),
        conditions=_known_conditions(conditions),
    )
    KindCode.objects.bulk_create(KindCode(code=code, kind=kind) for code in wanted)
    facts.moved_on("directory")
    _write_down("kinds.add", kind, by=by, codes=wanted)
    return kind


@transaction.atomic
def word_kind(*, kind: str, message: str, conditions: Sequence[str], by: Caller) -> Kind:
    """Say in the practice's own words what a kind typically sends and what it is promised."""
    return _change(kind, "kinds.word", by=by, message=message.strip(), conditions=_known_conditions(conditions))


@transaction.atomic
def use_shipped_words(*, kind: str, by: Caller) -> Kind:
    """Go back to the words that come with the product. Raises Refused for a kind the practice added: it has none."""
    if Kind.objects.filter(pk=kind, added_here=True).exists():
        raise Refused("This kind has no words but yours.", "Change them.")
    return _change(kind, "kinds.shipped words", by=by, message="", conditions=None)


@transaction.atomic
def retire_kind(*, kind: str, on: date, by: Caller) -> Kind:
    """No longer look for providers of a kind the practice added; those there are keep it."""
    if not Kind.objects.filter(pk=kind, added_here=True).exists():
        raise Refused("Only kinds that you added can be retired.", "Leave this one out of your profile instead.")
    return _change(kind, "kinds.retire", by=by, retired_on=on)


@transaction.atomic
def bring_back_kind(*, kind: str, by: Caller) -> Kind:
    """Look for providers of a retired kind again."""
    return _change(kind, "kinds.bring back", by=by, retired_on=None)


@transaction.atomic
def say_credential(*, kind: str, credential_class: str, by: Caller) -> Kind:
    """Say what people of a kind the practice added hold ("np"); blank takes it back. Who may order follows from it.

    Raises DataError for a kind that came with the product, whose codes say it, and for a class that nobody knows.
    """
    by.must("authority.change")
    row = Kind.objects.select_for_update().filter(pk=kind, added_here=True).first()
    if row is None:
        raise DataError("The practice added no such kind.", "Choose one of the list.")
    if credential_class and credential_class not in _CLASSES:
        raise DataError(f"The credential {credential_class!r} is not known.", "Choose one of the list.")
    was, row.credential_class = row.credential_class, credential_class
    row.save(update_fields=["credential_class"])
    facts.moved_on("directory")
    audit.record(
        "kinds.say credential", by=by, subject="kinds", references=[kind], details={"was": was, "is": credential_class}
    )
    return row


def _change(slug: str, verb: str, *, by: Caller, **columns: object) -> Kind:
    by.must("sources.change")
    kind = Kind.objects.select_for_update().filter(pk=slug).first()
    if kind is None:
        raise DataError(f"There is no kind {slug!r}.", "Choose one of the list.")
    before = {name: str(getattr(kind, name) or "") for name in columns}
    for name, value in columns.items():
        setattr(kind, name, value)
    kind.save(update_fields=list(columns))
    facts.moved_on("directory")
    _write_down(verb, kind, by=by, **{name: [before[name], str(columns[name] or "")] for name in columns})
    return kind


def _known_conditions(conditions: Sequence[str]) -> list[str]:
    if unknown := [one for one in conditions if one not in CONDITIONS]:
        raise DataError(f"There is no condition {unknown[0]!r}.", f"Choose among: {'; '.join(CONDITIONS)}.")
    return [one for one in CONDITIONS if one in conditions]


def _must_be_free(codes: Sequence[str]) -> None:
    """Refuse what is no taxonomy code, and one that already means a kind."""
    for code in codes:
        if not CODE.fullmatch(code):
            raise DataError(f"{code[:20]} is no taxonomy code.", "Ten characters, the last an X, such as 176B00000X.")
    taken = KindCode.objects.select_related("kind").filter(code__in=codes).first()
    if taken:
        raise Refused(f"{taken.code} means {taken.kind.label} already.", "A code has one kind: leave this one out.")


def _write_down(verb: str, kind: Kind, *, by: Caller, **details: object) -> None:
    audit.record(verb, by=by, subject="kinds", references=[kind.pk], details=details)
