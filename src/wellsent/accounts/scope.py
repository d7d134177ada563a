"""Clinic scope: the narrowing every query of clinic-bound rows begins with."""

from __future__ import annotations

from typing import TypeVar

from django.db.models import Model, QuerySet

from wellsent.accounts.caller import Caller

Row = TypeVar("Row", bound=Model)


def in_clinics(rows: QuerySet[Row], caller: Caller, field: str = "clinic") -> QuerySet[Row]:
    """The rows of the caller's own clinics; `field` is the path to the clinic ("referral__clinic").

    Rows without a clinic belong to the practice as a whole: only callers who see all clinics get them.
    """
    return rows if caller.clinics is None else rows.filter(**{f"{field}__in": caller.clinics})
