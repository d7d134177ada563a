"""What is posted to a list about its saved views, and the page on which they are renamed and removed."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render

from wellsent.accounts import actions, offers, queries
from wellsent.accounts.actions.saved_views import may_share
from wellsent.accounts.middleware import CallerRequest
from wellsent.accounts.models import SavedView
from wellsent.accounts.saved_views import NAME_MOST
from wellsent.base.addresses import row_number
from wellsent.base.errors import WellsentError
from wellsent.ui.lists import Shown
from wellsent.ui.searching import clean

MANAGED_MOST = 200


def manage_views(request: CallerRequest, shown: Shown) -> HttpResponse:
    """The views one may rename, share or remove: one's own, and for owners those that are shared."""
    rows = queries.saved_views(request.caller, shown.listing.key).select_related("owner")
    may = may_share(request.caller)
    own = [row for row in rows[:MANAGED_MOST] if row.owner_id == request.caller.user_id or may]
    return render(request, "accounts/list_views.html", {"views": own, "may_share": may, "name_most": NAME_MOST})


def _save(request: CallerRequest, shown: Shown) -> HttpResponse:
    """Keep the list as it was shown: what its address asked and the list, for this caller, understood."""
    asked = shown.listing.show((), QueryDict(request.POST.get("query", "").lstrip("?")))
    query = asked.url()
    try:
        view = actions.save_view(
            list_key=shown.listing.key,
            name=clean(request.POST.get("name", "")),
            query=query,
            shared=request.POST.get("shared") == "yes",
            by=request.caller,
        )
    except WellsentError as error:
        messages.error(request, str(error))
        return redirect(f"{request.path}{query}")
    messages.success(request, f"Saved as “{view.name}”.")
    return redirect(f"{request.path}?{view.query}")


def _change(request: CallerRequest, shown: Shown) -> HttpResponse:
    shared = request.POST.get("shared") == "yes"
    _try(
        request,
        lambda: actions.change_view(
            view=_number(request), name=clean(request.POST.get("name", "")), shared=shared, by=request.caller
        ),
        "Changed.",
    )
    return redirect(f"{request.path}?manage=views")


def _remove(request: CallerRequest, shown: Shown) -> HttpResponse:
    view: SavedView | None = _try(request, lambda: actions.remove_view(view=_number(request), by=request.caller))
    if view:
        offers.make(request, offers.Offer(f"Removed “{view.name}”.", request.path, "restore-view", view.pk))
    return redirect(f"{request.path}?manage=views")


def _restore(request: CallerRequest, shown: Shown) -> HttpResponse:
    offers.withdraw(request)
    view: SavedView | None = _try(request, lambda: actions.bring_back_view(view=_number(request), by=request.caller))
    if view:
        messages.success(request, f"“{view.name}” is back.")
    return redirect(f"{request.path}?{view.query}" if view else request.path)


def _number(request: CallerRequest) -> int:
    return row_number(request.POST.get("number", "")) or 0


def _try(request: CallerRequest, act: Any, said: str = "") -> Any:
    """What `act` returns, or None after saying why not."""
    try:
        result = act()
    except WellsentError as error:
        messages.error(request, str(error))
        return None
    if said:
        messages.success(request, said)
    return result


POSTED = {"save-view": _save, "change-view": _change, "remove-view": _remove, "restore-view": _restore}
