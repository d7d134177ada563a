"""Keeps the parts of one installation running together: starts them, restarts one that dies, ends all of them cleanly.

It loads neither Django nor the rooms, so that it weighs next to nothing.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from types import FrameType

from wellsent.config import lifeline
from wellsent.config.output import warn

LOOK_EVERY = 0.3  # seconds
PATIENCE = 15.0  # seconds a part has for ending by itself before it is killed
FIRST_WAIT, LONGEST_WAIT = 1.0, 30.0  # seconds before a part that died is started again
SETTLED = 60.0  # a part that ran this long has recovered
SETUP_AT_FAULT = 2


@dataclass
class Part:
    """One `wellsent` command that is kept running."""

    name: str
    words: Sequence[str]
    process: subprocess.Popen[bytes] | None = None
    started: float = 0.0
    wait: float = FIRST_WAIT
    again_at: float = 0.0

    def start(self, environment: dict[str, str]) -> None:
        """Start it, with standard input closed: parts never ask anything."""
        command = [sys.executable, "-m", "wellsent.config", *self.words]
        self.process = subprocess.Popen(command, env=environment, stdin=subprocess.DEVNULL)  # noqa: S603 - our own words
        self.started = time.monotonic()


@dataclass
class Supervisor:
    """Runs its parts until told to stop by SIGINT, SIGTERM or SIGHUP."""

    parts: list[Part]
    stopping: bool = field(default=False, init=False)

    def run(self) -> int:
        """Run until told to stop. Returns 0 then, or the exit code of a part whose set-up is at fault."""
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self._stop)
        environment = {**os.environ, lifeline.PARENT: str(os.getpid())}
        code = 0
        try:
            for part in self.parts:
                part.start(environment)
            while not self.stopping and not code:
                time.sleep(LOOK_EVERY)
                for part in self.parts:
                    code = code or self._look_after(part, environment)
        finally:
            self._end_all()
        return code

    def _stop(self, _number: int, _frame: FrameType | None) -> None:
        self.stopping = True

    def _look_after(self, part: Part, environment: dict[str, str]) -> int:
        """Start a dead part again, later each time it dies young. Returns 2 when its set-up is at fault, else 0."""
        now = time.monotonic()
        if part.process is None:
            if now >= part.again_at:
                part.start(environment)
            return 0
        code = part.process.poll()
        if code is None or self.stopping:
            return 0
        if code == SETUP_AT_FAULT:
            return SETUP_AT_FAULT
        part.wait = FIRST_WAIT if now - part.started > SETTLED else min(part.wait * 2, LONGEST_WAIT)
        part.again_at = now + part.wait
        part.process = None
        warn(f"The {part.name} ended by itself (exit code {code}); it starts again in {part.wait:.0f} s.")
        return 0

    def _end_all(self) -> None:
        """Ask every part to end, wait for it, and kill what does not."""
        processes = [part.process for part in self.parts if part.process is not None]
        for process in processes:
            if process.poll() is None:
                process.terminate()
        until = time.monotonic() + PATIENCE
        for process in processes:
            try:
                process.wait(timeout=max(0.1, until - time.monotonic()))
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
