"""The practice's own rows of who may order: the list, a form for another one, and taking one out of use."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_POST

from wellsent.accounts.access import needs
from wellsent.accounts.middleware import CallerRequest
from wellsent.accounts.views.pages import accepted, form_page
from wellsent.referrals.authority import actions, queries
from wellsent.referrals.authority.forms import AuthorityForm


@needs("authority.change")
@require_http_methods(["GET", "POST"])
def authority(request: CallerRequest) -> HttpResponse:
    """The rows in use, and a form for more."""
    form = AuthorityForm(request.POST or None)
    if request.method == "POST" and accepted(form, lambda: actions.add_row(**form.cleaned_data, by=request.caller)):
        messages.success(request, "The row is added; it answers from its first day.")
        return redirect("referrals:authority")
    return form_page(request, "referrals/authority.html", form, rows=queries.rows_in_use(request.caller))


@needs("authority.change")
@require_POST
def withdraw(request: CallerRequest, number: int) -> HttpResponse:
    """Take a row out of use, with the reason."""
    actions.withdraw_row(row=number, reason=request.POST.get("reason", ""), by=request.caller)
    messages.success(request, "The row is withdrawn.")
    return redirect("referrals:authority")
