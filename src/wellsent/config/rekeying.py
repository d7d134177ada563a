"""Writing everything encrypted anew under the newest data key, while people go on working."""

from __future__ import annotations

from collections.abc import Callable

from django.apps import apps
from django.db import models, transaction

from wellsent.accounts import audit, second_factors
from wellsent.accounts.caller import Caller
from wellsent.base.rewriting import encrypted_fields, rewrite_batch


def encrypted_models() -> list[type[models.Model]]:
    """Every table of any room that holds encrypted columns."""
    return [model for model in apps.get_models() if encrypted_fields(model)]


def rewrite_everything(*, by: Caller, progress: Callable[[int], None] = lambda done: None) -> int:
    """Write every row that is under an older data key anew; returns how many.

    Each batch is a transaction of its own, and what is under the newest key is left alone: broken off, it can go on.
    """
    rewritten = 0
    for model in encrypted_models():
        after: int | None = 0
        while after is not None:
            batch = rewrite_batch(model, after=after)
            after, rewritten = batch.last, rewritten + batch.rewritten
            progress(rewritten)
    rewritten += second_factors.rewrite_all()
    progress(rewritten)
    with transaction.atomic():
        audit.record("keys.rewritten", by=by, subject="keys", details={"rows": rewritten})
    return rewritten
