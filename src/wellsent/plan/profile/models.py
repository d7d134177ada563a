"""The versions of the profile: who said when what an ideal source is."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models

from wellsent.base.ledgers import Ledger


class ProfileVersion(Ledger):
    """The profile as somebody left it; `ideal` is what `rules.Ideal` stores. The newest counts."""

    ideal = models.JSONField()
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    by_name = models.CharField(max_length=160)

    class Meta:
        ordering: ClassVar = ["-id"]
