"""The project's addresses, and one page more: the empty one that all others are measured against."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path

from wellsent.accounts.access import needs
from wellsent.config.urls import urlpatterns as project


@needs("own account")
def empty(request: HttpRequest) -> HttpResponse:
    """The layout, and nothing in it."""
    return render(request, "layout/app.html")


urlpatterns = [*project, path("bench/empty/", empty, name="bench-empty")]
