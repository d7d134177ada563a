"""The home page: what is worth doing this week, and why."""

from __future__ import annotations

from datetime import timedelta

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from wellsent.accounts import queries as accounts
from wellsent.accounts.access import needs
from wellsent.accounts.middleware import CallerRequest
from wellsent.base.addresses import row_number
from wellsent.base.errors import WellsentError
from wellsent.desk import due
from wellsent.desk.introductions import just_done
from wellsent.desk.this_week_words import WeekPage, answer_words, nothing, week_page
from wellsent.outreach import queries as outreach
from wellsent.outreach.presenters import logged_words
from wellsent.plan import actions, queries
from wellsent.ui.searching import clean

TEMPLATE = "desk/this_week.html"
GONE = "That line has already gone from the list."


@needs("sources.see")
@require_GET
def this_week(request: CallerRequest) -> HttpResponse:
    """The work-list, with what the month looks like beside it."""
    page = _page(request)
    context = {"page": page, "count_due": page.count, "nothing": nothing(request.caller), **_just_logged(request)}
    return render(request, TEMPLATE, context)


@needs("plan.answer")
@require_POST
def answer(request: CallerRequest) -> HttpResponse:
    """Done, later or not needed: the line leaves, the next one moves up, and it can be undone."""
    posted = request.POST
    source = row_number(posted.get("source", ""))
    line = queries.line(request.caller, topic=posted.get("topic", ""), source=source)
    if line is None:
        messages.info(request, GONE)
        return _again(request)
    today = accounts.today(request.caller)
    days = {"week": 7, "month": 30, "quarter": 91}.get(posted.get("until", ""), 7)
    try:
        kept = actions.answer(
            line=line,
            choice=posted.get("choice", ""),
            on=today,
            until=today + timedelta(days=days) if posted.get("choice") == "later" else None,
            reason=clean(posted.get("reason", "")),
            by=request.caller,
        )
    except WellsentError as error:
        messages.error(request, str(error))
        return _again(request)
    way_back = reverse("desk:undo", args=[kept.pk])
    return _again(request, undo=way_back, said=f"{line.title}: {answer_words(kept)}.")


@needs("plan.answer")
@require_POST
def undo(request: CallerRequest, number: int) -> HttpResponse:
    """Bring a line back."""
    actions.undo(answer_id=number, by=request.caller)
    messages.info(request, "It is back on the list.")
    return _again(request)


def _just_logged(request: CallerRequest) -> dict[str, str]:
    """The contact that this page was left for and come back from, or what came of an introduction, with its way back;
    nothing otherwise."""
    if done := just_done(request):
        return {"undo": done.undo, "said": done.said}
    number = row_number(request.GET.get("logged", ""))
    if number is None:
        return {}
    touch = outreach.touches(request.caller).select_related("source").filter(pk=number).first()
    if touch is None or not request.caller.may("touches.log"):
        return {}
    return {"undo": reverse("outreach:undo", args=[touch.pk]), "said": logged_words(touch)}


def _again(request: CallerRequest, *, undo: str = "", said: str = "") -> HttpResponse:
    """The list as it is now: swapped in where it stands, or as a page of its own for a plain form."""
    if not request.headers.get("HX-Request"):
        if said:
            messages.success(request, said)
        return redirect("desk:this-week")
    context = {"page": _page(request), "nothing": nothing(request.caller), "undo": undo, "said": said, "swapped": True}
    return render(request, f"{TEMPLATE}#week", context)


def _page(request: CallerRequest) -> WeekPage:
    clinics = list(accounts.clinic_names(request.caller).values())
    page = week_page(
        queries.weekly_plan(request.caller),
        clinics=clinics,
        may_answer=request.caller.may("plan.answer"),
        may_call=request.caller.may("referrals.record"),
    )
    due.keep(request, page.count)
    return page
