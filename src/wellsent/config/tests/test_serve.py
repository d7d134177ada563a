"""`wellsent serve` as people run it: processes of its own, started, killed and stopped."""

from __future__ import annotations

import os
import re
import signal
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from wellsent.testing.databases import AnEmptyDatabase
from wellsent.testing.processes import is_running, running, until


@pytest.fixture
def database(an_empty_database: AnEmptyDatabase) -> Iterator[dict[str, str]]:
    """The settings of an empty database of the kind the suite runs on."""
    with an_empty_database() as settings:
        yield settings


def test_it_serves_from_nothing_with_standard_input_closed_and_keeps_everything_private(
    tmp_path: Path, database: dict[str, str]
) -> None:
    home = tmp_path / "home"
    with running(home, ["serve"], **database) as served:
        served.wait_ready()
        assert re.fullmatch(r"http://localhost:\d+", served.address)
        assert served.status("/healthz") == 200
        readable = [
            file.name
            for file in home.iterdir()
            if file.name != "said.txt" and stat.S_IMODE(file.stat().st_mode) & 0o077
        ]
        assert (home / "wellsent.sqlite3").exists() != bool(database)
        assert readable == []


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_it_stops_cleanly_and_leaves_no_process_behind(tmp_path: Path, database: dict[str, str], number: int) -> None:
    with running(tmp_path, ["serve"], **database) as served:
        served.wait_ready()
        parts = served.children()
        served.process.send_signal(number)
        assert served.process.wait(timeout=30) == 0
        assert sorted(parts) == ["web", "worker"]
        assert [part for part, pid in parts.items() if is_running(pid)] == []
        assert "Traceback" not in served.text()


def test_a_part_that_dies_is_started_again(tmp_path: Path) -> None:
    with running(tmp_path, ["serve"]) as served:
        served.wait_ready()
        killed = served.children()["web"]
        os.kill(killed, signal.SIGKILL)
        until(lambda: served.children().get("web", killed) != killed, "another web server runs")
        served.wait_ready()
        assert "The web server ended by itself" in served.text()


def test_the_parts_end_when_the_process_that_started_them_is_killed(tmp_path: Path) -> None:
    with running(tmp_path, ["serve"]) as served:
        served.wait_ready()
        parts = served.children()
        served.process.kill()
        until(lambda: not any(is_running(pid) for pid in parts.values()), "no part runs any more")
        until(lambda: served.status("/healthz") == 0, "nobody answers")


def test_two_installations_on_one_machine_take_a_port_each(tmp_path: Path) -> None:
    with running(tmp_path / "one", ["serve"]) as one:
        one.wait_ready()
        with running(tmp_path / "two", ["serve"]) as two:
            two.wait_ready()
            assert one.address != two.address


def test_a_setting_that_cannot_be_read_stops_the_start_and_names_itself(tmp_path: Path) -> None:
    with running(tmp_path, ["serve"], WELLSENT_HTTPS="perhaps") as served:
        assert served.process.wait(timeout=30) == 2
        assert "WELLSENT_HTTPS is 'perhaps'." in served.text()
        assert "Set it to yes or no." in served.text()
        assert "Traceback" not in served.text()


def test_the_pages_are_loaded_without_heavy_libraries_so_that_the_web_server_stays_small() -> None:
    program = (
        "import sys; from wellsent.config.web_server import load_pages; load_pages(); "
        "print(sorted({'duckdb', 'numpy', 'scipy', 'xlsxwriter', 'zipcodes'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"
