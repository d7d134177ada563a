"""Row numbers handed out beforehand, rows nothing refers to, columns written anew."""

from __future__ import annotations

import pytest

from wellsent.base import bulk, keys
from wellsent.base.rewriting import encrypted_fields, rewrite_batch
from wellsent.base.unused import in_chunks, unused
from wellsent.directory.models import KnownName, Provider
from wellsent.outreach.models import Touch
from wellsent.patients.models import Patient
from wellsent.testing.factories import a_provider, a_referral, a_touch

pytestmark = pytest.mark.django_db


def test_reserved_numbers_are_not_handed_out_again() -> None:
    before = a_provider()
    first, second = bulk.next_ids(Provider, 2)
    assert before.pk < first < second
    bulk.insert(KnownName, ["provider", "text", "practice", "key"], [(before.pk, "x", "", "x")])
    assert KnownName.objects.filter(provider=before).count() == 2


def test_rows_that_ask_for_a_key_while_they_are_made_can_be_inserted() -> None:
    field = encrypted_fields(Patient)[0]
    keys.forget_loaded_keys()
    bulk.insert(
        Patient,
        ["id", "name", "created_at"],
        ((number, field.encrypted("Rosa"), "2026-11-24 12:00:00+00:00") for number in (7, 8)),
    )
    assert [patient.name for patient in Patient.objects.all()] == ["Rosa", "Rosa"]


def test_rows_somebody_refers_to_are_not_unused() -> None:
    referred, touched, free = a_provider(), a_provider(), a_provider()
    a_referral(referred)
    a_touch(touched)
    assert unused(Provider, [referred.pk, touched.pk, free.pk]) == [free.pk]


def test_chunks_hold_everything_once() -> None:
    values = list(range(12_001))
    assert [value for chunk in in_chunks(values) for value in chunk] == values
    assert list(in_chunks([])) == []


def test_any_model_with_encrypted_columns_is_written_anew() -> None:
    row = a_touch(note="asked for the protocol")
    blank = a_touch()
    keys.rotate_data_key()
    progress = rewrite_batch(Touch)
    assert (progress.last, progress.rewritten) == (blank.pk, 1)
    assert rewrite_batch(Touch, after=blank.pk).last is None
    row.refresh_from_db()
    assert row.note == "asked for the protocol"
