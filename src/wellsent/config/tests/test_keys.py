from __future__ import annotations

import sqlite3
import stat
from contextlib import closing
from pathlib import Path

import pytest
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from django.test import Client

from wellsent.accounts.caller import Caller
from wellsent.accounts.models import AuditEvent
from wellsent.base import keys
from wellsent.base.models import DataKey
from wellsent.base.rewriting import encrypted_fields
from wellsent.config.rekeying import encrypted_models, rewrite_everything
from wellsent.patients.models import Patient
from wellsent.testing import factories
from wellsent.testing.people import code_now, set_up_app, sign_in
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


def test_a_second_factor_is_written_anew_and_its_codes_still_work(owner: Caller, client: Client) -> None:
    assert owner.user is not None
    secret = set_up_app(owner.user)
    recovery = RecoveryCodes.activate(owner.user)
    codes = recovery.get_unused_codes()
    keys.rotate_data_key()
    assert rewrite_everything(by=owner) == 2
    assert rewrite_everything(by=owner) == 0
    DataKey.objects.filter(purpose="encrypt").exclude(pk=keys.newest_key_number()).delete()
    keys.forget_loaded_keys()
    sign_in(client, owner.user)
    assert client.post("/sign-in/code/", {"code": code_now(secret)}).status_code == 302
    recovery.instance.refresh_from_db()
    assert recovery.get_unused_codes() == codes


def test_a_change_of_the_master_key_broken_off_half_way_is_finished_at_the_next_start(tmp_path: Path) -> None:
    assert wellsent(tmp_path, "upgrade", "--quiet").returncode == 0
    old = (tmp_path / "master.key").read_text(encoding="ascii")
    assert wellsent(tmp_path, "keys", "new-master").returncode == 0
    new = (tmp_path / "master.key").read_text(encoding="ascii")
    (tmp_path / "master.key").write_text(old, encoding="ascii")  # as the power failing before the last step leaves it
    (tmp_path / "master.key.new").write_text(new, encoding="ascii")
    assert wellsent(tmp_path, "upgrade", "--quiet").returncode == 0
    assert (tmp_path / "master.key").read_text(encoding="ascii") == new
    assert not (tmp_path / "master.key.new").exists()


def test_a_new_master_key_that_opened_nothing_yet_is_left_alone(tmp_path: Path) -> None:
    assert wellsent(tmp_path, "upgrade", "--quiet").returncode == 0
    old = (tmp_path / "master.key").read_text(encoding="ascii")
    (tmp_path / "master.key.new").write_text("made before the power failed", encoding="ascii")
    assert wellsent(tmp_path, "upgrade", "--quiet").returncode == 0
    assert (tmp_path / "master.key").read_text(encoding="ascii") == old


def test_a_master_key_in_a_file_of_its_own_is_replaced_there(tmp_path: Path) -> None:
    file = tmp_path / "elsewhere" / "master"
    file.parent.mkdir()
    file.write_text("a long secret of the practice", encoding="ascii")
    setting = {"WELLSENT_MASTER_KEY_FILE": str(file)}
    assert wellsent(tmp_path / "home", "upgrade", "--quiet", **setting).returncode == 0
    assert wellsent(tmp_path / "home", "keys", "new-master", **setting).returncode == 0
    assert file.read_text(encoding="ascii") != "a long secret of the practice"
    assert "keys.wrong" not in wellsent(tmp_path / "home", "check", **setting).stdout


def test_the_first_keys_are_made_by_the_upgrade_where_nobody_else_is(tmp_path: Path) -> None:
    assert wellsent(tmp_path, "upgrade", "--quiet").returncode == 0
    with closing(sqlite3.connect(tmp_path / "wellsent.sqlite3")) as database:
        made = database.execute("SELECT purpose, count(*) FROM base_datakey GROUP BY purpose").fetchall()
    assert dict(made) == {"encrypt": 1, "index": 1}


@pytest.mark.parametrize("setting", ["WELLSENT_MASTER_KEY"])
def test_a_master_key_that_comes_from_a_setting_is_not_replaced(tmp_path: Path, setting: str) -> None:
    done = wellsent(tmp_path, "keys", "new-master", **{setting: "kept elsewhere"})
    assert done.returncode == 2
    assert "cannot replace it" in done.stderr
