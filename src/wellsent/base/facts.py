"""Has anything changed since this was computed? Each write of facts moves its subject's version on."""

from __future__ import annotations

import secrets
from typing import Final

from django.db import transaction
from django.db.models import F

from wellsent.base import asked
from wellsent.base.models import FactVersion

_LARGEST_STEP: Final = 2**30  # eight thousand million moves until a number has no room left


def moved_on(subject: str) -> None:
    """Say, inside the transaction that changes them, that facts of `subject` ("referrals", "touches") changed."""
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("facts.moved_on belongs inside the transaction that changes the facts")
    # By a step of chance: a transaction that is undone takes its version back, and the next must not have the same, for
    # something may have been computed and kept while that one ran.
    step = secrets.randbelow(_LARGEST_STEP) + 1
    if not FactVersion.objects.filter(pk=subject).update(value=F("value") + step):
        FactVersion.objects.get_or_create(pk=subject, defaults={"value": step})
    asked.again()


def hold_still(subject: str) -> str:
    """The version of one subject, held until this transaction ends: whoever changes its facts waits for that."""
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("facts.hold_still belongs inside the transaction that relies on it")
    rows = FactVersion.objects.select_for_update()
    held = rows.filter(pk=subject).first()
    if held is None:  # nobody has changed it yet: there must be a row to wait for
        held, _ = rows.get_or_create(pk=subject, defaults={"value": 0})
    return str(held.value)


def version(*subjects: str) -> str:
    """Where these subjects stand now, as one word to compare with what a cached result carries."""
    values = _versions()
    return ".".join(str(values.get(subject, 0)) for subject in subjects)


@asked.once
def _versions() -> dict[str, int]:
    return dict(FactVersion.objects.values_list("subject", "value"))
