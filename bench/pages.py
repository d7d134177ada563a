"""Any page, warm, with 1,000 to 1,000,000 referrals of up to 10,000 providers, against an empty page of this project.

Each page takes turns with the empty one, so that a busy moment of the machine hits both alike. Besides, without a hold:
the page that takes longest when all that is kept between pages has to be worked out anew, as after a change. Run on
SQLite, or on the PostgreSQL named by DATABASE_URL. REFERRALS in the environment names one size of practice alone.
"""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Callable
from functools import partial
from statistics import median
from typing import TYPE_CHECKING

from bench.rows import Row, measure, p95, seconds

if TYPE_CHECKING:
    from django.test import Client

ROUNDS, ROUNDS_AFRESH = 30, 5
EMPTY = "/bench/empty/"
SEARCHES = {
    "search: a name": "Family00042",
    "search: a part that thousands have": "ada",
    "search: a practice": "practice 17",
    "search: a referral": "R-500",
    "search: a patient's common name": "Tanbaba",
    "search: a patient with first name": "Tanbaba Banerik",
    "search: nothing": "zzzzzz",
}
"""What is typed into search everywhere, by what it finds."""
FRONT_DESK = (
    *("referrals:board", "referrals:calls", "desk:referrals", "referrals:referral", "referrals:new"),
    *("desk:this-week", "desk:sources", "desk:source", "desk:insights", "search: a name", "search: a referral"),
)
"""The pages whose growth is told one by one."""
SIZES = (1_000, 10_000, 100_000, 1_000_000)
MOST_PROVIDERS = 10_000
NOT_MEASURED = {"bench-empty", "ui:gallery"}  # the yardstick itself; every component at once, for developers


def run() -> list[Row]:
    """For each size of practice the page that is furthest from the empty one, and those whose growth is told."""
    asked = os.environ.get("REFERRALS")
    return [row for size in ((int(asked),) if asked else SIZES) for row in measure(f"pages.at({size})")]


def at(referrals: int) -> list[Row]:
    """The rows of one size."""
    from wellsent.testing.databases import empty_database

    with tempfile.TemporaryDirectory(prefix="wellsent-bench-") as folder, empty_database() as named:
        os.environ.update(named, WELLSENT_HOME=folder)
        return _rows(referrals)


def _rows(referrals: int) -> list[Row]:
    from django.conf import settings

    from bench.large_practice import build
    from wellsent.config.django_start import start_django

    start_django()
    settings.ROOT_URLCONF = "bench.urls"
    from django.db import connection
    from django.test import Client

    from wellsent.accounts.caller import caller_of
    from wellsent.accounts.queries import today
    from wellsent.config.upgrade import upgrade
    from wellsent.insights.actions import refresh
    from wellsent.testing import pages, people

    providers = min(MOST_PROVIDERS, referrals // 10)
    upgrade()
    owner = pages.an_owner()
    build(providers, referrals)
    pages.grow(3, owner)
    refresh(as_of=today(caller_of(owner)), by=caller_of(owner))  # as the worker has done once a practice is warm
    client = Client(SERVER_NAME="localhost")
    people.sign_in(client, owner)
    addresses = {
        name: address
        for name in sorted(set(pages.page_names()) - NOT_MEASURED)
        if (address := _page(client, pages.path_of(name, owner)))
    }
    measured = {name: _times(client, partial(client.get, address)) for name, address in addresses.items()}
    afresh = {name: _times_afresh(client, address) for name, address in addresses.items()}
    measured |= {name: _times(client, partial(_search, client, text)) for name, text in SEARCHES.items()}
    for name in sorted(measured, key=partial(_ratio, measured)):
        print(f"  {name:<32} p95 {measured[name][0] * 1000:7.1f} ms  {_ratio(measured, name):5.2f}x", file=sys.stderr)
    slowest, slowest_afresh = (max(times, key=partial(_ratio, times)) for times in (measured, afresh))
    size = f"{referrals:,} referrals, {connection.vendor}"
    told = {"any page, warm": slowest, **{f"page {name}": name for name in FRONT_DESK}}
    sizes = {"any page, warm": f"{size}; {providers:,} providers; slowest of {len(measured)}: {slowest}"}
    ours, empty = afresh[slowest_afresh]
    return [
        *(Row(work, measured[one][0], sizes.get(work, size), measured[one][1], hold=3.0) for work, one in told.items()),
        Row("any page, after a change", ours, f"{size}; slowest of {len(afresh)}: {slowest_afresh}", empty),
    ]


def _ratio(times: dict[str, tuple[float, float]], name: str) -> float:
    ours, empty = times[name]
    return ours / empty


def _page(client: Client, path: str) -> str:
    """Where a page is in the end (recording a referral gives itself a mark first); nothing for what is no page."""
    answer = client.get(path)
    if answer.status_code == 302 and answer["Location"].startswith(f"{path}?"):
        path = answer["Location"]
        answer = client.get(path)
    return path if answer.status_code == 200 and answer["Content-Type"].startswith("text/html") else ""


def _search(client: Client, text: str) -> None:
    client.post("/search/", {"text": text}, headers={"HX-Request": "true"})


def _times(client: Client, ask: Callable[[], object]) -> tuple[float, float]:
    """The p95 of a page and of the empty one, taken in turns after both are warm."""
    ask(), client.get(EMPTY)
    pairs = [(seconds(ask), seconds(lambda: client.get(EMPTY))) for _ in range(ROUNDS)]
    return p95([ours for ours, _ in pairs]), p95([empty for _, empty in pairs])


def _times_afresh(client: Client, address: str) -> tuple[float, float]:
    """The same with nothing kept from the page before: the middle of a few."""
    from wellsent.base.kept import Kept

    pairs = []
    for _ in range(ROUNDS_AFRESH):
        Kept.forget_all()
        pairs.append((seconds(lambda: client.get(address)), seconds(lambda: client.get(EMPTY))))
    return median(ours for ours, _ in pairs), median(empty for _, empty in pairs)
