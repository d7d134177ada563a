"""The guided page on which a practice says what an ideal source is, with what it said before."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_POST

from wellsent.accounts import queries as accounts
from wellsent.accounts.access import needs
from wellsent.accounts.middleware import CallerRequest
from wellsent.accounts.views.pages import accepted, form_page
from wellsent.directory import queries as directory
from wellsent.plan.profile import actions, presenters, queries
from wellsent.plan.profile.forms import ProfileForm
from wellsent.plan.profile.rules import ideal_from

VERSIONS_SHOWN = 20


@needs("targets.see")
@require_http_methods(["GET", "POST"])
def profile(request: CallerRequest) -> HttpResponse:
    """One page, under five minutes; then the targets."""
    caller = request.caller
    kinds = directory.described_kinds(caller)
    clinics = list(accounts.open_clinics(caller, on=accounts.today(caller)))
    newest = list(queries.versions(caller)[:VERSIONS_SHOWN])
    form = ProfileForm(
        request.POST or None,
        ideal=ideal_from(newest[0].ideal) if newest else None,
        kinds=[one for one in kinds if one.retired_on is None],
        clinics=clinics,
    )

    def act() -> Any:
        return actions.keep_profile(ideal=form.ideal(), by=caller)

    if request.method == "POST" and accepted(form, act):
        messages.success(request, "The profile is kept. These are your targets by it.")
        return redirect("plan:targets")
    said = presenters.versions(
        newest,
        kinds={one.slug: one.label for one in kinds},
        clinics={clinic.pk: clinic.name for clinic in clinics},
    )
    return form_page(request, "plan/profile.html", form, versions=said, may_change=caller.may("sources.change"))


@needs("sources.change")
@require_POST
def bring_back(request: CallerRequest, number: int) -> HttpResponse:
    """Let an older version count again."""
    actions.bring_back_profile(version=number, by=request.caller)
    messages.success(request, "That version counts again.")
    return redirect("plan:profile")
