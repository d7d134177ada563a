"""What the navigation offers each caller: a page is listed for those who may open it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from django.http import HttpRequest
from django.urls import resolve, reverse
from django.urls.exceptions import Resolver404

from wellsent.accounts.caller import Caller
from wellsent.desk.search import search_context


@dataclass(frozen=True, slots=True)
class Entry:
    label: str
    url: str
    current: bool
    count: str = ""
    spoken: str = ""
    key: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    title: str
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class Navigation:
    groups: tuple[Group, ...]
    tabs: tuple[Entry, ...]
    quick: tuple[Entry, ...] = ()


Line = tuple[str, str, str]
"""Label, url name, the power it needs."""

GROUPS: tuple[tuple[str, tuple[Line, ...]], ...] = (
    ("", (("This week", "desk:this-week", "sources.see"),)),
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
    ("Insights", "desk:insights", "volume.see"),
    ("Account", "accounts:account", "sources.see"),
)
QUICK: tuple[tuple[str, Line], ...] = (("l", ("Log a contact", "outreach:log", "touches.log")),)
"""What is one key away on every page: the key, and what it opens."""
SPOKEN = {"+": "Log a contact"}
"""What a screen reader says where the label is only a sign."""


def navigation(request: HttpRequest) -> dict[str, Any]:
    """The context processor: `navigation` and `search` for signed-in people, nothing for others."""
    caller: Caller | None = getattr(request, "caller", None)
    if caller is None:
        return {}
    here = _here(request)
    groups = [Group(title, _entries(lines, caller, here)) for title, lines in GROUPS]
    quick = tuple(replace(entry, key=key) for key, line in QUICK for entry in _entries((line,), caller, here))
    return {
        "navigation": Navigation(tuple(one for one in groups if one.entries), _entries(TABS, caller, here), quick),
        "search": search_context(caller),
        "caller": caller,
    }


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
