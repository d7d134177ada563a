"""The kinds a provider can be of, with the words that go to each."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from django.db.models import QuerySet

from wellsent.accounts.caller import Caller
from wellsent.base import clock
from wellsent.base.kept import Kept
from wellsent.directory.kind_messages import SHIPPED, Words
from wellsent.directory.models import Kind, KindCode


def kinds(caller: Caller) -> QuerySet[Kind]:
    """The kinds a provider can be of, by label."""
    caller.must("sources.see")
    return Kind.objects.all()


@dataclass(frozen=True, slots=True)
class DescribedKind:
    """A kind with what it typically sends and the message to it: the practice's words, else those that come with us.

    `codes` are its taxonomy codes; `is_worded_here` says that some of the words are the practice's.
    """

    slug: str
    label: str
    family: str
    conditions: tuple[str, ...]
    message: str
    codes: tuple[str, ...]
    added_here: bool
    is_worded_here: bool
    retired_on: date | None


_described_kinds: Final[Kept[Sequence[DescribedKind]]] = Kept("directory")


def described_kinds(caller: Caller) -> Sequence[DescribedKind]:
    """Every kind, retired ones too, by label; two queries."""
    rows = kinds(caller)
    return _described_kinds.get((), lambda: _read_kinds(rows), now=clock.now())


def _read_kinds(rows: Iterable[Kind]) -> list[DescribedKind]:
    codes: dict[str, list[str]] = defaultdict(list)
    for slug, code in KindCode.objects.order_by("code").values_list("kind", "code"):
        codes[slug].append(code)
    return [_described(kind, tuple(codes[kind.slug])) for kind in rows]


def _described(kind: Kind, codes: tuple[str, ...]) -> DescribedKind:
    shipped = SHIPPED.get(kind.slug, Words())
    return DescribedKind(
        slug=kind.slug,
        label=kind.label,
        family=kind.family,
        conditions=shipped.conditions if kind.conditions is None else tuple(kind.conditions),
        message=kind.message or shipped.message,
        codes=codes,
        added_here=kind.added_here,
        is_worded_here=bool(kind.message) or kind.conditions is not None,
        retired_on=kind.retired_on,
    )
