"""A referral, the history of its stages, and what was done for its patient on the way."""

from __future__ import annotations

import re
import unicodedata
from datetime import date
from typing import ClassVar, Final

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from wellsent.accounts.models import Clinic
from wellsent.base.fields import EncryptedTextField
from wellsent.base.ledgers import Ledger
from wellsent.directory.models import Provider
from wellsent.patients.models import Patient
from wellsent.referrals.authority.models import AuthorityRow as AuthorityRow  # Django looks for tables here
from wellsent.referrals.true_source.models import AuditWeek as AuditWeek
from wellsent.referrals.true_source.models import SourceFact as SourceFact


class Stage(models.TextChoices):
    """Where a referral stands."""

    RECEIVED = "received", "Received"
    CONTACTED = "contacted", "Contacted"
    SCHEDULED = "scheduled", "Scheduled"
    EVALUATED = "evaluated", "Evaluated"
    IN_CARE = "in care", "In care"
    COMPLETED = "completed", "Completed"
    LOST = "lost", "Lost"
    JOINED = "joined", "Joined to another"


class Referral(models.Model):
    """A patient sent to us, with or without a written order.

    The dates are the facts and lie in the past, but for `scheduled_for` and the next physician visit. `stage` repeats
    the last transition, `missed_in_a_row` the last visits, so that lists need no join. `source` is the provider as
    resolved when it came; reads go through its survivor. `episode_with` names the referral whose episode of care this
    one shares (another provider sent the same patient for the same problem), `duplicate_of` the one that this row
    repeats: its stage is "joined", and it counts nowhere.
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
    received_at = models.DateTimeField(null=True, blank=True, help_text="the moment, where more than the day is known")
    payer = models.CharField(max_length=120, blank=True)
    condition = models.CharField(max_length=300, blank=True)
    first_contact_on = models.DateField(null=True, blank=True)
    scheduled_for = models.DateField(null=True, blank=True)
    scheduled_time = models.TimeField(null=True, blank=True)
    evaluated_on = models.DateField(null=True, blank=True)
    discharged_on = models.DateField(null=True, blank=True)
    visits_planned = models.PositiveSmallIntegerField(null=True, blank=True)
    visits_attended = models.PositiveSmallIntegerField(null=True, blank=True)
    visits_missed = models.PositiveSmallIntegerField(null=True, blank=True)
    visits_cancelled = models.PositiveSmallIntegerField(null=True, blank=True)
    missed_in_a_row = models.PositiveSmallIntegerField(
        null=True, blank=True, help_text="visits missed since the last one attended, as the dated visits say; never 0"
    )
    next_physician_visit_on = models.DateField(null=True, blank=True)
    episode_with = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="sharing", db_index=False
    )
    duplicate_of = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="duplicates", db_index=False
    )
    once = models.UUIDField(null=True, blank=True, help_text="the form that sent it: what is sent twice is stored once")
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
            models.Index(
                fields=["missed_in_a_row"], condition=Q(missed_in_a_row__isnull=False), name="referral_missed_in_a_row"
            ),
            models.Index(
                fields=["episode_with"], condition=Q(episode_with__isnull=False), name="referral_episode_with"
            ),
            models.Index(
                fields=["duplicate_of"], condition=Q(duplicate_of__isnull=False), name="referral_duplicate_of"
            ),
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
            models.CheckConstraint(
                condition=Q(duplicate_of__isnull=True) ^ Q(stage=Stage.JOINED), name="duplicates_are_joined"
            ),
            models.UniqueConstraint(fields=["once"], condition=Q(once__isnull=False), name="referral_sent_once"),
            models.CheckConstraint(
                condition=(Q(episode_with__isnull=True) | ~Q(episode_with=F("id")))
                & (Q(duplicate_of__isnull=True) | ~Q(duplicate_of=F("id"))),
                name="referral_joined_to_another",
            ),
            models.CheckConstraint(
                condition=Q(missed_in_a_row__isnull=True) | Q(missed_in_a_row__gte=1), name="missed_in_a_row_from_one"
            ),
            models.CheckConstraint(
                condition=Q(scheduled_time__isnull=True) | Q(scheduled_for__isnull=False), name="time_of_a_known_day"
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


_REFERENCE: Final = re.compile(r"\s*(?:r\s*-?\s*|#\s*)?(\d{1,15})\s*", re.IGNORECASE)


def number_named(text: str) -> int | None:
    """The row number that a reference names, however it is written ("R-2291", "r 2291", "#2291"); None for none."""
    named = _REFERENCE.fullmatch(unicodedata.normalize("NFKC", text))
    return int(named[1]) if named else None


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
    before = models.JSONField(null=True, help_text="the dates a person's move replaced, so that it can be taken back")

    class Meta:
        ordering: ClassVar = ["id"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(stage__in=Stage.values), name="transition_stage_known"),
        ]


class Attempt(models.Model):
    """One try to reach a patient: when, how, and whether anybody answered. Taken back, it stays, marked so."""

    class How(models.TextChoices):
        CALL = "call", "Call"
        TEXT = "text", "Text message"
        EMAIL = "email", "E-mail"
        LETTER = "letter", "Letter"
        IN_PERSON = "in person", "In person"

    class Outcome(models.TextChoices):
        REACHED = "reached", "Reached"
        NO_ANSWER = "no answer", "No answer"
        LEFT_MESSAGE = "left message", "Left a message"
        WRONG_NUMBER = "wrong number", "Wrong number"

    referral = models.ForeignKey(Referral, on_delete=models.CASCADE, related_name="attempts")
    at = models.DateTimeField()
    how = models.CharField(max_length=9, choices=How.choices, default=How.CALL)
    outcome = models.CharField(max_length=12, choices=Outcome.choices)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    recorded_at = models.DateTimeField()
    moved = models.ForeignKey(
        Transition, on_delete=models.SET_NULL, null=True, blank=True, related_name="+", db_index=False
    )
    once = models.UUIDField(unique=True, help_text="the button pressed: what is sent twice is stored once")
    undone_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["at", "id"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(how__in=["call", "text", "email", "letter", "in person"]), name="attempt_how_known"
            ),
            models.CheckConstraint(
                condition=Q(outcome__in=["reached", "no answer", "left message", "wrong number"]),
                name="attempt_outcome_known",
            ),
        ]


class Hold(models.Model):
    """What a referral waits for that is not ours to do: the payer's yes, the office's answer, the patient's wish."""

    class Waits(models.TextChoices):
        PAYER = "payer", "The payer's authorisation"
        OFFICE = "office", "An answer from the office"
        PATIENT = "patient", "The patient, who asked to be called later"

    referral = models.ForeignKey(Referral, on_delete=models.CASCADE, related_name="holds")
    waits_for = models.CharField(max_length=7, choices=Waits.choices)
    since = models.DateTimeField()
    ask_on = models.DateField(null=True, blank=True, help_text="when to ask again, where somebody said so")
    note = EncryptedTextField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering: ClassVar = ["since", "id"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(waits_for__in=["payer", "office", "patient"]), name="hold_waits_known"),
            models.UniqueConstraint(
                fields=["referral", "waits_for"], condition=Q(ended_at__isnull=True), name="one_open_hold_of_a_kind"
            ),
            models.CheckConstraint(
                condition=Q(ended_by__isnull=True) | Q(ended_at__isnull=False), name="hold_ended_when_and_by"
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True) | Q(ended_at__gte=F("since")), name="hold_ends_after_start"
            ),
        ]


class Visit(models.Model):
    """One visit of an episode of care on a day: planned, attended, missed or cancelled."""

    class Outcome(models.TextChoices):
        PLANNED = "planned", "Planned"
        ATTENDED = "attended", "Attended"
        MISSED = "missed", "Missed"
        CANCELLED = "cancelled", "Cancelled"

    referral = models.ForeignKey(Referral, on_delete=models.CASCADE, related_name="visits", db_index=False)
    on = models.DateField()
    outcome = models.CharField(max_length=9, choices=Outcome.choices)
    recorded_at = models.DateTimeField()
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )

    class Meta:
        ordering: ClassVar = ["on"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["referral", "on"], name="one_visit_a_day"),
            models.CheckConstraint(
                condition=Q(outcome__in=["planned", "attended", "missed", "cancelled"]), name="visit_outcome_known"
            ),
        ]
