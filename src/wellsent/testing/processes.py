"""The `wellsent` command as people run it: in processes of its own, with a home of its own."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

PATIENCE = 120.0  # seconds until a test gives up; nothing is ever waited for this long when it works


def until(true: Callable[[], bool], what: str, *, patience: float = PATIENCE) -> None:
    """Wait until something has happened. Raises AssertionError, naming it, when it does not."""
    pause = threading.Event()
    end = time.monotonic() + patience
    while not true():
        if time.monotonic() > end:
            raise AssertionError(f"waited in vain until {what}")
        pause.wait(0.05)


def environment(home: Path, **more: str) -> dict[str, str]:
    """What a process of its own is given: this installation's home, SQLite, and no settings of the tests."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("WELLSENT_", "DATABASE_URL", "DJANGO_"))
    }
    return {**kept, "WELLSENT_HOME": str(home), **more}


def wellsent(home: Path, *words: str, **more: str) -> subprocess.CompletedProcess[str]:
    """Run one command to its end."""
    return subprocess.run(
        [sys.executable, "-m", "wellsent.config", *words],
        env=environment(home, **more),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )


@dataclass
class Running:
    """A command that is running, and where it writes what it says."""

    process: subprocess.Popen[bytes]
    said: Path

    def text(self) -> str:
        """What it has said so far, problems included."""
        return self.said.read_text(encoding="utf-8")

    @property
    def address(self) -> str:
        """Where it serves. Waits until it has said so."""
        until(lambda: "served at" in self.text(), "the address is said")
        found = re.search(r"served at (http://\S+)", self.text())
        assert found is not None
        return found[1]

    def status(self, path: str) -> int:
        """The HTTP status of one page, 0 while nobody answers."""
        try:
            with urllib.request.urlopen(self.address + path, timeout=5) as answer:
                return int(answer.status)
        except urllib.error.HTTPError as error:
            return error.code
        except OSError:
            return 0

    def wait_ready(self) -> None:
        """Wait until it serves people."""
        until(lambda: self.status("/readyz") == 200, "the installation is ready")

    def children(self) -> dict[str, int]:
        """The processes it started: the command's word ("web", "worker") and the process id."""
        return {
            words[3]: pid
            for pid, words in _processes()
            if words[1:3] == ["-m", "wellsent.config"] and _parent(pid) == self.process.pid
        }


def _processes() -> Iterator[tuple[int, list[str]]]:
    for folder in Path("/proc").iterdir():
        if folder.name.isdecimal():
            try:
                words = (folder / "cmdline").read_bytes().decode().split("\0")
            except OSError:
                continue
            if len(words) > 3:
                yield int(folder.name), words


def _parent(pid: int) -> int:
    try:
        return int((Path("/proc") / str(pid) / "stat").read_text().rpartition(")")[2].split()[1])
    except OSError:
        return 0


def is_running(pid: int) -> bool:
    """Is there such a process, not merely its remains?"""
    try:
        return (Path("/proc") / str(pid) / "stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


@contextmanager
def running(home: Path, words: Sequence[str], **more: str) -> Iterator[Running]:
    """Run a command with standard input closed until the block ends; it is killed if it does not end by itself."""
    home.mkdir(parents=True, exist_ok=True)
    said = home / "said.txt"
    with said.open("wb") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", "wellsent.config", *words],
            env=environment(home, **more),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
        )
    try:
        yield Running(process, said)
    except Exception as error:
        error.add_note(f"`wellsent {' '.join(words)}` of {home.name} said:\n{said.read_text(encoding='utf-8')[-4000:]}")
        raise
    finally:
        if process.poll() is None:
            process.terminate()
        try:
            process.wait(timeout=PATIENCE)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
