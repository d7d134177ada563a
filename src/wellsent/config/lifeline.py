"""A process that was started by `wellsent serve` ends when that one is gone, even when it was killed."""

from __future__ import annotations

import os
import signal
import threading
import time

PARENT = "WELLSENT_SUPERVISOR"


def hold(every: float = 1.0) -> None:
    """Watch the process that started this one, if it asked for that; when it is gone, end this one in the usual way."""
    parent = os.environ.pop(PARENT, "")
    if parent:
        threading.Thread(target=_watch, args=(int(parent), every), name="lifeline", daemon=True).start()


def is_held() -> bool:
    """Was this process started by `wellsent serve`, which looks after its port?"""
    return PARENT in os.environ


def _watch(parent: int, every: float) -> None:
    while os.getppid() == parent:
        time.sleep(every)
    os.kill(os.getpid(), signal.SIGTERM)
