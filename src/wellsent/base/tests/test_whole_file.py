"""A file that is there whole or not at all."""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Callable
from pathlib import Path

import pytest

from wellsent.base.copies.whole_file import whole_file
from wellsent.base.errors import CallError, SetupError


def fails_with(number: int) -> Callable[..., None]:
    def fail(*_: object) -> None:
        raise OSError(number, os.strerror(number))

    return fail


def names(folder: Path) -> list[str]:
    return sorted(file.name for file in folder.iterdir())


def test_it_appears_whole_and_is_readable_by_this_user_alone(tmp_path: Path) -> None:
    path = tmp_path / "all.backup"
    with whole_file(path) as file:
        file.write(b"everything")
        assert not path.exists()
    assert path.read_bytes() == b"everything"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert names(tmp_path) == ["all.backup"]


def test_what_is_there_is_not_written_over_unless_told(tmp_path: Path) -> None:
    path = tmp_path / "all.backup"
    path.write_bytes(b"of yesterday")
    with pytest.raises(CallError, match="is there already"), whole_file(path):
        pytest.fail("it must be refused before anything is done")
    assert path.read_bytes() == b"of yesterday"
    with whole_file(path, replace=True) as file:
        file.write(b"of today")
    assert path.read_bytes() == b"of today"


def test_a_file_that_came_meanwhile_is_not_written_over(tmp_path: Path) -> None:
    path = tmp_path / "all.backup"
    with pytest.raises(CallError, match="is there already"), whole_file(path):
        path.write_bytes(b"somebody else's")
    assert path.read_bytes() == b"somebody else's"
    assert names(tmp_path) == ["all.backup"]


@pytest.mark.parametrize("replace", [False, True])
@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EDQUOT])
def test_a_full_disk_leaves_nothing_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int, *, replace: bool
) -> None:
    path = tmp_path / "all.backup"
    if replace:
        path.write_bytes(b"of yesterday")
    monkeypatch.setattr(os, "fsync", fails_with(number))
    with pytest.raises(SetupError, match="There is no room in"), whole_file(path, replace=replace) as file:
        file.write(b"everything")
    assert names(tmp_path) == (["all.backup"] if replace else [])
    assert not replace or path.read_bytes() == b"of yesterday"


def test_an_error_while_writing_leaves_nothing_behind(tmp_path: Path) -> None:
    with pytest.raises(ZeroDivisionError), whole_file(tmp_path / "all.backup") as file:
        file.write(b"half of" * (1 // 0))
    assert names(tmp_path) == []


def test_what_a_killed_process_left_is_written_over(tmp_path: Path) -> None:
    (tmp_path / "all.backup.part").write_bytes(b"a long half of a backup that was never finished")
    with whole_file(tmp_path / "all.backup") as file:
        file.write(b"whole")
    assert (tmp_path / "all.backup").read_bytes() == b"whole"
    assert names(tmp_path) == ["all.backup"]


def test_two_that_write_the_same_file_do_not_mix(tmp_path: Path) -> None:
    path = tmp_path / "all.backup"
    with whole_file(path) as file:
        file.write(b"first")
        with pytest.raises(CallError, match="is being written by another process"), whole_file(path):
            pytest.fail("it must be refused before anything is done")
    assert path.read_bytes() == b"first"


def test_a_file_that_was_finished_at_the_last_moment_is_not_emptied(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Between opening the half file and locking it, its writer may have finished and given it its name."""
    path, part = tmp_path / "all.backup", tmp_path / "all.backup.part"
    part.write_bytes(b"whole by now")
    take = os.open

    def opened_then_finished(*given: object, **named: object) -> int:
        handle: int = take(*given, **named)  # type: ignore[arg-type]  # passed on as it came
        if part.exists():
            part.rename(path)
        return handle

    monkeypatch.setattr(os, "open", opened_then_finished)
    with pytest.raises(CallError, match="is being written by another process"), whole_file(path):
        pytest.fail("it must be refused before anything is done")
    assert path.read_bytes() == b"whole by now"


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    path = tmp_path / "nowhere" / "all.backup"
    with pytest.raises(CallError, match="cannot be written: No such file"), whole_file(path):
        pytest.fail("it must be refused before anything is done")
