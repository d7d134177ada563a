"""What a person sees when a request cannot be answered: what is wrong, and which setting mends it.

`bad_request` is the project's handler400, `server_error` its handler500, `csrf_failure` its CSRF_FAILURE_VIEW.
"""

from __future__ import annotations

import sys
from urllib.parse import urlsplit

from django.core.exceptions import DisallowedHost
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

LONGEST_NAME = 100


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """A request that makes no sense; most often the server was reached by a name it was not told about."""
    if isinstance(exception, DisallowedHost):
        host = request.META.get("HTTP_HOST", "").rpartition("@")[2].partition(":")[0]
        return render(None, "errors/wrong_host.html", {"host": host[:LONGEST_NAME] or "no name"}, status=400)
    return render(None, "400.html", status=400)


def server_error(request: HttpRequest) -> HttpResponse:
    """An error nobody expected; or a database that takes nothing just now, which passes by itself or is the disk's."""
    if not isinstance(sys.exc_info()[1], OperationalError):
        return render(None, "500.html", status=500)
    response = render(None, "errors/database_busy.html", status=503)
    response["Retry-After"] = "60"
    return response


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form that does not prove where it came from: an old page, or a proxy and its settings."""
    if reason.startswith(("Origin checking failed", "Referer checking failed")):
        sent_from = urlsplit(request.META.get("HTTP_ORIGIN") or request.META.get("HTTP_REFERER", ""))
        context = {
            "origin": f"{sent_from.scheme}://{sent_from.netloc[:LONGEST_NAME]}"
            if sent_from.netloc
            else "somewhere else",
            "here": f"{request.scheme}://{request.get_host()}",
        }
        return render(None, "errors/wrong_origin.html", context, status=403)
    return render(None, "errors/stale_form.html", status=403)
