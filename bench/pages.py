"""Any page, warm, with 10,000 providers and 1,000,000 referrals, against an empty page of this project.

Each page takes turns with the empty one, so that a busy moment of the machine hits both alike. Run on SQLite, or on the
PostgreSQL named by DATABASE_URL. PROVIDERS and REFERRALS in the environment make a smaller practice.
"""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from bench.rows import Row, p95, seconds

if TYPE_CHECKING:
    from django.test import Client

ROUNDS = 30
EMPTY = "/bench/empty/"
SEARCHES = {
    "search: a name": "Family01234",
    "search: a part that thousands have": "ada",
    "search: a practice": "practice 17",
    "search: a referral": "R-500000",
    "search: a patient's common name": "Tanbaba",
    "search: a patient with first name": "Tanbaba Banerik",
    "search: nothing": "zzzzzz",
}
"""What is typed into search everywhere, by what it finds."""
NOT_MEASURED = {"bench-empty", "ui:gallery"}  # the yardstick itself; every component at once, for developers


def run() -> list[Row]:
    """One row: the page that is furthest from the empty one."""
    with tempfile.TemporaryDirectory(prefix="wellsent-bench-") as folder:
        os.environ["WELLSENT_HOME"] = folder
        return [_slowest()]


def _slowest() -> Row:
    from django.conf import settings

    from bench.large_practice import PROVIDERS, REFERRALS, build
    from wellsent.config.django_start import start_django

    start_django()
    settings.ROOT_URLCONF = "bench.urls"
    from django.db import connection
    from django.test import Client

    from wellsent.config.upgrade import upgrade
    from wellsent.testing import pages, people

    providers, referrals = (
        int(os.environ.get(name, usual)) for name, usual in (("PROVIDERS", PROVIDERS), ("REFERRALS", REFERRALS))
    )
    upgrade()
    owner = pages.an_owner()
    build(providers, referrals)
    pages.grow(3, owner)
    client = Client(SERVER_NAME="localhost")
    people.sign_in(client, owner)
    measured = {
        name: _times(client, partial(client.get, pages.path_of(name, owner)))
        for name in sorted(set(pages.page_names()) - NOT_MEASURED)
        if _is_page(client, pages.path_of(name, owner))
    }
    measured |= {name: _times(client, partial(_search, client, text)) for name, text in SEARCHES.items()}
    for name, (ours, empty) in sorted(measured.items(), key=lambda item: item[1][0] / item[1][1]):
        print(f"  {name:<32} p95 {ours * 1000:7.1f} ms  {ours / empty:5.2f}x", file=sys.stderr)
    name, (ours, empty) = max(measured.items(), key=lambda item: item[1][0] / item[1][1])
    size = f"{providers:,} providers, {referrals:,} referrals, {connection.vendor}; slowest: {name}"
    return Row("any page, warm", ours, size, empty, hold=3.0)


def _is_page(client: Client, path: str) -> bool:
    answer = client.get(path)
    return answer.status_code == 200 and answer["Content-Type"].startswith("text/html")


def _search(client: Client, text: str) -> None:
    client.post("/search/", {"text": text}, headers={"HX-Request": "true"})


def _times(client: Client, ask: Callable[[], object]) -> tuple[float, float]:
    """The p95 of a page and of the empty one, taken in turns after both are warm."""
    ask(), client.get(EMPTY)
    pairs = [(seconds(ask), seconds(lambda: client.get(EMPTY))) for _ in range(ROUNDS)]
    return p95([ours for ours, _ in pairs]), p95([empty for _, empty in pairs])
