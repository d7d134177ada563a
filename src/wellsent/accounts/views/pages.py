"""What every form page here does alike: show, refuse in words beside the field, and go on."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from allauth.core import ratelimit
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from wellsent.base.errors import WellsentError


def form_page(request: HttpRequest, template: str, form: BaseForm, **more: Any) -> HttpResponse:
    """The page of a form: 200 when it is fresh, 422 when something in it has to be mended."""
    return render(request, template, {"form": form, **more}, status=422 if form.errors else 200)


def limited(request: HttpRequest, action: str, key: str | None = None) -> HttpResponse | None:
    """The page for too many attempts, when there were (ACCOUNT_RATE_LIMITS)."""
    answer: HttpResponse | None = ratelimit.consume_or_429(request, action=action, key=key)
    return answer


def accepted(form: BaseForm, act: Callable[[], Any], *, field: str | None = None) -> Any:
    """What `act` returns, or None after putting its refusal on the form, beside `field` where one is at fault."""
    if not form.is_valid():
        return None
    try:
        return act() or True
    except WellsentError as error:
        form.add_error(field, str(error))
        return None
