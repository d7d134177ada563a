"""Who a source is: what was merged into it, what of it is another's, and where it works, each with its way back."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from wellsent.accounts import queries as accounts
from wellsent.accounts.access import needs
from wellsent.accounts.caller import Caller
from wellsent.accounts.middleware import CallerRequest
from wellsent.accounts.views.pages import accepted
from wellsent.base.addresses import row_number
from wellsent.base.errors import DataError
from wellsent.desk.both_signed import both_signed_on, doubt
from wellsent.desk.identity_forms import SameForm, SplitForm, WhoForm, WorkForm
from wellsent.desk.identity_words import choices_to_move, works_at
from wellsent.desk.splitting import split_source, unsplit_source
from wellsent.directory import actions, queries
from wellsent.directory.models import Provider
from wellsent.directory.names import parse
from wellsent.directory.queries import Identity
from wellsent.directory.rules import ProviderFacts, says_who

FOUND_SHOWN = 8
SAID = {
    "same": "They are one source now. It can be taken back below.",
    "apart": "Taken back: they are two sources again.",
    "works": "Kept. Where they worked before stays below.",
    "works-after-all": "Taken back: they work there as before.",
    "split": "Moved. It can be taken back below.",
    "unsplit": "Taken back: everything is where it was.",
}


@needs("sources.change")
@require_GET
def identity(request: CallerRequest, number: int) -> HttpResponse:
    """What a source is made of, and what can be said about it."""
    return _page(request, _source(request.caller, number))


@needs("sources.change")
@require_GET
def split(request: CallerRequest, number: int) -> HttpResponse:
    """All that a source has, to be ticked where it is another's."""
    source = _source(request.caller, number)
    return _split_page(request, source, _split_form(request.caller, source))


@needs("sources.change")
@require_POST
def say(request: CallerRequest, number: int, verb: str) -> HttpResponse:
    """Say one of these things; what cannot be is shown again with what was typed."""
    if verb not in SAID:
        raise Http404
    source = _source(request.caller, number)
    if verb in UNDO:
        UNDO[verb](row_number(request.POST.get("number", "")) or 0, request.caller)
    else:
        form = _form(verb, request.caller, source, request.POST)
        if not accepted(form, lambda: ACTS[verb](request.caller, source, form), field="who"):
            return _split_page(request, source, form) if verb == "split" else _page(request, source, **{verb: form})
    messages.success(request, SAID[verb])
    return redirect("desk:identity", number)


def _source(caller: Caller, number: int) -> Provider:
    source = queries.sources(caller).filter(pk=number).first()
    if source is None:
        raise Http404
    return source


def _form(verb: str, caller: Caller, source: Provider, posted: Any) -> Any:
    """The form of one of these things, with what was posted to it."""
    if verb == "split":
        return _split_form(caller, source, posted)
    if verb == "works":
        return _work_form(caller, queries.identity(caller, source.pk), posted)
    return SameForm(posted, prefix="same")


def _work_form(caller: Caller, own: Identity, posted: Any = None) -> WorkForm:
    today = accounts.today(caller)
    return WorkForm(posted, prefix="works", works_at=works_at(own), today=today, initial={"on": today})


def _split_form(caller: Caller, source: Provider, posted: Any = None) -> SplitForm:
    choices = choices_to_move(caller, source.pk, queries.identity(caller, source.pk))
    return SplitForm(posted, prefix="split", choices=choices, has_npi=bool(source.npi))


def _page(request: CallerRequest, source: Provider, **refused: forms.Form) -> HttpResponse:
    own = queries.identity(request.caller, source.pk)
    context = {
        "source": source,
        "own": own,
        "is_person": source.entity == Provider.Entity.PERSON,
        "forms": {"same": SameForm(prefix="same"), "works": _work_form(request.caller, own)} | refused,
        "refused": next(iter(refused.values()), None),
    }
    return render(request, "desk/identity.html", context, status=422 if refused else 200)


def _split_page(request: CallerRequest, source: Provider, form: SplitForm) -> HttpResponse:
    context = {"source": source, "form": form, "sees_referrals": request.caller.may("volume.see")}
    return render(request, "desk/split.html", context, status=422 if form.errors else 200)


def _same(caller: Caller, source: Provider, form: SameForm) -> Any:
    other = _found(caller, source, form, entity=source.entity)
    days = both_signed_on(caller, source, other)
    although = form.cleaned_data["although"]
    if days and not although:
        raise DataError(doubt(caller, days), "If they are one all the same, tick it below.")
    return actions.merge(survivor=source.pk, merged=other, both_signed=bool(days), although=although, by=caller)


@transaction.atomic
def _works(caller: Caller, source: Provider, form: WorkForm) -> Any:
    leaves, on = form.cleaned_data["leaves"], form.cleaned_data["on"]
    if not form.cleaned_data["who"]:
        if not leaves:
            raise DataError("Nothing is said yet.", "Enter where they work now, or choose where they no longer do.")
        return actions.end_affiliation(affiliation=int(leaves), on=on, by=caller)
    practice = _found(caller, source, form, entity=Provider.Entity.PRACTICE)
    if leaves:
        return actions.move_affiliation(affiliation=int(leaves), to=practice, on=on, by=caller)
    return actions.affiliate(provider=source.pk, practice=practice, since=on, by=caller)


@transaction.atomic
def _split(caller: Caller, source: Provider, form: SplitForm) -> Any:
    if form.is_new:
        name = parse(form.cleaned_data["who"])
        other = actions.add_provider(ProviderFacts(name=name), by=caller).pk
    else:
        other = _found(caller, source, form)
    move = actions.ToMove(
        names=form.numbers("names"),
        contact_points=form.numbers("contact_points"),
        affiliations=form.numbers("affiliations"),
        npi=bool(form.cleaned_data.get("npi")),
        office_people=form.numbers("office_people"),
        office_habits=form.words("office_habits"),
        ties=form.numbers("ties"),
    )
    return split_source(
        source=source.pk,
        other=other,
        move=move,
        referrals_moved=form.numbers("referrals"),
        touches_moved=form.numbers("touches"),
        introductions_moved=form.numbers("introductions"),
        by=caller,
    )


def _found(caller: Caller, source: Provider, form: WhoForm, *, entity: str = "") -> int:
    """The source that was chosen, or the only one of that name or NPI. Raises DataError with the choices on the form.

    A choice stands on the form too, so that it is not asked for again where something else is refused.
    """
    if form.chosen and (chosen := list(queries.sources(caller).filter(pk=form.chosen))):
        form.found = chosen
        return form.chosen
    found = queries.find(caller, form.cleaned_data["who"]).exclude(pk=source.pk)
    if entity:
        found = found.filter(entity=entity)
    matching = list(found.order_by("sort_name")[:FOUND_SHOWN])
    form.found = matching
    if (
        len(matching) == 1
        and not form.may_be_new
        and says_who(form.cleaned_data["who"], name=matching[0].name, npi=matching[0].npi)
    ):
        return matching[0].pk
    if not matching and not form.may_be_new:
        raise DataError("No source is found by this.", "Enter another part of the name.")
    raise DataError("Which one is meant?", "Choose below.")


ACTS: dict[str, Callable[[Caller, Provider, Any], Any]] = {"same": _same, "works": _works, "split": _split}
UNDO: dict[str, Callable[[int, Caller], Any]] = {
    "apart": lambda number, by: actions.unmerge(merge=number, by=by),
    "works-after-all": lambda number, by: actions.take_back_leaving(affiliation=number, by=by),
    "unsplit": lambda number, by: unsplit_source(split=number, by=by),
}
