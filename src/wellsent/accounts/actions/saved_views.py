"""Keeping a list as one wants to see it again."""

from __future__ import annotations

from django.db import IntegrityError, transaction

from wellsent.accounts import audit
from wellsent.accounts.caller import Caller
from wellsent.accounts.models import SavedView
from wellsent.accounts.saved_views import OWN_MOST, checked_name, kept_query
from wellsent.base import clock
from wellsent.base.errors import DataError, Forbidden, Refused


@transaction.atomic
def save_view(*, list_key: str, name: str, query: str, shared: bool = False, by: Caller) -> SavedView:
    """Keep what an address asks of a list under a name. Raises Refused for a name the caller has given already, for
    more views than anybody looks through, and for sharing by those who may not.
    """
    if by.user is None:
        raise Refused("This is for people who signed in.")
    _must_share(by, shared=shared)
    if SavedView.objects.filter(owner=by.user, list_key=list_key, removed_at=None).count() >= OWN_MOST:
        raise Refused(f"You have {OWN_MOST} views of this list, which is as many as it keeps.", "Remove one first.")
    view = SavedView(
        list_key=list_key,
        owner=by.user,
        name=checked_name(name),
        query=kept_query(query),
        is_shared=shared,
        saved_at=clock.now(),
    )
    _stored(view)
    _write_down("views.save", view, by=by)
    return view


@transaction.atomic
def change_view(*, view: int, name: str, shared: bool, by: Caller) -> SavedView:
    """Give a view another name, and share it or keep it to oneself. Raises Refused."""
    row = _own(view, by)
    if shared != row.is_shared:
        _must_share(by, shared=True)
    row.name, row.is_shared = checked_name(name), shared
    _stored(row)
    _write_down("views.change", row, by=by)
    return row


@transaction.atomic
def remove_view(*, view: int, by: Caller) -> SavedView:
    """Take a view off the list; it can be brought back. Doing it twice does nothing more."""
    row = _own(view, by)
    if row.removed_at is None:
        row.removed_at = clock.now()
        row.save(update_fields=["removed_at"])
        _write_down("views.remove", row, by=by)
    return row


@transaction.atomic
def bring_back_view(*, view: int, by: Caller) -> SavedView:
    """Put a removed view on the list again. Raises Refused where another one has its name by now."""
    row = _own(view, by)
    if row.removed_at is not None:
        row.removed_at = None
        _stored(row)
        _write_down("views.bring back", row, by=by)
    return row


def may_share(caller: Caller) -> bool:
    """Whether a caller may share a view with the practice, and change those that are shared."""
    return caller.may("settings.change")


def _must_share(by: Caller, *, shared: bool) -> None:
    if shared and not may_share(by):
        raise Forbidden("Only an owner shares a view with the practice.", "Keep it to yourself, or ask an owner.")


def _own(number: int, by: Caller) -> SavedView:
    """A view the caller may change: their own, or for owners a shared one. Locked while it is changed."""
    row = SavedView.objects.select_for_update().filter(pk=number).first()
    if row is None or by.user is None or not (row.owner_id == by.user.pk or (row.is_shared and may_share(by))):
        raise DataError("There is no such view among yours.", "Load the page again.")
    return row


def _stored(row: SavedView) -> None:
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as error:
        raise Refused("There is a view of this name already.", "Enter another name.") from error


def _write_down(verb: str, row: SavedView, *, by: Caller) -> None:
    audit.record(
        verb, by=by, subject="views", references=[row.pk], details={"list": row.list_key, "shared": row.is_shared}
    )
