"""A patient, as little as is needed."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from wellsent.base.fields import EncryptedDateField, EncryptedTextField


class Patient(models.Model):
    """Encrypted values, and beside them blind indexes that find equal ones without reading any."""

    name = EncryptedTextField()
    birth_date = EncryptedDateField()
    phone = EncryptedTextField()
    record_number = EncryptedTextField()
    by_name = models.BinaryField(max_length=16, null=True, help_text="family name with birth date")
    by_sound = models.BinaryField(max_length=16, null=True, help_text="sounds-like name with birth date")
    by_phone = models.BinaryField(max_length=16, null=True)
    by_record = models.BinaryField(max_length=16, null=True)
    by_family = models.BinaryField(max_length=16, null=True, help_text="family name alone, for searching")
    by_family_sound = models.BinaryField(max_length=16, null=True, help_text="how it sounds, for searching")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["by_name"]),
            models.Index(fields=["by_sound"]),
            models.Index(fields=["by_phone"]),
            models.Index(fields=["by_record"]),
            models.Index(fields=["by_family", "-id"], name="patient_family"),
            models.Index(fields=["by_family_sound", "-id"], name="patient_family_sound"),
        ]

    def __str__(self) -> str:
        return reference(self.pk)


def reference(number: int) -> str:
    """How the audit trail names a patient: P-512."""
    return f"P-{number}"
