"""Results kept so that nothing is computed twice: each carries the version of the facts it came from."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from wellsent.directory.models import Provider


class Reading(models.Model):
    """One computation of everything the practice's pages show, as of a day, from one version of the facts."""

    as_of = models.DateField()
    facts = models.CharField(max_length=80, help_text="the version of the facts it was computed from")
    computed_at = models.DateTimeField()
    shared = models.JSONField(help_text="what all sources have in common: prior, scatter, drift, threshold")
    practice = models.JSONField(help_text="the practice's own figures: forecast, conversion, concentration, budget")

    class Meta:
        ordering: ClassVar = ["-id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["as_of", "facts"], name="one_reading_a_version"),
        ]


class SourceStanding(models.Model):
    """The standing of one source in one reading: what lists sort by and pages say."""

    reading = models.ForeignKey(Reading, on_delete=models.CASCADE, related_name="standings")
    source = models.ForeignKey(Provider, on_delete=models.CASCADE, related_name="standings")
    referrals = models.PositiveIntegerField()
    last_12_months = models.PositiveIntegerField()
    first_on = models.DateField()
    last_on = models.DateField()
    state = models.CharField(max_length=6)
    tier = models.CharField(max_length=1)
    tier_certainty = models.FloatField()
    expected = models.FloatField(help_text="referrals in the next 90 days")
    low = models.PositiveIntegerField()
    high = models.PositiveIntegerField()
    monthly_rate = models.FloatField(help_text="usual referrals a month, now")
    alarm = models.BooleanField()
    quiet = models.JSONField(default=dict, help_text="since, expected, received, chance, sentence")
    conversion = models.JSONField(default=dict)
    completion = models.JSONField(default=dict)
    days_to_evaluation = models.JSONField(default=dict)

    class Meta:
        ordering: ClassVar = ["-expected", "source_id"]
        indexes: ClassVar = [
            models.Index(fields=["reading", "-expected"]),
            models.Index(fields=["reading", "state"]),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["reading", "source"], name="one_standing_a_reading"),
        ]
