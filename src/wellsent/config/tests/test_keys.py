from __future__ import annotations

import stat
from pathlib import Path

import pytest

from wellsent.accounts.caller import Caller
from wellsent.accounts.models import AuditEvent
from wellsent.base import keys
from wellsent.base.rewriting import encrypted_fields
from wellsent.config.rekeying import encrypted_models, rewrite_everything
from wellsent.patients.models import Patient
from wellsent.testing import factories
from wellsent.testing.processes import wellsent


def test_everything_encrypted_is_written_anew_and_reads_as_before(owner: Caller) -> None:
    patient = factories.a_patient(name="Rosa Quill")
    referral = factories.a_referral(patient=patient, source_note="heard of us at church")
    keys.rotate_data_key()
    assert rewrite_everything(by=owner) == 2
    assert rewrite_everything(by=owner) == 0
    assert Patient.objects.get(pk=patient.pk).name == "Rosa Quill"
    referral.refresh_from_db()
    assert referral.source_note == "heard of us at church"
    assert AuditEvent.objects.filter(verb="keys.rewritten").count() == 2


def test_every_encrypted_table_has_whole_numbers_as_keys_so_that_batches_can_follow_them() -> None:
    assert encrypted_models()
    assert [
        model
        for model in encrypted_models()
        if not encrypted_fields(model) or "Auto" not in type(model._meta.pk).__name__
    ] == []


def test_a_new_master_key_replaces_the_file_and_still_opens_the_data(tmp_path: Path) -> None:
    assert wellsent(tmp_path, "upgrade", "--quiet").returncode == 0
    assert wellsent(tmp_path, "keys", "rotate").returncode == 0
    file = tmp_path / "master.key"
    before = file.read_text(encoding="ascii")
    done = wellsent(tmp_path, "keys", "new-master")
    assert (done.returncode, done.stderr) == (0, "")
    assert file.read_text(encoding="ascii") != before
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert "keys.wrong" not in wellsent(tmp_path, "check").stdout
    assert wellsent(tmp_path, "check", WELLSENT_MASTER_KEY=before).stdout.count("keys.wrong") == 1


@pytest.mark.parametrize("setting", ["WELLSENT_MASTER_KEY"])
def test_a_master_key_that_comes_from_a_setting_is_not_replaced(tmp_path: Path, setting: str) -> None:
    done = wellsent(tmp_path, "keys", "new-master", **{setting: "kept elsewhere"})
    assert done.returncode == 2
    assert "cannot replace it" in done.stderr
