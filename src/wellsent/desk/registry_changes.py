"""What the registry says has changed: one button takes a difference over, another says that it is not so."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from wellsent.accounts import offers
from wellsent.accounts.access import needs
from wellsent.accounts.middleware import CallerRequest
from wellsent.base.addresses import row_number
from wellsent.base.errors import WellsentError
from wellsent.directory.corrections import actions, presenters, queries
from wellsent.directory.corrections.rules import WHATS, Change
from wellsent.directory.registry import getting
from wellsent.ui import formats

if TYPE_CHECKING:
    from wellsent.directory.registry import Status

SHOWN, ANSWERED_SHOWN = 30, 8


@dataclass(frozen=True, slots=True)
class Line:
    """One difference as the page shows it."""

    change: Change
    title: str
    why: str
    button: str
    mark: str


@needs("sources.change")
@require_GET
def changes(request: CallerRequest) -> HttpResponse:
    """The differences, of one sort at a time; without a registry, how to get one."""
    status = queries.status(request.caller)
    found = queries.changes(request.caller) if status.manifest else []
    counted = {what: count for what in WHATS if (count := sum(one.what == what for one in found))}
    what = request.GET.get("what", "")
    chosen = [one for one in found if one.what == what] if what in counted else found
    context = {
        "loaded": _loaded(status),
        "registry_steps": getting.STEPS,
        "tabs": _tabs(counted, what if what in counted else ""),
        "lines": [_line(one) for one in chosen[:SHOWN]],
        "more": max(0, len(chosen) - SHOWN),
        "what": what if what in counted else "",
        "answers": list(queries.answers(request.caller)[:ANSWERED_SHOWN]),
    }
    return render(request, "desk/registry_changes.html", context)


@needs("sources.change")
@require_POST
def answer(request: CallerRequest) -> HttpResponse:
    """Take a difference over, or say that it is not so; what the registry no longer says is refused in words."""
    act = actions.take_over if request.POST.get("answer") == "applied" else actions.not_so
    what, value = request.POST.get("what", ""), request.POST.get("value", "")
    try:
        kept = act(
            provider=row_number(request.POST.get("provider", "")) or 0, what=what, value=value, by=request.caller
        )
    except WellsentError as error:
        messages.error(request, str(error))
        return redirect(_back(request))
    way_back = reverse("desk:registry-undo", args=[kept.pk])
    offers.make(request, offers.Offer(f"{kept.get_answer_display()}: {kept.said}.", way_back))
    return redirect(_back(request))


@needs("sources.change")
@require_POST
def undo(request: CallerRequest, number: int) -> HttpResponse:
    """Take an answer back; what was changed again since is refused in words."""
    try:
        actions.take_back(answer=number, by=request.caller)
        offers.withdraw(request)
        messages.info(request, "Taken back.")
    except WellsentError as error:
        messages.error(request, str(error))
    return redirect("desk:registry")


def _back(request: CallerRequest) -> str:
    shown = request.POST.get("shown", "")
    return reverse("desk:registry") + (f"?what={shown}" if shown in WHATS else "")


def _loaded(status: Status) -> str:
    """What the answers rest on, for the head of the page; blank while nothing is loaded."""
    if status.manifest is None:
        return ""
    day = formats.day(date.fromisoformat(status.manifest.source_day))
    return f"The registry as of {day} beside what we hold · nothing is taken over by itself"


def _tabs(counted: dict[str, int], chosen: str) -> list[tuple[str, str, bool]]:
    here = reverse("desk:registry")
    every = [
        (f"{presenters.HEADINGS[what]} {count:,}", f"{here}?what={what}", what == chosen)
        for what, count in counted.items()
    ]
    return [(f"All {sum(counted.values()):,}", here, not chosen), *every]


def _line(change: Change) -> Line:
    return Line(
        change,
        presenters.title(change),
        presenters.why(change),
        presenters.BUTTONS[change.what],
        formats.initials(change.name),
    )
