"""How many queries each page takes, as data: no more with many rows than with few.

After a change that is meant, `make query-counts` writes query_counts.json anew; look at what changed in it.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

import pytest
from django.db import transaction
from django.test import Client
from pytest_django import DjangoDbBlocker

from wellsent.accounts.models import User
from wellsent.base import keys
from wellsent.testing import pages
from wellsent.testing.people import sign_in

COUNTS = Path(__file__).with_name("query_counts.json")
FEW, MANY = 2, 12


def known() -> dict[str, int]:
    counts: dict[str, int] = json.loads(COUNTS.read_text(encoding="utf-8"))
    return counts


@dataclass(frozen=True)
class Counted:
    """What became of a page with few rows and with many: its status, and how many queries it took."""

    status: list[int]
    queries: list[int]


@pytest.fixture(scope="module")
def counted(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, request: pytest.FixtureRequest
) -> dict[str, Counted]:
    """Every page, opened in one practice that grows; what opening one leaves behind is taken back before the next."""
    found = {name: Counted([], []) for name in pages.page_names()}
    with django_db_blocker.unblock(), transaction.atomic():
        owner = pages.an_owner()
        for rows in (FEW, MANY):
            pages.grow(rows, owner)
            for name, page in found.items():
                status, queries = _opened(name, owner)
                page.status.append(status)
                page.queries.append(queries)
        transaction.set_rollback(True)
    if request.config.getoption("--write-query-counts"):
        counts = {name: page.queries[0] for name, page in found.items()}
        COUNTS.write_text(json.dumps(counts, indent=1, sort_keys=True) + "\n", encoding="utf-8")
    return found


def _opened(name: str, owner: User) -> tuple[int, int]:
    keys.forget_loaded_keys()
    client = Client(raise_request_exception=False)
    with transaction.atomic():
        sign_in(client, owner)
        opened = pages.queries_for(client, pages.path_of(name, owner))
        transaction.set_rollback(True)
    return opened


@pytest.mark.xdist_group("query counts")
@pytest.mark.django_db
@pytest.mark.parametrize("name", pages.page_names())
def test_a_page_takes_no_more_queries_with_many_rows_than_with_few(name: str, counted: dict[str, Counted]) -> None:
    few, many = counted[name].status
    assert few == many < 500
    few, many = counted[name].queries
    assert few == known().get(name)
    assert many <= few  # a column that is full need not be asked for the rest of its cards


def test_every_address_that_names_something_says_how_it_is_opened() -> None:
    naming = {name for name, takes in pages.addresses().items() if takes}
    assert sorted(naming - set(pages.OPENED_WITH) - set(pages.NOT_PAGES)) == []


def test_no_count_is_kept_for_a_page_that_is_gone() -> None:
    assert sorted(set(known()) - set(pages.page_names())) == []
