"""The installation's own facts: its keys, its backups, and how far its facts have moved on."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from wellsent.base.fields import EncryptedField


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
    """Which version the facts of one subject are at: what a cached result carries to know whether it is still true."""

    subject = models.CharField(max_length=40, primary_key=True)
    value = models.BigIntegerField(default=0)


class RecoveryKey(models.Model):
    """What is kept of a recovery key that somebody wrote down: backups are locked for the newest one.

    Nothing here opens a backup; the key itself is on paper alone.
    """

    name = models.CharField(max_length=8, unique=True)
    public = models.BinaryField(max_length=32)
    seal = EncryptedField(null=False, blank=False)
    made_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["-id"]


class Backup(models.Model):
    """A backup that was written, and when it was last restored to a scratch place and found to hold everything."""

    number = models.CharField(max_length=32, unique=True)
    recovery_key = models.CharField(max_length=8)
    made_at = models.DateTimeField()
    size = models.PositiveBigIntegerField()
    rows = models.PositiveBigIntegerField()
    verified_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["-id"]
