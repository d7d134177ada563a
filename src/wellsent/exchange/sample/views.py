"""One page: look around in a made-up practice, or remove it."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from wellsent.accounts.access import needs
from wellsent.accounts.middleware import CallerRequest
from wellsent.base.errors import Refused
from wellsent.exchange.imports import queries
from wellsent.exchange.sample import actions, jobs


@needs("settings.change")
@require_GET
def sample(request: CallerRequest) -> HttpResponse:
    """What the made-up practice is for, with the one button that loads or removes it."""
    context = {
        "is_loaded": request.organisation.is_sample,
        "is_demo": settings.DEMO,
        "has_data": queries.batches(request.caller).exists(),
    }
    return render(request, "exchange/sample.html", context)


@needs("settings.change")
@require_POST
def load(request: CallerRequest) -> HttpResponse:
    """Bring it in, in the background."""
    actions.begin(by=request.caller)
    jobs.load.enqueue(request.user.pk)
    messages.success(
        request, "The made-up practice is being loaded. In half a minute every page has something to show."
    )
    return redirect("exchange:imports")


@needs("settings.change")
@require_POST
def remove(request: CallerRequest) -> HttpResponse:
    """Take it out again, with everything that was tried on it."""
    if settings.DEMO:
        raise Refused("The demo is nothing but made up.", "Your own practice starts with `wellsent serve`.")
    actions.remove(by=request.caller)
    messages.success(request, "The made-up data is removed. The practice is yours.")
    return redirect("exchange:imports")
