"""Whose imports somebody sees: a list may hold patients of every clinic, so whoever works for some sees their own."""

from __future__ import annotations

import pytest

from wellsent.accounts.caller import Caller
from wellsent.exchange.imports import queries
from wellsent.exchange.imports.tests.test_importing import ROWS, as_csv
from wellsent.exchange.imports.tests.test_pages import posted, signed_in
from wellsent.exchange.models import Batch

pytestmark = pytest.mark.django_db

ADDRESSES = ("", "not-imported.csv", "columns/", "run/", "cancel/", "undo/")


@pytest.fixture
def sent_by_the_owner(owner: Caller) -> Batch:
    posted(signed_in(owner), as_csv(ROWS))
    return Batch.objects.get()


@pytest.mark.parametrize("end", ADDRESSES)
def test_an_import_of_the_whole_practice_is_not_there_for_whoever_works_for_one_clinic(
    sent_by_the_owner: Batch, outsider: Caller, end: str
) -> None:
    browser = signed_in(outsider)
    path = f"/import/{sent_by_the_owner.pk}/{end}"
    assert {browser.get(path).status_code, browser.post(path).status_code} <= {405, 409}
    before = sent_by_the_owner.state
    sent_by_the_owner.refresh_from_db()
    assert sent_by_the_owner.state == before


def test_whoever_works_for_one_clinic_sees_the_imports_they_sent(sent_by_the_owner: Batch, front_desk: Caller) -> None:
    posted(signed_in(front_desk), as_csv(ROWS))
    assert [batch.by_id for batch in queries.batches(front_desk)] == [front_desk.user_id]


def test_an_owner_of_all_clinics_sees_every_import(owner: Caller, front_desk: Caller) -> None:
    posted(signed_in(front_desk), as_csv(ROWS))
    assert queries.batches(owner).count() == 1


def test_a_liaison_sees_no_list_of_referrals(sent_by_the_owner: Batch, liaison: Caller) -> None:
    assert list(queries.batches(liaison)) == []
