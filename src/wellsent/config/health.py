"""Is this installation alive, and is it ready for people? Two addresses for whoever watches over the server.

They take no session, tell nothing about the practice, and answer before anything else looks at the request: whoever
watches asks by a machine's number, knows no host name, and must hear the truth also while nothing else works.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import timedelta

from django.conf import settings
from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django_tasks_db.models import DBTaskResult

from wellsent.base import clock
from wellsent.config import upgrade

ROOM_NEEDED = 100_000_000  # bytes that must be free where this installation keeps its state
LONGEST_WAIT = timedelta(minutes=5)  # a task nobody has begun for this long means that no worker runs
LONGEST_RUN = timedelta(hours=1)  # a worker at one task for longer has died
WELL = "well"


def database() -> str:
    """Can it be read, and is it of this release?"""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        if upgrade.is_pending():
            return "an upgrade is pending: run `wellsent upgrade`"
    except DatabaseError:
        return "cannot be reached"
    return WELL


def jobs() -> str:
    """Does somebody do the work in the background?"""
    now = clock.now()
    try:
        waiting = DBTaskResult.objects.filter(status="READY", run_after__lt=now - LONGEST_WAIT)
        working = DBTaskResult.objects.filter(status="RUNNING", started_at__gt=now - LONGEST_RUN)
        stuck = waiting.filter(enqueued_at__lt=now - LONGEST_WAIT).exists() and not working.exists()
    except DatabaseError:
        return "cannot be told"
    return "work is waiting and no worker takes it: run `wellsent worker`" if stuck else WELL


def disk() -> str:
    """Is there room to write?"""
    try:
        free = shutil.disk_usage(settings.WELLSENT_HOME).free
    except OSError:
        return "WELLSENT_HOME cannot be reached"
    return WELL if free >= ROOM_NEEDED else f"only {free // 1_000_000} MB are free in WELLSENT_HOME"


PARTS: dict[str, Callable[[], str]] = {"database": database, "jobs": jobs, "disk": disk}


def healthz() -> JsonResponse:
    """The process answers."""
    return JsonResponse({"alive": True})


def readyz() -> JsonResponse:
    """Database, jobs and disk are well (200), or which of them is not (503)."""
    found = {name: look() for name, look in PARTS.items()}
    ready = all(state == WELL for state in found.values())
    return JsonResponse({"ready": ready, **found}, status=200 if ready else 503)


ADDRESSES: dict[str, Callable[[], JsonResponse]] = {"/healthz": healthz, "/readyz": readyz}


class HealthMiddleware:
    """Answers /healthz and /readyz; everything else goes on."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        answer = ADDRESSES.get(request.path)
        if answer is None or request.method not in {"GET", "HEAD"}:
            return self.get_response(request)
        response = answer()
        response["Cache-Control"] = "no-store"
        return response
