"""The practice's own rows of who may order: the list, a form for another one, taking one out of use; and what people
of the kinds it added hold."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_POST

from wellsent.accounts.access import needs
from wellsent.accounts.middleware import CallerRequest
from wellsent.accounts.views.pages import accepted, form_page
from wellsent.base.errors import DataError
from wellsent.directory import queries as directory
from wellsent.directory.actions import say_credential
from wellsent.referrals.authority import actions, queries
from wellsent.referrals.authority.forms import AuthorityForm, CredentialForm
from wellsent.referrals.authority.rules import CLASSES


@needs("authority.change")
@require_http_methods(["GET", "POST"])
def authority(request: CallerRequest) -> HttpResponse:
    """The rows in use, and a form for more."""
    form = AuthorityForm(request.POST or None)
    if request.method == "POST" and accepted(form, lambda: actions.add_row(**form.cleaned_data, by=request.caller)):
        messages.success(request, "The row is added; it answers from its first day.")
        return redirect("referrals:authority")
    added = directory.kinds(request.caller).filter(added_here=True)
    rows = queries.rows_in_use(request.caller)
    return form_page(request, "referrals/authority.html", form, rows=rows, added=added, classes=CLASSES.items())


@needs("authority.change")
@require_POST
def withdraw(request: CallerRequest, number: int) -> HttpResponse:
    """Take a row out of use, with the reason."""
    actions.withdraw_row(row=number, reason=request.POST.get("reason", ""), by=request.caller)
    messages.success(request, "The row is withdrawn.")
    return redirect("referrals:authority")


@needs("authority.change")
@require_POST
def credential(request: CallerRequest) -> HttpResponse:
    """Say what people of an added kind hold."""
    form = CredentialForm(request.POST)
    if not form.is_valid():
        raise DataError("This credential or kind is not known.", "Load the page again and choose one of the list.")
    kind = say_credential(**form.cleaned_data, by=request.caller)
    messages.success(request, f"{kind.label}: noted.")
    return redirect("referrals:authority")
