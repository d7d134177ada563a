"""Search everywhere: one field for sources, referrals, patients, pages and actions.

What is typed is posted: it stands in no address, no log and no browser history.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from wellsent.accounts.access import needs
from wellsent.accounts.caller import Caller
from wellsent.accounts.middleware import CallerRequest
from wellsent.base import clock
from wellsent.directory import queries as directory
from wellsent.directory.rules import words
from wellsent.referrals import finding
from wellsent.referrals.models import reference
from wellsent.referrals.presenters import stage_words
from wellsent.referrals.queries import sees_whole
from wellsent.ui import formats
from wellsent.ui.searching import clean

LONGEST = 200
SHOWN, SHOWN_ON_PAGE = 6, 30
REASON = "Why you look for a patient"
WHY = "search"


@dataclass(frozen=True, slots=True)
class Place:
    """A page or an action that can be found by its words, for callers who hold its power."""

    label: str
    url_name: str
    power: str
    also: str = ""
    is_action: bool = False


@dataclass(frozen=True, slots=True)
class Hit:
    """One thing found, and where it leads."""

    title: str
    url: str
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    """What was found of one sort; `note` says what to do where there is more, or where something is missing."""

    title: str
    hits: Sequence[Hit]
    note: str = ""


@needs("sources.see")
@require_http_methods(["GET", "POST"])
@sensitive_post_parameters()
def search(request: CallerRequest, places: Sequence[Place]) -> HttpResponse:
    """The answers under the field of any page, or the page of all that was found."""
    text = clean(request.POST.get("text", "")[: 2 * LONGEST])[:LONGEST]
    reason = clean(request.POST.get("reason", "")[: 2 * LONGEST])[:LONGEST]
    in_dialog = bool(request.headers.get("HX-Request"))
    most = SHOWN if in_dialog else SHOWN_ON_PAGE
    groups = find(request, text, places, reason=reason, most=most) if text else []
    context = {
        "text": text,
        "reason": reason,
        "groups": groups,
        "said": said(groups) if text else "",
        "reason_label": REASON if asks_reason(request.caller) else "",
    }
    return render(request, "desk/search.html#options" if in_dialog else "desk/search.html", context)


def asks_reason(caller: Caller) -> bool:
    """Whether this caller sees patients only with a reason of their own."""
    return caller.may("patients.read") and not sees_whole(caller)


def said(groups: Sequence[Group]) -> str:
    """Found: 3 sources and 1 page; for who listens."""
    counted = [formats.count(len(group.hits), group.title.lower().removesuffix("s")) for group in groups if group.hits]
    return f"Found: {formats.in_words(counted)}." if counted else "Nothing is found. Try fewer or other letters."


def find(request: CallerRequest, text: str, places: Sequence[Place], *, reason: str, most: int) -> list[Group]:
    """What a text finds for this caller. What they may not see is not looked for at all."""
    caller = request.caller
    groups = [_sources(caller, text, most)]
    if caller.may("referrals.see"):
        groups.insert(0, _referral(caller, text))
    if caller.may("patients.read"):
        groups.append(_patients(request, text, reason, most))
    groups += [
        Group("Actions", _places(caller, text, [one for one in places if one.is_action])[:most]),
        Group("Pages", _places(caller, text, [one for one in places if not one.is_action])[:most]),
    ]
    return [group for group in groups if group.hits or group.note]


def _sources(caller: Caller, text: str, most: int) -> Group:
    """By any part of a name ever used, of the practice, or of the NPI: those that begin with the text first."""
    rows = directory.first_found(caller, text, most=most + 1)
    hits = []
    for row in rows[:most]:
        npi = f"NPI {formats.npi(row.npi)}" if row.npi else ""
        facts = [row.practice_as_written, npi, "retired" if row.retired_on else ""]
        url = reverse("desk:source", args=[row.pk])
        hits.append(Hit(row.sort_name, url, " · ".join(one for one in facts if one)))
    return Group("Sources", hits, "There are more: type more letters." if len(rows) > most else "")


def _referral(caller: Caller, text: str) -> Group:
    line = finding.by_reference(caller, text)
    if line is None:
        return Group("Referrals", ())
    detail = f"came {formats.day(line.received_on)} · {stage_words(line.stage).lower()}"
    return Group("Referrals", [Hit(line.reference, reverse("referrals:referral", args=[line.number]), detail)])


def _patients(request: CallerRequest, text: str, reason: str, most: int) -> Group:
    """Patients with a referral among the caller's, each with the latest of these."""
    if asks_reason(request.caller) and not reason:
        return Group("Patients", (), f"To find patients too, fill in “{REASON}”.")
    today = clock.today(request.organisation.time_zone)
    found, more = finding.find_patients(request.caller, text, why=reason or WHY, today=today, most=most)
    hits = []
    for one in found:
        born = f", born {formats.day(one.details.birth_date)}" if one.details.birth_date else ""
        for number, stage, received_on in one.referrals:
            detail = f"{reference(number)} · came {formats.day(received_on)} · {stage_words(stage).lower()}"
            hits.append(
                Hit(f"{one.details.name or 'No name'}{born}", reverse("referrals:referral", args=[number]), detail)
            )
    return Group("Patients", hits, "There are more: add the first name or the birth date." if more else "")


def _places(caller: Caller, text: str, places: Sequence[Place]) -> list[Hit]:
    """Pages or actions one of whose words begins with each word typed."""
    typed = words(text)
    found = [
        one
        for one in places
        if caller.may(one.power) and typed and all(_begins(word, f"{one.label} {one.also}") for word in typed)
    ]
    return [Hit(one.label, reverse(one.url_name)) for one in found]


def _begins(typed: str, text: str) -> bool:
    return any(word.startswith(typed) for word in words(text))


def search_context(caller: Caller) -> dict[str, Any]:
    """What the layout draws its search of."""
    patients = ", patients" if caller.may("patients.read") else ""
    referrals = ", a referral's number" if caller.may("referrals.see") else ""
    return {
        "url": reverse("search"),
        "hint": f"Sources{referrals}{patients}, pages",
        "reason_label": REASON if asks_reason(caller) else "",
    }
