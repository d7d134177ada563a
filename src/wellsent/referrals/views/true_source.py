"""Who brought a referral and whether its order is valid, saying so, and the week in which every patient is asked."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from wellsent.accounts import queries as accounts
from wellsent.accounts.access import needs
from wellsent.accounts.middleware import CallerRequest
from wellsent.accounts.views.pages import accepted, form_page
from wellsent.base.errors import DataError
from wellsent.directory import queries as directory
from wellsent.referrals.authority import queries as authority
from wellsent.referrals.authority.intake_words import Answered, answered
from wellsent.referrals.forms import AuditForm, SourceForm
from wellsent.referrals.models import Referral, reference
from wellsent.referrals.queries import reachable, sees_whole
from wellsent.referrals.rules import OPEN
from wellsent.referrals.true_source import actions, presenters, queries
from wellsent.referrals.true_source.rules import share_of_others
from wellsent.referrals.views.answers import Said, answer
from wellsent.referrals.views.entry import told
from wellsent.ui.searching import clean

BROUGHT = "referrals/brought.html"
WEEKS_SHOWN = 10


@needs("referrals.see")
@require_http_methods(["GET", "POST"])
def brought(request: CallerRequest, number: int) -> HttpResponse:
    """Whether a referral's order is valid, who brought it, and the question that finds it out: a small request of its
    own, so that the referral's page is there at once. Posted, since the compliance officer's reason comes with it."""
    caller, row = request.caller, reachable(request.caller, number)
    why = clean(request.POST.get("why", ""))[:200]
    if row is None or not sees_whole(caller, why=why):
        raise Http404
    rows = queries.told_of(caller, row, why=why)
    source = row.source.merged_into or row.source
    words = presenters.true_source(
        rows,
        queries.facts_of(caller, row, rows),
        ordered_by=source.name,
        zone=ZoneInfo(request.organisation.time_zone),
    )
    context = {
        "row": row,
        "answered": _may_order(request, row),
        "true_source": words,
        "choices": presenters.choices(),
        "ways_to_know": presenters.ways_to_know(),
        "may_record": caller.may("referrals.record") and row.duplicate_of_id is None,
        "audit_week": None if words.asked else queries.week_on(caller, on=row.received_on),
    }
    return render(request, f"{BROUGHT}#card" if request.headers.get("HX-Request") else BROUGHT, context)


def _may_order(request: CallerRequest, row: Referral) -> Answered | None:
    """Whether its order is valid; nothing once the referral is closed, when nobody asks any more."""
    signer = directory.signer(request.caller, row.source_id) if row.stage in OPEN else None
    if signer is None:
        return None
    asked = authority.at_intake(request.caller, signer, payer=row.payer, clinic=row.clinic, on=row.received_on)
    return answered(asked, signer=signer, clinic=row.clinic, caller=request.caller)


@needs("referrals.record")
@require_POST
def say(request: CallerRequest, number: int) -> HttpResponse:
    """One tap, or a short form: who brought this referral, and how that is known."""
    form = SourceForm(request.POST)

    def act() -> Said:
        what = told(request, form) if form.is_valid() else None
        if what is None:
            raise DataError("This is no answer to who brought them.", "Choose one of the answers shown.")
        made = actions.say_source(referral=number, told=what, by=request.caller)
        return Said(presenters.said(reference(number), made), {"sources": [made.pk]})

    return answer(request, act, back=reverse("referrals:referral", args=[number]))


@needs("volume.see")
@require_http_methods(["GET", "POST"])
def audit(request: CallerRequest) -> HttpResponse:
    """What the audit weeks say, and for an owner the way to hold one."""
    caller, today = request.caller, accounts.today(request.caller)
    form = AuditForm(request.POST or None, initial={"first_day": today})
    if request.method == "POST" and accepted(form, lambda: actions.start_audit(**form.cleaned_data, by=caller)):
        messages.success(request, "The week is set: while it lasts, the recording form asks of every patient.")
        return redirect("referrals:source-audit")
    weeks = list(queries.audit_weeks(caller)[:WEEKS_SHOWN])
    held = next((one for one in weeks if one.last_day < today), None)
    on = next((one for one in weeks if one.last_day >= today), None)
    found = queries.week(caller, held) if held else None
    context = {
        "on": on,
        "so_far": queries.week(caller, on) if on and on.first_day <= today else None,
        "held": held,
        "sentence": presenters.week_words(held, found, share_of_others(found)) if held and found else "",
        "named": presenters.named_instead(found) if found else (),
        "due": "" if on else presenters.next_due(held, today=today),
        "may_hold": caller.may("settings.change"),
        "may_ask": caller.may("referrals.record"),
    }
    return form_page(request, "referrals/source_audit.html", form, **context)


@needs("settings.change")
@require_POST
def call_off(request: CallerRequest, number: int) -> HttpResponse:
    """Call off a week that is not over."""
    actions.call_off_audit(week=number, by=request.caller)
    messages.success(request, "The week is called off; what was answered stays.")
    return redirect("referrals:source-audit")
