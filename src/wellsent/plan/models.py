"""People's answers to what the weekly list proposed."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from wellsent.directory.models import Provider
from wellsent.plan.profile.models import ProfileVersion as ProfileVersion  # Django looks for tables here
from wellsent.plan.targets.models import TargetDecision as TargetDecision


class Answer(models.Model):
    """Done, later, or not needed (with the reason); undone, it stays as history.

    `topic` names what was proposed ("quiet", "first referral", "check-in", "not booked", ...), `since` what it
    rested on, so that a new occasion is proposed again.
    """

    class Choice(models.TextChoices):
        DONE = "done", "Done"
        LATER = "later", "Later"
        NOT_NEEDED = "not needed", "Not needed"

    source = models.ForeignKey(Provider, on_delete=models.PROTECT, null=True, blank=True, related_name="plan_answers")
    topic = models.CharField(max_length=30)
    since = models.DateField(null=True, blank=True)
    choice = models.CharField(max_length=10, choices=Choice.choices)
    until = models.DateField(null=True, blank=True)
    reason = models.CharField(max_length=200, blank=True)
    on = models.DateField(help_text="the practice's own day")
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    undone_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["-id"]
        indexes: ClassVar = [models.Index(fields=["source", "topic"])]
        constraints: ClassVar = [
            models.CheckConstraint(condition=~Q(choice="not needed") | ~Q(reason=""), name="not_needed_has_reason"),
            models.CheckConstraint(condition=~Q(choice="later") | Q(until__isnull=False), name="later_has_a_day"),
        ]
