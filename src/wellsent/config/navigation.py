"""What the navigation offers each caller: a page is listed for those who may open it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import resolve, reverse
from django.urls.exceptions import Resolver404
from django.utils.functional import SimpleLazyObject

from wellsent.accounts.caller import Caller
from wellsent.config import stuck
from wellsent.desk import due
from wellsent.desk.search import search_context


@dataclass(frozen=True, slots=True)
class Entry:
    """`current` is "page" on the page itself and "true" on those below it; `count` None where no number is known."""

    label: str
    url: str
    current: str
    count: str | None = None
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
            ("Targets", "plan:targets", "targets.see"),
            ("Contacts", "outreach:touches", "sources.see"),
            ("Same person?", "desk:same-person", "sources.change"),
            ("Registry changes", "desk:registry", "sources.change"),
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
QUICK: tuple[tuple[str, Line], ...] = (
    ("l", ("Log a contact", "outreach:log", "touches.log")),
    ("n", ("Record a referral", "referrals:new", "referrals.record")),
)
"""What is one key away on every page: the key, and what it opens."""
SPOKEN = {"+": "Log a contact"}
"""What a screen reader says where the label is only a sign."""


def navigation(request: HttpRequest) -> dict[str, Any]:
    """The context processor: `navigation` and `search` for signed-in people, nothing for others."""
    caller: Caller | None = getattr(request, "caller", None)
    if caller is None:
        return {}
    return {
        "navigation": SimpleLazyObject(lambda: _navigation(request, caller)),
        "search": SimpleLazyObject(lambda: search_context(caller)),
        "caller": caller,
        "notice": notice(request),
    }


def _navigation(request: HttpRequest, caller: Caller) -> Navigation:
    """Put together only where it is drawn: a part of a page that is swapped in asks for none."""
    here = _here(request)
    known = due.kept(request)
    counts = {} if known is None else {"desk:this-week": f"{known}"}
    if said := stuck.words(caller):
        counts["referrals:board"] = said
    groups = [Group(title, _entries(lines, caller, here, request.path_info, counts)) for title, lines in GROUPS]
    tabs = _entries(TABS, caller, here, request.path_info)
    quick = tuple(
        replace(entry, key=key) for key, line in QUICK for entry in _entries((line,), caller, here, request.path_info)
    )
    return Navigation(tuple(one for one in groups if one.entries), tabs, quick)


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


def _entries(
    lines: tuple[Line, ...], caller: Caller, here: str, path: str, counts: Mapping[str, str] | None = None
) -> tuple[Entry, ...]:
    offered = [(label, name, reverse(name)) for label, name, power in lines if caller.may(power)]
    current = _current([(name, url) for _, name, url in offered], here, path)
    return tuple(
        Entry(label, url, current.get(name, ""), (counts or {}).get(name), SPOKEN.get(label, ""))
        for label, name, url in offered
    )


def _current(offered: Sequence[tuple[str, str]], here: str, path: str) -> dict[str, str]:
    """The page that is open; where it is not offered itself, the one it lies below."""
    if any(name == here for name, _ in offered):
        return {here: "page"}
    above = [(len(url), name) for name, url in offered if url != "/" and path.startswith(url)]
    return {max(above)[1]: "true"} if above else {}
