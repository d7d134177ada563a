"""Files that were handed in, what was read from them, and enough of the past to undo it."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from wellsent.base.fields import EncryptedField, EncryptedJSONField, EncryptedTextField
from wellsent.base.leases import Leased


class Upload(models.Model):
    """A file as it came, encrypted in pieces."""

    name = EncryptedTextField(help_text="the file's own name: it may hold a patient's")
    size = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64)
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")


class UploadPiece(models.Model):
    upload = models.ForeignKey(Upload, on_delete=models.CASCADE, related_name="pieces")
    number = models.PositiveIntegerField()
    content = EncryptedField()

    class Meta:
        ordering: ClassVar = ["number"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["upload", "number"], name="piece_once")]


class ColumnMapping(models.Model):
    """How the columns of files of one shape are read, as a person left it."""

    kind = models.CharField(max_length=12)
    shape = models.CharField(max_length=64)
    name = models.CharField(max_length=120, blank=True)
    columns = models.JSONField(help_text="our column -> their header")
    day_first = models.BooleanField(null=True)
    used_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["kind", "shape"], name="one_mapping_a_shape")]


class Batch(Leased):
    """One import of one file: from the first look to the last row, and its undoing."""

    class State(models.TextChoices):
        CHOOSING = "choosing", "Columns not yet confirmed"
        CHECKING = "checking", "Dry run going on"
        CHECKED = "checked", "Dry run done"
        WAITING = "waiting", "Waiting to run"
        RUNNING = "running", "Running"
        DONE = "done", "Done"
        CANCELLED = "cancelled", "Cancelled"
        FAILED = "failed", "Failed"
        UNDONE = "undone", "Undone"

    kind = models.CharField(max_length=12)
    upload = models.ForeignKey(Upload, on_delete=models.PROTECT, related_name="batches")
    sheet = EncryptedTextField()
    columns = models.JSONField(default=dict, help_text="our column -> their header, as a person left it")
    day_first = models.BooleanField(null=True)
    shape = models.CharField(max_length=64, blank=True)
    fields = models.JSONField(default=list, help_text="the order of the marks in ImportedRow.cells")
    state = models.CharField(max_length=9, choices=State.choices, default=State.CHOOSING)
    cancel_asked = models.BooleanField(default=False)
    step = models.CharField(max_length=60, blank=True)
    rows_done = models.PositiveIntegerField(default=0)
    rows_total = models.PositiveIntegerField(default=0)
    counts = models.JSONField(default=dict)
    recognised = EncryptedJSONField(help_text="how each column was read, with masked examples")
    preview = EncryptedJSONField(help_text="the first rows as they will be stored")
    rejected = EncryptedJSONField(help_text="rows that cannot be read, with reasons")
    learned = models.JSONField(default=dict, help_text="what known sources were found to be called and reached by")
    kept = models.JSONField(default=list, help_text="after an undo: facts left because they were edited since")
    problem = models.CharField(max_length=300, blank=True)
    created_at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    by_name = models.CharField(max_length=160)
    finished_at = models.DateTimeField(null=True, blank=True)
    undone_at = models.DateTimeField(null=True, blank=True)
    undone_by = models.CharField(max_length=160, blank=True)

    class Meta:
        ordering: ClassVar = ["-id"]
        verbose_name_plural = "batches"
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(undone_at__isnull=True) | Q(state="undone"), name="batch_undone_when_and_state"
            ),
        ]


class ImportedRow(models.Model):
    """One row of a file that stands for one stored fact: what makes a second import of it change nothing.

    `cells` holds a keyed mark of each mapped cell, `fingerprint` is of all of them, `nth` its count among equal rows;
    `before` holds the replaced values of a changed fact (encrypted), so that an undo can put them back.
    """

    class Effect(models.TextChoices):
        ADDED = "added", "New"
        CHANGED = "changed", "Changed"
        SAME = "same", "Same"

    batch = models.ForeignKey(Batch, on_delete=models.CASCADE, related_name="rows")
    kind = models.CharField(max_length=12)
    fingerprint = models.BinaryField(max_length=16)
    nth = models.PositiveIntegerField(default=1)
    cells = models.BinaryField()
    row = models.PositiveIntegerField(help_text="as the spreadsheet shows it")
    fact = models.PositiveBigIntegerField(help_text="the referral, provider or touch it became")
    effect = models.CharField(max_length=7, choices=Effect.choices)
    before = EncryptedJSONField()

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["kind", "fingerprint", "nth"]),
            models.Index(fields=["kind", "fact"]),
        ]


class RowsAgain(models.Model):
    """Rows of one part of a file that had come before exactly as they are: the facts they became, an entry a part.

    A list that comes again is mostly these, and their facts lie side by side, so that runs of numbers are few.
    """

    batch = models.ForeignKey(Batch, on_delete=models.CASCADE, related_name="again")
    runs = models.JSONField(help_text="runs of facts: the first and the last number of each")
