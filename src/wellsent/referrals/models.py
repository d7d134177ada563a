"""A referral, and the history of its stages."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from wellsent.accounts.models import Clinic
from wellsent.base.fields import EncryptedTextField
from wellsent.base.ledgers import Ledger
from wellsent.directory.models import Provider
from wellsent.patients.models import Patient


class Stage(models.TextChoices):
    """Where a referral stands."""

    RECEIVED = "received", "Received"
    CONTACTED = "contacted", "Contacted"
    SCHEDULED = "scheduled", "Scheduled"
    EVALUATED = "evaluated", "Evaluated"
    IN_CARE = "in care", "In care"
    COMPLETED = "completed", "Completed"
    LOST = "lost", "Lost"


class Referral(models.Model):
    """A patient sent to us, with or without a written order.

    The dates are the facts and lie in the past, but for `scheduled_for`. `stage` repeats the last transition, so that
    lists need no join. `source` is the provider as resolved when it came; reads go through its survivor.
    """

    source = models.ForeignKey(Provider, on_delete=models.PROTECT, related_name="referrals", db_index=False)
    practice = models.ForeignKey(
        Provider, on_delete=models.PROTECT, null=True, blank=True, related_name="referrals_through", db_index=False
    )
    clinic = models.ForeignKey(
        Clinic, on_delete=models.PROTECT, null=True, blank=True, related_name="referrals", db_index=False
    )
    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, null=True, blank=True, related_name="referrals")
    received_on = models.DateField()
    payer = models.CharField(max_length=120, blank=True)
    condition = models.CharField(max_length=300, blank=True)
    first_contact_on = models.DateField(null=True, blank=True)
    scheduled_for = models.DateField(null=True, blank=True)
    evaluated_on = models.DateField(null=True, blank=True)
    discharged_on = models.DateField(null=True, blank=True)
    visits_planned = models.PositiveSmallIntegerField(null=True, blank=True)
    visits_attended = models.PositiveSmallIntegerField(null=True, blank=True)
    stage = models.CharField(max_length=9, choices=Stage.choices, default=Stage.RECEIVED)
    lost_reason = models.CharField(max_length=200, blank=True)
    source_note = EncryptedTextField()
    created_at = models.DateTimeField()
    edited_at = models.DateTimeField(
        null=True, blank=True, help_text="last change after it came in, by hand or by a list"
    )

    class Meta:
        ordering: ClassVar = ["-received_on", "-id"]
        indexes: ClassVar = [
            models.Index(fields=["source", "received_on"]),
            models.Index(fields=["practice"], condition=Q(practice__isnull=False), name="referral_practice"),
            models.Index(fields=["received_on"]),
            models.Index(fields=["clinic", "received_on"]),
            models.Index(fields=["stage", "received_on"]),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(stage__in=Stage.values), name="referral_stage_known"),
            models.CheckConstraint(
                condition=Q(lost_reason="") | Q(stage=Stage.LOST), name="lost_reason_of_the_lost_alone"
            ),
            models.CheckConstraint(condition=Q(received_on__gte=date(1990, 1, 1)), name="received_since_1990"),
            models.CheckConstraint(
                condition=Q(evaluated_on__isnull=True) | Q(evaluated_on__gte=F("received_on")),
                name="evaluated_after_received",
            ),
            models.CheckConstraint(
                condition=Q(discharged_on__isnull=True)
                | Q(discharged_on__gte=F("received_on"))
                & (Q(evaluated_on__isnull=True) | Q(discharged_on__gte=F("evaluated_on"))),
                name="discharged_after_evaluated",
            ),
        ]

    @property
    def reference(self) -> str:
        """How people name it: R-2291."""
        return reference(self.pk)

    def __str__(self) -> str:
        return self.reference


def reference(number: int) -> str:
    """How people name the referral of this row number."""
    return f"R-{number}"


class Transition(Ledger):
    """One change of stage: who, when, why. Never edited; it goes only when an import is undone, by that verb."""

    referral = models.ForeignKey(Referral, on_delete=models.CASCADE, related_name="transitions")
    stage = models.CharField(max_length=9, choices=Stage.choices)
    on = models.DateField(help_text="the day it happened")
    recorded_at = models.DateTimeField()
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    why = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering: ClassVar = ["id"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(stage__in=Stage.values), name="transition_stage_known"),
        ]
