"""What is known of who brought a referral, and the weeks in which every patient is asked."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from wellsent.directory.models import Provider
from wellsent.referrals.true_source.rules import ASKED, HOW, INFLUENCING, NOT_KNOWN, PATIENT, ROLES, WAYS


class SourceFact(models.Model):
    """One thing told of who brought a referral: in which role somebody stands, and how it is known.

    Who ordered stands on the referral itself; here only how that is known. `provider` or, where it is not among the
    sources, `named` says who suggested us; `way` how the patient came to pick us. Said anew, the old row ends and
    points to the one that replaced it; taken back, it ends and points to none.
    """

    referral = models.ForeignKey("referrals.Referral", on_delete=models.CASCADE, related_name="source_facts")
    role = models.CharField(max_length=11)
    how = models.CharField(max_length=7)
    provider = models.ForeignKey(
        Provider, on_delete=models.PROTECT, null=True, blank=True, related_name="brought", db_index=False
    )
    named = models.CharField(max_length=120, blank=True)
    way = models.CharField(max_length=9, blank=True)
    recorded_at = models.DateTimeField()
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    replaced_by = models.ForeignKey(
        "self", on_delete=models.SET_NULL, null=True, blank=True, related_name="replaced", db_index=False
    )

    class Meta:
        ordering: ClassVar = ["id"]
        indexes: ClassVar = [
            models.Index(fields=["provider"], condition=Q(provider__isnull=False), name="source_fact_provider"),
            models.Index(fields=["replaced_by"], condition=Q(replaced_by__isnull=False), name="source_fact_replaced"),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(role__in=ROLES), name="source_role_known"),
            models.CheckConstraint(condition=Q(how__in=HOW), name="source_how_known"),
            models.CheckConstraint(condition=Q(way__in=["", *WAYS]), name="source_way_known"),
            models.CheckConstraint(
                condition=Q(role=INFLUENCING) | Q(provider__isnull=True, named=""), name="source_named_by_influence"
            ),
            models.CheckConstraint(condition=Q(provider__isnull=True) | Q(named=""), name="source_named_once"),
            models.CheckConstraint(condition=Q(role=PATIENT) | Q(way=""), name="source_way_of_patients"),
            models.CheckConstraint(condition=~Q(role=NOT_KNOWN) | Q(how=ASKED), name="source_not_known_was_asked"),
            models.UniqueConstraint(
                fields=["referral"], condition=Q(how=ASKED, ended_at__isnull=True), name="one_answer_of_a_patient"
            ),
            models.UniqueConstraint(
                fields=["referral", "role"],
                condition=~Q(how=ASKED) & Q(ended_at__isnull=True),
                name="one_source_in_a_role",
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=False) | Q(ended_by__isnull=True, replaced_by__isnull=True),
                name="source_fact_ended_when_and_by",
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True) | Q(ended_at__gte=F("recorded_at")), name="source_fact_ends_later"
            ),
        ]


class AuditWeek(models.Model):
    """A week in which every patient is asked who first told them about us."""

    first_day = models.DateField()
    last_day = models.DateField()
    started_at = models.DateTimeField()
    started_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    called_off_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["-first_day", "-id"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(last_day__gte=F("first_day")), name="audit_week_days_in_order"),
            models.UniqueConstraint(
                fields=["first_day"], condition=Q(called_off_at__isnull=True), name="one_audit_week_a_day"
            ),
        ]
