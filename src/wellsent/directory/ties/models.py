"""A tie: two who know each other, how, and how well."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from wellsent.directory.office.models import OfficePerson
from wellsent.directory.ties.rules import CONSENTS, KINDS, MUTUAL_PATIENT, STRENGTHS


class Tie(models.Model):
    """Two who know each other: one outside (a provider, a practice, somebody of an office), the other outside or one of
    us (somebody who signs in here, or a name).

    Its evidence is a sentence or a link; a tie through a patient has the consent instead, and no free text at all.
    Ended it stays; taken back it stays too, and no read counts it. `known_on` is the day on which it was last said.
    """

    first_provider = models.ForeignKey(
        "directory.Provider", on_delete=models.PROTECT, null=True, blank=True, related_name="ties_as_first"
    )
    first_person = models.ForeignKey(
        OfficePerson, on_delete=models.PROTECT, null=True, blank=True, related_name="ties_as_first"
    )
    second_provider = models.ForeignKey(
        "directory.Provider", on_delete=models.PROTECT, null=True, blank=True, related_name="ties_as_second"
    )
    second_person = models.ForeignKey(
        OfficePerson, on_delete=models.PROTECT, null=True, blank=True, related_name="ties_as_second"
    )
    second_colleague = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="ties"
    )
    second_name = models.CharField(max_length=120, blank=True, help_text="one of us who does not sign in")
    kind = models.CharField(max_length=10, choices=list(KINDS.items()))
    strength = models.PositiveSmallIntegerField(choices=list(STRENGTHS.items()))
    evidence = models.CharField(max_length=300, blank=True)
    consent_taken_by = models.CharField(max_length=160, blank=True)
    consent_on = models.DateField(null=True, blank=True)
    consent_wording = models.CharField(max_length=10, choices=list(CONSENTS.items()), blank=True)
    known_on = models.DateField()
    ended_on = models.DateField(null=True, blank=True)
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    by_name = models.CharField(max_length=160)
    once = models.UUIDField(unique=True, help_text="made by the form that sent it: a tie sent twice is stored once")
    undone_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["id"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(kind__in=list(KINDS)), name="tie_kind_known"),
            models.CheckConstraint(condition=Q(strength__in=list(STRENGTHS)), name="tie_strength_known"),
            models.CheckConstraint(
                condition=Q(first_provider__isnull=False, first_person__isnull=True)
                | Q(first_provider__isnull=True, first_person__isnull=False),
                name="tie_has_a_first",
            ),
            models.CheckConstraint(
                condition=Q(
                    second_provider__isnull=False,
                    second_person__isnull=True,
                    second_colleague__isnull=True,
                    second_name="",
                )
                | Q(
                    second_provider__isnull=True,
                    second_person__isnull=False,
                    second_colleague__isnull=True,
                    second_name="",
                )
                | Q(
                    second_provider__isnull=True,
                    second_person__isnull=True,
                    second_colleague__isnull=False,
                    second_name="",
                )
                | Q(second_provider__isnull=True, second_person__isnull=True, second_colleague__isnull=True)
                & ~Q(second_name=""),
                name="tie_has_a_second",
            ),
            models.CheckConstraint(
                condition=Q(first_provider__isnull=True)
                | Q(second_provider__isnull=True)
                | ~Q(first_provider=F("second_provider")),
                name="tie_of_two_providers",
            ),
            models.CheckConstraint(
                condition=Q(first_person__isnull=True)
                | Q(second_person__isnull=True)
                | ~Q(first_person=F("second_person")),
                name="tie_of_two_persons",
            ),
            models.CheckConstraint(
                condition=Q(
                    kind=MUTUAL_PATIENT, evidence="", consent_on__isnull=False, consent_wording__in=list(CONSENTS)
                )
                & ~Q(consent_taken_by="")
                | ~Q(kind=MUTUAL_PATIENT)
                & Q(consent_taken_by="", consent_on__isnull=True, consent_wording="")
                & ~Q(evidence=""),
                name="tie_through_patient_has_consent",
            ),
        ]
