"""What people decided of targets."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from wellsent.directory.models import Provider


class TargetDecision(models.Model):
    """Accepted, put off until a day, or declined with a reason; undone, it stays as history. The newest one counts.

    Who is not in the directory is known by NPI. `added` says that accepting brought the provider into the directory.
    """

    class Choice(models.TextChoices):
        ACCEPTED = "accepted", "Accepted"
        LATER = "later", "Later"
        DECLINED = "declined", "Declined"

    provider = models.ForeignKey(
        Provider, on_delete=models.PROTECT, null=True, blank=True, related_name="target_decisions"
    )
    npi = models.CharField(max_length=10, blank=True)
    name = models.CharField(max_length=320, help_text="as it was shown")
    choice = models.CharField(max_length=8, choices=Choice.choices)
    until = models.DateField(null=True, blank=True)
    reason = models.CharField(max_length=300, blank=True, help_text="why it was declined, or what spoke for it")
    on = models.DateField(help_text="the practice's own day")
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    by_name = models.CharField(max_length=160)
    added = models.BooleanField(default=False)
    undone_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["-id"]
        indexes: ClassVar = [models.Index(fields=["npi"])]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(provider__isnull=False) | ~Q(npi=""), name="target_is_somebody"),
            models.CheckConstraint(
                condition=Q(choice__in=["accepted", "later", "declined"]), name="target_choice_known"
            ),
            models.CheckConstraint(condition=~Q(choice="declined") | ~Q(reason=""), name="declined_has_reason"),
            models.CheckConstraint(
                condition=Q(choice="later", until__isnull=False) | (~Q(choice="later") & Q(until__isnull=True)),
                name="later_target_has_a_day",
            ),
            models.CheckConstraint(
                condition=~Q(choice="accepted") | Q(provider__isnull=False) | Q(undone_at__isnull=False),
                name="accepted_target_is_known",
            ),
        ]
