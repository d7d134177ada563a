"""Serving pages: granian with the settings that suit this installation."""

from __future__ import annotations

import os
import sys
from typing import Any

from wellsent.base.errors import WellsentError
from wellsent.config import environment, in_use, lifeline
from wellsent.config.output import warn

# One process with a few threads serves a practice and keeps SQLite's one writer in one place; PostgreSQL may have more.
THREADS = 4
STOP_WITHIN = 10  # seconds that running requests have when the server is told to stop


def serve_pages(address: str, port: int, *, processes: int = 1, threads: int = THREADS) -> None:
    """Serve until told to stop. Ends with exit code 1 when the pages cannot be loaded, having said why."""
    from granian.constants import Interfaces
    from granian.log import LogLevels
    from granian.server import Server

    lifeline.hold()
    Server(
        "wellsent.config.wsgi:application",
        address=address,
        port=port,
        interface=Interfaces.WSGI,
        workers=processes,
        blocking_threads=threads,
        backpressure=max(64, threads * 8),
        respawn_failed_workers=True,
        workers_kill_timeout=STOP_WITHIN,
        log_level=LogLevels.warning,
        websockets=False,
    ).serve(target_loader=load_pages, wrap_loader=False)


def load_pages() -> Any:
    """Load the application and every address in a process that will answer; what goes wrong is said in plain words."""
    os.environ[lifeline.PARENT] = str(os.getppid())
    lifeline.hold()
    try:
        from django.urls import get_resolver

        from wellsent.config.wsgi import application

        in_use.join(environment.home())
        get_resolver().url_patterns  # noqa: B018 - loads every page now instead of at the first visit
    except WellsentError as error:
        warn(str(error))
        sys.exit(error.exit_code)
    except Exception as error:
        from wellsent.config import incidents  # loaded only when something went wrong

        warn(incidents.sentence(incidents.note(error)))
        sys.exit(1)
    return application
