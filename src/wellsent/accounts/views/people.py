"""The people of the practice, for its owners."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from wellsent.accounts import actions, presenters, queries
from wellsent.accounts.access import needs
from wellsent.accounts.caller import Caller
from wellsent.accounts.forms import InviteForm, PersonForm
from wellsent.accounts.list_page import list_page
from wellsent.accounts.middleware import CallerRequest
from wellsent.accounts.models import Role, User
from wellsent.accounts.views.pages import accepted, form_page
from wellsent.base.errors import WellsentError
from wellsent.ui.lists import Column, Empty, Filter, Listing
from wellsent.ui.searching import contains

STATES = (("works", "Works here"), ("retired", "Retired"))


@needs("people.manage")
@require_http_methods(["GET", "POST"])
def people(request: CallerRequest) -> HttpResponseBase:
    """Everybody, with role and clinics, and the invitations that are still out."""
    invited = [
        (row, presenters.invitation_words(row), presenters.clinic_words(row.clinics.all(), all_clinics=row.all_clinics))
        for row in queries.invitations(request.caller)
    ]
    shown = _listing(request.caller).show(queries.people(request.caller), request.GET)
    return list_page(request, shown, "accounts/people.html", invitations=invited)


def _listing(caller: Caller) -> Listing:
    return Listing(
        noun="person",
        nouns="people",
        key="people",
        columns=(
            Column(
                "name",
                "Name",
                presenters.person,
                "name",
                link=lambda row: reverse("accounts:person", args=[row.pk]),
            ),
            Column("email", "Email", lambda row: row.email, "email"),
            Column("role", "Role", lambda row: row.get_role_display(), "role"),
            Column(
                "clinics",
                "Clinics",
                lambda row: presenters.clinic_words(row.clinics.all(), all_clinics=row.all_clinics),
            ),
            Column("state", "State", lambda row: "works here" if row.is_active else "retired", "is_active"),
            Column("joined", "Since", lambda row: row.joined_at.date(), "joined_at", chosen=False),
        ),
        filters=(
            Filter("role", "Role", Role.choices, lambda rows, role: rows.filter(role=role)),
            Filter("state", "State", STATES, lambda rows, state: rows.filter(is_active=state == "works")),
        ),
        search=contains("name", "email"),
        search_label="Name or email",
        empty=Empty("Nobody works here yet", "Invite somebody.", "Invite somebody", reverse("accounts:invite")),
        exports=("csv", "xlsx") if caller.may("export") else (),
    )


@needs("people.manage")
def invite(request: CallerRequest) -> HttpResponse:
    """Make a link for one person; it is shown once, to be handed over in person or by mail."""
    form = InviteForm(
        request.POST or None,
        clinics=queries.clinics(request.caller),
    )

    def act() -> Any:
        return actions.invite(**form.cleaned_data, by=request.caller)

    token = accepted(form, act) if request.method == "POST" else None
    if not token:
        return form_page(request, "accounts/invite.html", form)
    link = request.build_absolute_uri(reverse("accounts:join", args=[token]))
    return _link_page(request, link, "invitation", form.cleaned_data["email"])


@needs("people.manage")
@require_POST
def renew(request: CallerRequest, number: int) -> HttpResponse:
    """Make a new link for somebody whose link was lost or expired."""
    token = _done(request, lambda: actions.renew_invitation(invitation=number, by=request.caller))
    if not token:
        return redirect("accounts:people")
    link = request.build_absolute_uri(reverse("accounts:join", args=[token]))
    return _link_page(request, link, "invitation", "this person")


@needs("people.manage")
@require_POST
def withdraw(request: CallerRequest, number: int) -> HttpResponse:
    """Make an invitation useless."""
    actions.withdraw_invitation(invitation=number, by=request.caller)
    messages.success(request, "The invitation is withdrawn.")
    return redirect("accounts:people")


@needs("people.manage")
def person(request: CallerRequest, number: int) -> HttpResponse:
    """One person: name, role, clinics, and what else an owner can do for them."""
    found = _person(request, number)
    form = PersonForm(
        request.POST or None,
        clinics=queries.clinics(request.caller),
        initial={
            "name": found.name,
            "role": found.role,
            "all_clinics": found.all_clinics,
            "clinics": found.clinics.all(),
            "chooses_gifts": found.chooses_gifts,
        },
    )

    def act() -> Any:
        return actions.change_person(person=number, **form.cleaned_data, by=request.caller)

    if request.method == "POST" and accepted(form, act):
        messages.success(request, f"{found.name} is changed.")
        return redirect("accounts:people")
    return form_page(request, "accounts/person.html", form, person=found)


@needs("people.manage")
@require_POST
def act_on(request: CallerRequest, number: int, verb: str) -> HttpResponse:
    """One button on a person's page: retire, bring back, sign off, take the second factor away, make a reset link."""
    found = _person(request, number)
    if verb == "reset-link":
        path = _done(request, lambda: actions.make_reset_link(person=number, by=request.caller))
        if path:
            link = request.build_absolute_uri(reverse("accounts:reset", args=path.split("/")))
            return _link_page(request, link, "link", found.email)
        return redirect("accounts:person", number)
    act, said = _VERBS[verb]
    if _done(request, lambda: act(person=number, by=request.caller) or True):
        messages.success(request, said.format(name=found.name))
    return redirect("accounts:person", number)


_VERBS: dict[str, tuple[Any, str]] = {
    "retire": (actions.retire, "{name} is retired and signed off everywhere."),
    "bring-back": (actions.bring_back, "{name} can sign in again."),
    "sign-off": (actions.end_sessions, "{name} is signed off everywhere."),
    "remove-second-factor": (actions.remove_second_factor, "{name} can sign in without it and set up a new one."),
}
VERBS = (*_VERBS, "reset-link")


def _person(request: CallerRequest, number: int) -> User:
    found = queries.person(request.caller, number)
    if found is None:
        raise Http404
    return found


def _done(request: CallerRequest, act: Any) -> Any:
    """What `act` returns, or None after saying why not."""
    try:
        return act()
    except WellsentError as error:
        messages.error(request, str(error))
        return None


def _link_page(request: CallerRequest, link: str, what: str, email: str) -> HttpResponse:
    return render(request, "accounts/link.html", {"link": link, "what": what, "email": email})
