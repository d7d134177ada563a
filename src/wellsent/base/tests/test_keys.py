from __future__ import annotations

import pytest

from wellsent.base import keys
from wellsent.base.errors import SetupError

pytestmark = pytest.mark.django_db


def test_what_was_encrypted_is_read_back() -> None:
    assert keys.decrypt(keys.encrypt(b"Rosa Quill", place="patients.name"), place="patients.name") == b"Rosa Quill"


def test_the_stored_form_does_not_hold_the_text() -> None:
    assert b"Quill" not in keys.encrypt(b"Rosa Quill", place="patients.name")


def test_a_value_moved_to_another_column_does_not_open() -> None:
    stored = keys.encrypt(b"Rosa Quill", place="patients.name")
    with pytest.raises(SetupError, match="cannot be opened"):
        keys.decrypt(stored, place="patients.phone")


def test_a_changed_byte_is_noticed() -> None:
    stored = bytearray(keys.encrypt(b"Rosa Quill", place="patients.name"))
    stored[-1] ^= 1
    with pytest.raises(SetupError, match="cannot be opened"):
        keys.decrypt(bytes(stored), place="patients.name")


def test_old_values_stay_readable_after_a_rotation() -> None:
    before = keys.encrypt(b"Rosa Quill", place="patients.name")
    keys.rotate_data_key()
    after = keys.encrypt(b"Rosa Quill", place="patients.name")
    assert keys.key_number(after) > keys.key_number(before)
    assert keys.decrypt(before, place="patients.name") == b"Rosa Quill"


def test_a_new_master_key_leaves_the_data_alone(settings: pytest.FixtureRequest) -> None:
    stored = keys.encrypt(b"Rosa Quill", place="patients.name")
    old = settings.MASTER_KEY  # type: ignore[attr-defined]  # pytest-django's settings
    assert keys.rewrap(old, "another master key") >= 1
    settings.MASTER_KEY = "another master key"  # type: ignore[attr-defined]
    assert keys.decrypt(stored, place="patients.name") == b"Rosa Quill"


def test_a_wrong_master_key_says_which_key_is_missing(settings: pytest.FixtureRequest) -> None:
    stored = keys.encrypt(b"Rosa Quill", place="patients.name")
    keys.forget_loaded_keys()
    settings.MASTER_KEY = "not the one"  # type: ignore[attr-defined]
    with pytest.raises(SetupError, match="master key does not open"):
        keys.decrypt(stored, place="patients.name")


def test_equal_texts_have_equal_indexes_that_tell_nothing() -> None:
    index = keys.blind_index("quill|1980-02-03", place="patients.by_name")
    assert index == keys.blind_index("quill|1980-02-03", place="patients.by_name")
    assert index != keys.blind_index("quill|1980-02-03", place="patients.by_phone")
    assert b"quill" not in index
