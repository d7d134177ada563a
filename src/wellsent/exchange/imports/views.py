"""The import pages: drop a file, correct the columns, see what would happen, run, undo."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from wellsent.accounts.access import needs
from wellsent.accounts.middleware import CallerRequest
from wellsent.base.errors import Refused, WellsentError
from wellsent.exchange.imports import actions, jobs, presenters, queries
from wellsent.exchange.lists.write import csv_lines
from wellsent.exchange.models import Batch

SHOWN = 30
State = Batch.State


@needs("import.lists")
@require_GET
def imports(request: CallerRequest) -> HttpResponse:
    """Every import so far, and the place to drop the next file."""
    batches = queries.batches(request.caller)[:SHOWN]
    context = {
        "kinds": presenters.kind_choices(queries.kinds_for(request.caller)),
        "may_try": request.caller.may("settings.change"),
        "batches": [presenters.batch_line(batch) for batch in batches],
    }
    return render(request, "exchange/imports.html", context)


@needs("import.lists")
@require_POST
def start(request: CallerRequest) -> HttpResponse:
    """Take in a file; its columns are shown next."""
    file = request.FILES.get("file")
    if file is None:
        messages.error(request, "Choose a file first: the list as your EMR or spreadsheet saved it.")
        return redirect("exchange:imports")
    if "whole" not in request.POST:  # the last field of the form: the browser went away before it was sent
        messages.error(request, "The file did not arrive whole, so nothing of it was stored. Send it again.")
        return redirect("exchange:imports")
    if not getattr(file, "whole", True):
        messages.error(request, "The server's disk is full, so nothing was stored. Ask whoever looks after it.")
        return redirect("exchange:imports")
    kind = request.POST.get("kind", "referrals")
    try:
        batch = actions.start(kind, file.name or "list", file.chunks(), by=request.caller)
    except Refused:
        raise
    except WellsentError as error:
        return render(request, "exchange/unreadable.html", {"error": error, "name": file.name}, status=422)
    if batch.state == State.CHOOSING:
        jobs.check(batch, by=request.caller)
    return redirect("exchange:import", batch.pk)


@needs("import.lists")
@require_GET
def one(request: CallerRequest, number: int) -> HttpResponse:
    """Where one import stands: its columns and what would happen, its progress, or what it did."""
    batch = queries.batch(request.caller, number)
    template = "exchange/import.html"
    if request.headers.get("HX-Request"):  # the page asks by itself while work goes on
        template += "#standing"
    return render(request, template, {"batch": batch, "page": presenters.batch_page(batch)})


@needs("import.lists")
@require_POST
def choose(request: CallerRequest, number: int) -> HttpResponse:
    """Take the corrected columns, and say anew what would happen."""
    batch = queries.batch(request.caller, number)
    columns, problem = presenters.chosen_columns(batch, request.POST)
    if problem:
        messages.error(request, problem)
        return redirect("exchange:import", number)
    try:
        actions.choose(
            batch,
            columns=columns,
            sheet=request.POST.get("sheet") or None,
            day_first={"day": True, "month": False}.get(request.POST.get("day_first", "")),
            by=request.caller,
        )
    except WellsentError as error:
        messages.error(request, str(error))
        return redirect("exchange:import", number)
    if batch.state == State.CHOOSING:
        jobs.check(batch, by=request.caller)
    return redirect("exchange:import", number)


@needs("import.lists")
@require_POST
def act_on(request: CallerRequest, number: str, verb: str) -> HttpResponse:
    """Run, cancel or undo. What another tab or a second click has done already is shown, not refused."""
    batch = queries.batch(request.caller, int(number))
    try:
        said = VERBS[verb](batch, request)
    except WellsentError as error:
        messages.error(request, str(error))
    else:
        if said:
            messages.success(request, said)
    return redirect("exchange:import", number)


def _run(batch: Batch, request: CallerRequest) -> str:
    if batch.state not in presenters.STARTED:
        jobs.run(batch, by=request.caller)
    return ""


def _cancel(batch: Batch, request: CallerRequest) -> str:
    actions.ask_to_cancel(batch, by=request.caller)
    return "The import is being stopped; what it stored so far is taken back."


def _undo(batch: Batch, request: CallerRequest) -> str:
    stays = actions.undo(batch, by=request.caller)
    return (
        f"The import is undone; {len(stays)} stay because they were edited since." if stays else "The import is undone."
    )


VERBS: dict[str, Any] = {"run": _run, "cancel": _cancel, "undo": _undo}


@needs("import.lists")
@require_GET
def rejected(request: CallerRequest, number: int) -> HttpResponse:
    """The rows that could not be read, as a file in their own layout with the reasons beside them."""
    header, rows = queries.rejected_file(request.caller, number)
    response = HttpResponse(["\ufeff", *csv_lines(header, rows)], content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="not-imported-{number}.csv"'
    return response
