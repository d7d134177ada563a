"""One's own account, and the session that is running out."""

from __future__ import annotations

from allauth.mfa.base import views as allauth_views
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.http import HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import redirect
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from wellsent.accounts import actions, queries, sessions
from wellsent.accounts.access import needs, safe_path
from wellsent.accounts.forms import OwnNameForm, OwnPasswordForm
from wellsent.accounts.middleware import CallerRequest
from wellsent.accounts.presenters import session_rows
from wellsent.accounts.views.pages import accepted, form_page


@needs("own account")
def account(request: CallerRequest) -> HttpResponse:
    """Name, password, second factor, and where one is signed in."""
    form = OwnNameForm(request.POST or None, initial={"name": request.user.name})
    if request.method == "POST":
        named = accepted(form, lambda: actions.change_own_name(name=form.cleaned_data["name"], by=request.caller))
        if named:
            messages.success(request, "Your name is changed.")
            return redirect("accounts:account")
    rows = session_rows(queries.own_sessions(request.caller), own_key=request.session.session_key)
    return form_page(request, "accounts/account.html", form, sessions=rows)


@needs("own account")
@sensitive_post_parameters()
def password(request: CallerRequest) -> HttpResponse:
    """Change one's password; every other session ends."""
    form = OwnPasswordForm(request.POST or None)

    def act() -> object:
        given = form.cleaned_data
        return actions.change_own_password(
            current=given["current"], new=given["new"], session=request.session, by=request.caller
        )

    person = accepted(form, act) if request.method == "POST" else None
    if not person:
        return form_page(request, "accounts/password.html", form)
    update_session_auth_hash(request, person)  # also gives this session a new key
    messages.success(request, "Your password is changed. Everywhere else you were signed off.")
    return redirect("accounts:account")


@needs("own account")
@require_POST
def end_session(request: CallerRequest) -> HttpResponse:
    """Sign oneself off on another device, or on all others."""
    which = request.POST.get("session", "")
    if which == "others":
        actions.end_own_sessions(session=request.session, by=request.caller)
    else:
        actions.end_own_session(handle=which, by=request.caller)
    messages.success(request, "Signed off there.")
    return redirect("accounts:account")


@needs("own account", second_factor=False)
def second_factor(request: CallerRequest) -> HttpResponseBase:
    """Choose and manage second factors; whoever was led here goes back afterwards."""
    if "next" in request.GET:
        request.session["after_second_factor"] = safe_path(request.GET["next"])
    response: HttpResponseBase = allauth_views.index(request)
    return response


@needs("own account", second_factor=False)
def session(request: CallerRequest) -> HttpResponseBase:
    """How many seconds this session has left. Asked by pages, it does not count as doing something; posted, it does."""
    left = sessions.seconds_left(request.session, idle_minutes=request.organisation.idle_minutes)
    return JsonResponse({"seconds_left": left})
