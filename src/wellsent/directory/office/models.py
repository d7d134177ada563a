"""What was said of an office, line by line: its people, their roles, and how it likes to be approached."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from wellsent.directory.office.rules import HABITS, OF_PEOPLE, TOPICS


class OfficePerson(models.Model):
    """Somebody of an office, by name; `provider` where it is one of those the directory knows. What they do there, and
    from when to when, stands in what was said of them."""

    office = models.ForeignKey("directory.Provider", on_delete=models.PROTECT, related_name="office_people")
    name = models.CharField(max_length=120)
    provider = models.ForeignKey(
        "directory.Provider", on_delete=models.PROTECT, null=True, blank=True, related_name="office_places"
    )

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=~Q(name=""), name="office_person_has_a_name"),
            models.UniqueConstraint(fields=["office", "name"], name="office_person_once"),
        ]

    def __str__(self) -> str:
        return self.name


class OfficeSaid(models.Model):
    """Somebody said that something of an office is so on a day, or is so no longer. Saying it again confirms it.

    What one tap said is one act: it is stored once, and taken back whole. Taken back it stays, and counts no more.
    """

    office = models.ForeignKey("directory.Provider", on_delete=models.PROTECT, related_name="office_said")
    person = models.ForeignKey(OfficePerson, on_delete=models.PROTECT, null=True, blank=True, related_name="said")
    topic = models.CharField(max_length=12, choices=list(TOPICS.items()))
    holds = models.BooleanField()
    text = models.CharField(max_length=300, blank=True)
    on = models.DateField(help_text="the practice's own day on which it was so")
    act = models.UUIDField(db_index=True, help_text="made by the form that said it")
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    by_name = models.CharField(max_length=160)
    undone_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["id"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(topic__in=list(TOPICS)), name="office_topic_known"),
            models.CheckConstraint(
                condition=Q(topic__in=list(OF_PEOPLE), person__isnull=False, text="")
                | Q(topic__in=list(HABITS), person__isnull=True),
                name="office_roles_are_of_people",
            ),
            models.CheckConstraint(
                condition=Q(topic__in=list(OF_PEOPLE)) | Q(holds=True) & ~Q(text="") | Q(holds=False, text=""),
                name="office_habit_has_words",
            ),
        ]
