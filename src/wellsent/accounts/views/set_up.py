"""The one page of a fresh installation."""

from __future__ import annotations

import ipaddress
from urllib.parse import urlencode

from django.conf import settings
from django.contrib.auth import login
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from wellsent.accounts import actions, queries
from wellsent.accounts.access import before_set_up, public
from wellsent.accounts.caller import nobody
from wellsent.accounts.forms import SetUpForm
from wellsent.accounts.models import Role
from wellsent.accounts.rules import same_code, set_up_code
from wellsent.accounts.views.pages import accepted, form_page, limited

FORWARDED = ("X-Forwarded-For", "X-Forwarded-Host", "X-Real-Ip", "Forwarded", "Via")


@public
@before_set_up
@never_cache
@sensitive_post_parameters()
def set_up(request: HttpRequest) -> HttpResponseBase:
    """Name the practice, its clinics and hours, and make the owner's sign-in; gone once that is done."""
    if queries.organisation():
        raise Http404
    code_needed = not from_this_machine(request)
    if request.method != "POST":
        given = {"code": request.GET.get("code", "")}
        return form_page(request, "accounts/set_up.html", SetUpForm(code_needed=code_needed, initial=given))
    if too_many := limited(request, "set_up"):
        return too_many
    form = SetUpForm(request.POST, code_needed=code_needed)
    wanted = set_up_code(settings.SECRET_KEY)
    if code_needed and form.is_valid() and not same_code(form.cleaned_data["code"], wanted):
        form.add_error("code", "This is not the code that was printed where the server was started.")
    owner = accepted(form, lambda: _make(form), field="password")
    if not owner:
        return form_page(request, "accounts/set_up.html", form)
    login(request, owner)
    return redirect(f"{reverse('mfa_index')}?{urlencode({'next': reverse('accounts:recovery-key')})}")


def from_this_machine(request: HttpRequest) -> bool:
    """Whether the browser runs on the server itself, so that no stranger can be asking.

    A proxy on the same machine also comes from here: any sign of one, or a name of its own, and the code is asked for.
    """
    if settings.BEHIND_PROXY or any(header in request.headers for header in FORWARDED):
        return False
    host = request.get_host().rsplit(":", 1)[0] if not request.get_host().endswith("]") else request.get_host()
    try:
        return ipaddress.ip_address(request.META.get("REMOTE_ADDR", "")).is_loopback and host in _LOOPBACK
    except ValueError:
        return False


_LOOPBACK = {"localhost", "127.0.0.1", "[::1]"}


def _make(form: SetUpForm) -> object:
    data = form.cleaned_data
    return actions.set_up(
        name=data["name"],
        clinics=data["clinics"],
        owner_name=data["owner_name"],
        email=data["email"],
        password=data["password"],
        time_zone=data["time_zone"],
        state=data["state"],
        outreach_hours_a_week=data["outreach_hours_a_week"],
        opens_at=data["opens_at"],
        closes_at=data["closes_at"],
        second_factor_roles=Role.values if data["everyone_second_factor"] else (),
        by=nobody(),
    )
