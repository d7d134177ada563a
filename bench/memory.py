"""Memory of `wellsent serve` at rest, web and worker together, against a bare Django page under granian, twice.

Counted as proportional set size: what processes share is counted once.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bench.rows import Row
from wellsent.testing.processes import environment, running

SETTLE = 5.0  # seconds at rest before looking
BARE = """
import django
from django.conf import settings
settings.configure(ROOT_URLCONF=__name__, ALLOWED_HOSTS=["*"], SECRET_KEY="bare")
from django.core.wsgi import get_wsgi_application
from django.http import HttpResponse
from django.urls import path
urlpatterns = [path("", lambda request: HttpResponse("bare"))]
application = get_wsgi_application()
"""


def megabytes(root: int) -> float:
    """What a process and all it started take."""
    return sum(_pss(pid) for pid in _family(root)) / 1024


def _pss(pid: int) -> int:
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    return int(next(line for line in lines if line.startswith("Pss:")).split()[1])


def _family(pid: int) -> Iterator[int]:
    yield pid
    for task in Path(f"/proc/{pid}/task").iterdir():
        for child in (task / "children").read_text().split():
            yield from _family(int(child))


@contextmanager
def bare_django(folder: Path) -> Iterator[int]:
    """One bare Django under granian with two processes; gives its process id."""
    (folder / "bare.py").write_text(BARE, encoding="utf-8")
    command = [
        "--interface",
        "wsgi",
        "--workers",
        "2",
        "--port",
        "8999",
        "--no-ws",
        "--log-level",
        "warning",
        "bare:application",
    ]
    granian = Path(sys.executable).with_name("granian")
    process = subprocess.Popen([granian, *command], cwd=folder, env=environment(folder))
    try:
        time.sleep(SETTLE)
        yield process.pid
    finally:
        process.terminate()
        process.wait()


def run() -> list[Row]:
    """One row: both at rest, after a page each."""
    with tempfile.TemporaryDirectory() as scratch:
        with bare_django(Path(scratch)) as pid:
            bare = megabytes(pid)
        with running(Path(scratch) / "home", ["serve"]) as served:
            served.wait_ready()
            served.status("/sign-in/")
            time.sleep(SETTLE)
            ours = megabytes(served.process.pid)
    return [Row("memory of serve at rest", ours, "web and worker", bare, hold=2.0, limit=250.0, unit="MB")]
