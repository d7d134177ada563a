"""A touch: one contact made."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from wellsent.base.fields import EncryptedTextField
from wellsent.directory.models import Provider


class TouchKind(models.TextChoices):
    VISIT = "visit", "Visit"
    CALL = "call", "Call"
    EMAIL = "email", "E-mail"
    LETTER = "letter", "Letter"
    LUNCH = "lunch", "Lunch-and-learn"
    EVENT = "event", "Event"
    THANK_YOU = "thank-you", "Thank-you"


class Outcome(models.TextChoices):
    MET = "met", "Met or spoke with someone"
    NOBODY = "nobody", "Nobody there"
    LEFT = "left", "Left a message or material"
    SENT = "sent", "Sent"
    REFUSED = "refused", "Asked not to"


class Touch(models.Model):
    """Date, whom, kind, outcome, minutes, cost. `real_contact` repeats what `rules.is_real_contact` said of it.

    A touch taken back stays, with the time it was taken back; no read counts it.
    """

    source = models.ForeignKey(Provider, on_delete=models.PROTECT, related_name="touches", db_index=False)
    on = models.DateField()
    kind = models.CharField(max_length=9, choices=TouchKind.choices)
    outcome = models.CharField(max_length=8, choices=Outcome.choices)
    real_contact = models.BooleanField()
    with_whom = models.CharField(max_length=120, blank=True)
    minutes = models.PositiveSmallIntegerField(null=True, blank=True)
    cost = models.DecimalField(max_digits=9, decimal_places=2, null=True, blank=True, help_text="USD")
    campaign = models.CharField(max_length=120, blank=True)
    note = EncryptedTextField()
    next_step = models.CharField(max_length=200, blank=True)
    next_step_on = models.DateField(null=True, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="touches")
    recorded_at = models.DateTimeField()
    once = models.UUIDField(unique=True, help_text="made by the form that sent it: a touch sent twice is stored once")
    undone_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["-on", "-id"]
        verbose_name_plural = "touches"
        indexes: ClassVar = [models.Index(fields=["source", "on"]), models.Index(fields=["on"])]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(kind__in=TouchKind.values), name="touch_kind_known"),
            models.CheckConstraint(condition=Q(outcome__in=Outcome.values), name="touch_outcome_known"),
            models.CheckConstraint(condition=Q(cost__isnull=True) | Q(cost__gte=0), name="touch_cost_not_negative"),
            models.CheckConstraint(
                condition=Q(minutes__isnull=True) | Q(minutes__lte=1440), name="touch_minutes_in_a_day"
            ),
        ]


class Introduction(models.Model):
    """Somebody was asked to introduce us, and what came of it; until then it is a task with a day.

    `of` is the source that was asked, or whose office the person asked works for, with the touch that asking was; to
    ask one of us is no touch, so that `of_name` alone says who. Taken back it stays, and no read counts it.
    """

    class Outcome(models.TextChoices):
        INTRODUCED = "introduced", "Introduced"
        DECLINED = "declined", "Declined"
        NO_ANSWER = "no answer", "No answer"

    to = models.ForeignKey(Provider, on_delete=models.PROTECT, related_name="introductions")
    of = models.ForeignKey(
        Provider, on_delete=models.PROTECT, null=True, blank=True, related_name="introductions_by_them"
    )
    of_name = models.CharField(max_length=320)
    touch = models.OneToOneField(Touch, on_delete=models.PROTECT, null=True, blank=True, related_name="introduction")
    asked_on = models.DateField()
    due_on = models.DateField()
    outcome = models.CharField(max_length=10, choices=Outcome.choices, blank=True)
    answered_on = models.DateField(null=True, blank=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="introductions")
    once = models.UUIDField(unique=True, help_text="made by the form that sent it: sent twice it is stored once")
    undone_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["-id"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(outcome="", answered_on__isnull=True)
                | Q(outcome__in=["introduced", "declined", "no answer"], answered_on__isnull=False),
                name="introduction_answered_on_a_day",
            ),
            models.CheckConstraint(condition=Q(due_on__gte=F("asked_on")), name="introduction_due_after_asking"),
            models.CheckConstraint(
                condition=Q(of__isnull=True, touch__isnull=True) | Q(of__isnull=False, touch__isnull=False),
                name="introduction_of_a_source_is_a_touch",
            ),
        ]
