"""Each request learns whose it is; a session that is over ends; until set-up is done, every page leads there."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import nullcontext
from typing import Any

from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import SimpleLazyObject

from wellsent.accounts import offers, queries, sessions
from wellsent.accounts.caller import Caller, caller_of
from wellsent.accounts.models import Organisation, User
from wellsent.base import asked
from wellsent.base.errors import DataError, Forbidden, Refused

OVER = {
    "idle": "You were signed off because nothing was done for a while. Sign in to go on where you were.",
    "too long": "You were signed off because a sign-in lasts for one working day. Sign in to go on where you were.",
    "ended": "This sign-in was ended. Sign in again.",
}
STATUSES = ((Forbidden, 403), (Refused, 409), (DataError, 422))
LOOKED_AT = ("GET", "HEAD")
PASSIVE = "X-Passive"  # sent by requests that a page makes by itself: they do not count as doing something


class CallerRequest(HttpRequest):
    """A request whose caller is known: what every view behind `needs` is given."""

    caller: Caller
    organisation: Organisation
    user: User


class CallerMiddleware:
    """Puts `request.caller` in place for signed-in people and keeps their pages out of every cache."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with asked.once_each() if request.method in LOOKED_AT else nullcontext():
            return self._answer(request)

    def _answer(self, request: HttpRequest) -> HttpResponse:
        request.organisation = SimpleLazyObject(queries.organisation)  # type: ignore[attr-defined]  # see CallerRequest
        user = request.user
        if not isinstance(user, User):
            return self.get_response(request)
        idle_minutes = request.organisation.idle_minutes  # type: ignore[attr-defined]  # as above
        over = sessions.why_over(request.session, user, idle_minutes=idle_minutes)
        if over:
            request.sign_out_reason = over  # type: ignore[attr-defined]  # read by the audit trail
            logout(request)
            messages.info(request, OVER[over])
        else:
            request.caller = caller_of(user)  # type: ignore[attr-defined]  # see CallerRequest
            if PASSIVE not in request.headers:
                sessions.seen(request.session, idle_minutes=idle_minutes)
        with timezone.override(request.organisation.time_zone):  # type: ignore[attr-defined]  # as above
            response = self.get_response(request)
        if not over:
            offers.page_was_shown(request, response)
        response["Cache-Control"] = "no-store, private"  # Back after sign-out shows nothing
        return response

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """Say on a page of its own what a view has not said beside a field."""
        if not isinstance(error, DataError):
            return None
        status = next(status for kind, status in STATUSES if isinstance(error, kind))
        return render(request, "accounts/refused.html", {"error": error}, status=status)


class SetUpMiddleware:
    """A fresh installation knows one page: the one that sets it up."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: Any, view: Any, _args: Any, _kwargs: Any) -> HttpResponse | None:
        if getattr(view, "before_set_up", False):
            return None
        return None if request.organisation else HttpResponseRedirect(reverse("accounts:set-up"))
