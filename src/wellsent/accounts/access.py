"""Who may open an address: every view carries one of these two marks, which a test holds for all addresses.

    @needs("volume.see")    signed in, second factor in place where the role asks for one, power held
    @public                 anybody

Without a sign-in one is led to sign in and back again; without the power, to a page that says so (403).
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode, urlsplit

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

from wellsent.accounts.caller import Caller
from wellsent.accounts.roles import POWERS

PUBLIC = "public"
View = Callable[..., HttpResponseBase]


def public(view: View) -> View:
    """Mark a view that anybody may open."""
    view.access = PUBLIC  # type: ignore[attr-defined]  # functions are open for additions
    return view


def before_set_up(view: View) -> View:
    """Mark a view that opens while there is no organisation yet; every other leads to set-up then."""
    view.before_set_up = True  # type: ignore[attr-defined]  # functions are open for additions
    return view


def needs(power: str, *, second_factor: bool = True) -> Callable[[View], View]:
    """Let a view be opened only by callers who hold `power`; the view is then given a CallerRequest.

    `second_factor=False` is for the pages on which a second factor is set up, which must open without one.
    """
    if power not in POWERS:
        raise LookupError(f"{power!r} is no power of roles.POWERS")

    def decorate(view: View) -> View:
        @functools.wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            caller: Caller | None = getattr(request, "caller", None)
            if caller is None:
                return _lead(request, "account_login")
            if second_factor and lacks_second_factor(request):
                return _lead(request, "mfa_index")
            if not caller.may(power):
                raise PermissionDenied
            return view(request, *args, **kwargs)

        guarded.access = power  # type: ignore[attr-defined]  # functions are open for additions
        return guarded

    return decorate


def lacks_second_factor(request: Any) -> bool:
    """Whether this person must set up a second factor before anything else."""
    return request.caller.role in request.organisation.second_factor_roles and not request.session.get("second_factor")


def safe_path(path: str | None, otherwise: str = "/") -> str:
    """`path` if it leads to a page of this installation, else `otherwise`: a link may carry any `next`."""
    if path and path.startswith("/") and url_has_allowed_host_and_scheme(path, allowed_hosts=None):
        return path
    return otherwise


def _lead(request: HttpRequest, name: str) -> HttpResponse:
    """Send to a page that stands before this one, and remember this one."""
    target = f"{reverse(name)}?{urlencode({'next': _where(request)})}"
    if request.headers.get("HX-Request"):  # a part of a page: the whole page must move
        return HttpResponse(status=204, headers={"HX-Redirect": target})
    return HttpResponseRedirect(target)


def _where(request: HttpRequest) -> str:
    """The page to come back to. What was being posted is not repeated: its page is shown again."""
    current = request.headers.get("HX-Current-URL") or (
        "" if request.method == "GET" else request.headers.get("Referer")
    )
    if not current:
        return request.get_full_path() if request.method == "GET" else "/"
    parts = urlsplit(current)
    return safe_path(f"{parts.path}?{parts.query}" if parts.query else parts.path)
