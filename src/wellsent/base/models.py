"""The installation's own facts: its data keys and how far its facts have moved on."""

from __future__ import annotations

from typing import ClassVar

from django.db import models


class DataKey(models.Model):
    """One key that patient data is encrypted or indexed with, itself wrapped by the master key.

    The newest one of a purpose is used for writing; older ones stay for reading until everything is written anew.
    """

    class Purpose(models.TextChoices):
        ENCRYPT = "encrypt", "encrypting"
        INDEX = "index", "finding without reading"

    purpose = models.CharField(max_length=8, choices=Purpose.choices)
    wrapped = models.BinaryField()
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=models.Q(purpose__in=["encrypt", "index"]), name="data_key_purpose_known"),
        ]


class FactVersion(models.Model):
    """How often facts of one subject have changed: what a cached result carries to know whether it is still true."""

    subject = models.CharField(max_length=40, primary_key=True)
    value = models.BigIntegerField(default=0)
