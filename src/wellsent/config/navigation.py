"""What the navigation offers each caller: a page is listed for those who may open it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import resolve, reverse
from django.urls.exceptions import Resolver404

from wellsent.accounts.caller import Caller


@dataclass(frozen=True, slots=True)
class Entry:
    label: str
    url: str
    current: bool
    count: str = ""
    spoken: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    title: str
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class Navigation:
    groups: tuple[Group, ...]
    tabs: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class Notice:
    """What stands above every page, with a link where this caller can do something about it."""

    text: str
    label: str
    url: str


Line = tuple[str, str, str]
"""Label, url name, the power it needs."""

GROUPS: tuple[tuple[str, tuple[Line, ...]], ...] = (
    ("", (("This week", "desk:this-week", "sources.see"), ("Referrals", "referrals:board", "referrals.see"))),
    (
        "Relationships",
        (
            ("Sources", "desk:sources", "sources.see"),
            ("Contacts", "outreach:touches", "sources.see"),
            ("Same person?", "desk:same-person", "sources.change"),
        ),
    ),
    ("Results", (("Insights", "desk:insights", "volume.see"),)),
    (
        "Practice",
        (
            ("Import", "exchange:imports", "import.lists"),
            ("People", "accounts:people", "people.manage"),
            ("Audit trail", "accounts:audit", "audit.read"),
            ("Settings", "accounts:practice", "settings.change"),
            ("My account", "accounts:account", "sources.see"),
        ),
    ),
)
TABS: tuple[Line, ...] = (
    ("Week", "desk:this-week", "sources.see"),
    ("Sources", "desk:sources", "sources.see"),
    ("+", "outreach:log", "touches.log"),
    ("Referrals", "referrals:board", "referrals.see"),
    ("Account", "accounts:account", "sources.see"),
)
SPOKEN = {"+": "Log a contact"}
"""What a screen reader says where the label is only a sign."""


def navigation(request: HttpRequest) -> dict[str, Any]:
    """The context processor: `navigation` for signed-in people, nothing for others."""
    caller: Caller | None = getattr(request, "caller", None)
    if caller is None:
        return {}
    here = _here(request)
    groups = [Group(title, _entries(lines, caller, here)) for title, lines in GROUPS]
    return {
        "navigation": Navigation(tuple(one for one in groups if one.entries), _entries(TABS, caller, here)),
        "caller": caller,
        "notice": notice(request),
    }


def notice(request: HttpRequest) -> Notice | None:
    """What every page says while the practice's data is made up."""
    practice = getattr(request, "organisation", None)
    if settings.DEMO or not practice or not practice.is_sample:
        return None
    may_remove = request.caller.may("settings.change")  # type: ignore[attr-defined]  # see CallerRequest
    return Notice("The data here is made up.", "Remove it" if may_remove else "", reverse("exchange:sample"))


def _here(request: HttpRequest) -> str:
    try:
        return resolve(request.path_info).view_name
    except Resolver404:
        return ""


def _entries(lines: tuple[Line, ...], caller: Caller, here: str) -> tuple[Entry, ...]:
    return tuple(
        Entry(label, reverse(name), name == here, spoken=SPOKEN.get(label, ""))
        for label, name, power in lines
        if caller.may(power)
    )
