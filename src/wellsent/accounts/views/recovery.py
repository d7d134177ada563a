"""The recovery key in a browser: shown once, typed back, and kept nowhere."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.debug import sensitive_post_parameters

from wellsent.accounts import actions, queries
from wellsent.accounts.access import needs
from wellsent.accounts.forms import RecoveryKeyForm
from wellsent.accounts.middleware import CallerRequest
from wellsent.accounts.views.pages import accepted, form_page
from wellsent.base.copies import recovery_key as keys
from wellsent.base.errors import DataError

SHOWN = "recovery_key_shown"  # in the session: the name of the key that was shown last, which tells nothing of it


@needs("settings.change")
def recovery_key(request: CallerRequest) -> HttpResponse:
    """A new key, another one each time; it counts once it was typed back."""
    key = keys.new()
    request.session[SHOWN] = key.keeping.name
    context = {"groups": key.text.split("-"), "present": queries.recovery_key(request.caller)}
    return render(request, "accounts/recovery_key.html", context)


@needs("settings.change")
@sensitive_post_parameters()
def type_recovery_key(request: CallerRequest) -> HttpResponse:
    """Type the key back from what was written down; from then on backups are locked for it."""
    if SHOWN not in request.session:
        return redirect("accounts:recovery-key")
    form = RecoveryKeyForm(request.POST or None)

    def act() -> None:
        kept = keys.read(form.cleaned_data["key"]).keeping
        if kept.name != request.session[SHOWN]:
            raise DataError(
                "This is not the key that was shown last.", "Compare each group, or go back and have a new one shown."
            )
        actions.keep_recovery_key(kept=kept, by=request.caller)

    if request.method == "POST" and accepted(form, act, field="key"):
        del request.session[SHOWN]
        messages.success(request, "Backups are locked for this recovery key from now on.")
        return redirect("/")
    return form_page(request, "accounts/recovery_key_typed.html", form)
