"""Results kept so that nothing is computed twice: each carries the version of the facts it came from."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from wellsent.directory.models import Provider


class Reading(models.Model):
    """One computation of everything the practice's pages show, as of a day, from one version of the facts.

    It counts the referrals of one scope: the whole practice, or the clinics of those who see only these. So nobody's
    figures hold what their clinics did not receive.
    """

    scope = models.CharField(max_length=1000, blank=True, help_text="numbers of clinics, as 3,7; blank: all of them")
    as_of = models.DateField()
    facts = models.CharField(max_length=80, help_text="the version of the facts it was computed from")
    computed_at = models.DateTimeField()
    shared = models.TextField(
        help_text="what all sources share, and what that was fitted to; JSON as Python writes it, with infinity"
    )
    practice = models.JSONField(help_text="the practice's own figures: forecast, conversion, concentration, budget")

    is_fresh: bool = True
    """Whether no fact has changed since; set by the query that fetched it."""

    class Meta:
        ordering: ClassVar = ["-id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["scope", "as_of", "facts"], name="one_reading_a_version"),
        ]


class SourceStanding(models.Model):
    """The standing of one source in one reading: what lists sort by and pages say.

    The names, the kind, the NPI, `retired` and the tier shown repeat what the directory says, so that lists need no
    other table: a change to the directory makes a new reading.
    """

    reading = models.ForeignKey(Reading, on_delete=models.CASCADE, related_name="standings", db_index=False)
    source = models.ForeignKey(Provider, on_delete=models.CASCADE, related_name="standings")
    sort_name = models.CharField(max_length=320, help_text="as the directory lists it")
    practice = models.CharField(max_length=300, blank=True, help_text="as written beside its name")
    kind = models.CharField(max_length=60, blank=True, help_text="its slug in the directory")
    kind_label = models.CharField(max_length=120, blank=True)
    npi = models.CharField(max_length=10, blank=True)
    retired = models.BooleanField(default=False)
    mark = models.BigIntegerField(help_text="of the referrals it rests on: the same mark, the same standing")
    referrals = models.PositiveIntegerField()
    last_12_months = models.PositiveIntegerField()
    first_on = models.DateField()
    last_on = models.DateField()
    clinics = models.CharField(max_length=1000, help_text="numbers of the clinics it has sent to: ,3,7,")
    state = models.CharField(max_length=6)
    tier = models.CharField(max_length=1)
    tier_certainty = models.FloatField()
    shown_tier = models.CharField(max_length=1, help_text="the tier set by hand, where there is one")
    tier_is_by_hand = models.BooleanField(default=False)
    expected = models.FloatField(help_text="referrals in the next 90 days")
    low = models.PositiveIntegerField()
    high = models.PositiveIntegerField()
    monthly_rate = models.FloatField(help_text="usual referrals a month, now")
    monthly_low = models.FloatField()
    monthly_high = models.FloatField()
    fallen = models.FloatField(help_text="the chance that it is not in its usual condition")
    alarm = models.BooleanField()
    quiet = models.JSONField(default=dict, help_text="since, low, expected, high, received, chance, sentence")
    conversion = models.JSONField(default=dict, help_text="yes, n, expected, low, high")
    completion = models.JSONField(default=dict, help_text="yes, n, expected, low, high")

    class Meta:
        ordering: ClassVar = ["-expected", "id"]
        indexes: ClassVar = [
            models.Index(fields=["reading", "-expected"], condition=Q(retired=False), name="standing_by_expected"),
            models.Index(fields=["reading", "sort_name"], condition=Q(retired=False), name="standing_by_name"),
            models.Index(fields=["reading", "state", "retired"]),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["reading", "source"], name="one_standing_a_reading"),
            models.CheckConstraint(condition=Q(state__in=["new", "active", "quiet", "lapsed"]), name="state_known"),
            models.CheckConstraint(condition=Q(tier__in=["A", "B", "C"]), name="tier_known"),
        ]


class KeptStanding(models.Model):
    """The standing of all sources of a reading as arrays (`kept.py`), for the next reading to begin from."""

    reading = models.OneToOneField(Reading, on_delete=models.CASCADE, primary_key=True, related_name="kept")
    arrays = models.BinaryField()


class Breakdown(models.Model):
    """The referrals of a reading by one thing (kind, clinic, payer, ...): volume by month and what became of them."""

    reading = models.ForeignKey(Reading, on_delete=models.CASCADE, related_name="breakdowns", db_index=False)
    by = models.CharField(max_length=10)
    rows = models.JSONField(help_text="the largest groups: key, label, months, conversion, completion, days")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["reading", "by"], name="one_breakdown_by_each"),
        ]
