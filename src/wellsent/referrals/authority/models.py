"""What the practice knows of who may order: rows its compliance officer adds beside those the product ships."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from wellsent.referrals.authority.rules import ANSWERS, CLASSES


class AuthorityRow(models.Model):
    """A row of the practice's own, which wins over a shipped one from its first day to its last (both inclusive).

    An empty payer means any but Medicare, an empty state any, an empty class everybody whose order is not valid. A row
    that was wrong is withdrawn, never edited, so that it stays known what was answered when.
    """

    payer = models.CharField(max_length=60, blank=True)
    state = models.CharField(max_length=2, blank=True)
    credential_class = models.CharField(max_length=10, blank=True)
    answer = models.CharField(max_length=14, choices=[(answer, answer.capitalize()) for answer in ANSWERS])
    may_certify = models.BooleanField(null=True, blank=True)
    limit = models.CharField(max_length=300, blank=True)
    citation = models.CharField(max_length=500)
    effective_from = models.DateField()
    effective_to = models.DateField(null=True, blank=True)
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    added_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(answer__in=ANSWERS), name="authority_answer_known"),
            models.CheckConstraint(condition=~Q(citation=""), name="authority_has_citation"),
            models.CheckConstraint(
                condition=~Q(payer="", state="", credential_class=""), name="authority_speaks_of_something"
            ),
            models.CheckConstraint(
                condition=Q(effective_to__isnull=True) | Q(effective_to__gte=F("effective_from")),
                name="authority_days_in_order",
            ),
        ]

    def __str__(self) -> str:
        of_whom = CLASSES.get(self.credential_class, "")
        return f"{self.get_answer_display()}: {', '.join(filter(None, [of_whom, self.payer, self.state]))}"
