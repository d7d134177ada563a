"""How many queries each page takes, as data: the same with few rows and with many.

After a change that is meant, `make query-counts` writes query_counts.json anew; look at what changed in it.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from django.test import Client

from wellsent.testing import pages
from wellsent.testing.people import sign_in

COUNTS = Path(__file__).with_name("query_counts.json")
FEW, MANY = 2, 12


def known() -> dict[str, int]:
    counts: dict[str, int] = json.loads(COUNTS.read_text(encoding="utf-8"))
    return counts


def write(name: str, count: int) -> None:
    COUNTS.write_text(json.dumps({**known(), name: count}, indent=1, sort_keys=True) + "\n", encoding="utf-8")


@pytest.mark.django_db
@pytest.mark.parametrize("name", pages.page_names())
def test_a_page_takes_as_many_queries_with_many_rows_as_with_few(
    name: str, client: Client, request: pytest.FixtureRequest
) -> None:
    owner = pages.an_owner()
    sign_in(client, owner)
    pages.grow(FEW, owner)
    path = pages.path_of(name, owner)
    status, few = pages.queries_for(client, path)
    pages.grow(MANY, owner)
    again, many = pages.queries_for(client, path)
    assert status == again
    assert status < 500
    if request.config.getoption("--write-query-counts"):
        write(name, many)
    assert {"few": few, "many": many} == {"few": known().get(name), "many": known().get(name)}


def test_every_address_that_names_something_says_how_it_is_opened() -> None:
    naming = {name for name, takes in pages.addresses().items() if takes}
    assert sorted(naming - set(pages.OPENED_WITH) - set(pages.NOT_PAGES)) == []


def test_no_count_is_kept_for_a_page_that_is_gone() -> None:
    assert sorted(set(known()) - set(pages.page_names())) == []
