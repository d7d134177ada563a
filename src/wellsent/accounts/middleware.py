"""Each request learns who asks, and an idle session ends."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse

from wellsent.accounts.caller import Caller, caller_of
from wellsent.accounts.models import User


class CallerRequest(HttpRequest):
    """A request whose caller is known: what every view behind `needs` is given."""

    caller: Caller
    user: User


class CallerMiddleware:
    """Puts `request.caller` in place for signed-in people."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        user = request.user
        if isinstance(user, User):
            if user.is_active:
                request.caller = caller_of(user)  # type: ignore[attr-defined]  # Django's request is open for additions
            else:
                logout(request)
        return self.get_response(request)
