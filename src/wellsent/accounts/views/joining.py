"""Doors opened by a link: an invitation, a new password."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from wellsent.accounts import actions, jobs, queries
from wellsent.accounts.access import public
from wellsent.accounts.caller import nobody
from wellsent.accounts.forms import ForgotForm, JoinForm, NewPasswordForm
from wellsent.accounts.views.pages import accepted, form_page, limited


@public
@never_cache
@sensitive_post_parameters()
def join(request: HttpRequest, token: str) -> HttpResponseBase:
    """Accept an invitation: name and password, then in. Opening the link changes nothing; only the form does."""
    if too_many := limited(request, "invitation"):
        return too_many
    invitation = queries.open_invitation(token)
    if invitation is None:
        return _quiet(render(request, "accounts/link_over.html", {"what": "invitation"}, status=410))
    if getattr(request, "caller", None):
        return _quiet(render(request, "accounts/signed_in_already.html", status=409))
    form = JoinForm(request.POST or None, initial={"name": invitation.name})

    def act() -> Any:
        data = form.cleaned_data
        return actions.accept_invitation(token=token, name=data["name"], password=data["password"], by=nobody())

    person = accepted(form, act, field="password") if request.method == "POST" else None
    if not person:
        practice = request.organisation  # type: ignore[attr-defined]  # see CallerRequest
        return _quiet(form_page(request, "accounts/join.html", form, invitation=invitation, practice=practice))
    login(request, person)
    return _quiet(redirect("mfa_index"))


@public
@never_cache
def forgot(request: HttpRequest) -> HttpResponseBase:
    """Ask for a link by mail. The answer is the same, and as quick, whether or not there is such an account."""
    if not settings.MAIL_WORKS:
        return render(request, "accounts/forgot_without_mail.html")
    form = ForgotForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        email = form.cleaned_data["email"].lower()
        if too_many := limited(request, "reset_password", email):
            return too_many
        jobs.mail_reset_link.enqueue(email=email, address=f"{request.scheme}://{request.get_host()}")
        return render(request, "accounts/forgot_sent.html")
    return form_page(request, "accounts/forgot.html", form)


@public
@never_cache
@sensitive_post_parameters()
def reset(request: HttpRequest, person: str, proof: str) -> HttpResponseBase:
    """Set a new password with a link; it leads to the sign-in page, so that a second factor is still asked for."""
    if too_many := limited(request, "reset_password_from_key"):
        return too_many
    if queries.person_of_reset_link(person, proof) is None:
        return _quiet(render(request, "accounts/link_over.html", {"what": "link"}, status=410))
    if getattr(request, "caller", None):
        return _quiet(render(request, "accounts/signed_in_already.html", status=409))
    form = NewPasswordForm(request.POST or None)

    def act() -> Any:
        password = form.cleaned_data["password"]
        return actions.use_reset_link(person=person, proof=proof, password=password, by=nobody())

    if request.method == "POST" and accepted(form, act, field="password"):
        messages.success(request, "Your password is changed. Sign in with it.")
        return _quiet(redirect("account_login"))
    return _quiet(form_page(request, "accounts/reset.html", form))


def _quiet(response: HttpResponse) -> HttpResponse:
    """The link must not travel on to other pages. ("no-referrer" would also hide that our own form is our own.)"""
    response["Referrer-Policy"] = "strict-origin"
    return response
