"""Work that must happen once: one at a time, for as long as it takes, and by another when the first one dies."""

from __future__ import annotations

from datetime import timedelta

import pytest

from wellsent.base import clock, leases
from wellsent.exchange.models import Batch, Upload
from wellsent.testing.processes import until

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def row() -> Batch:
    upload = Upload.objects.create(size=1, sha256="0" * 64, at=clock.now())
    return Batch.objects.create(kind="referrals", upload=upload, created_at=clock.now(), by_name="Ada")


def left(row: Batch) -> timedelta:
    """How long the lease lasts from now."""
    until_then = Batch.objects.get(pk=row.pk).leased_until
    assert until_then is not None
    return until_then - clock.now()


def test_only_one_takes_a_lease_until_it_has_run_out(row: Batch) -> None:
    now = clock.now()
    assert leases.take(row, now=now)
    assert not leases.take(row, now=now + leases.LEASE / 2)
    assert leases.take(row, now=now + leases.LEASE * 2)


def test_a_step_that_lasts_longer_than_the_lease_keeps_it(row: Batch) -> None:
    assert leases.take(row, now=clock.now() - leases.LEASE * 0.99)
    with leases.held(row, every=timedelta(milliseconds=20)):
        until(lambda: left(row) > leases.LEASE / 2, "the lease is held on to")
    assert not leases.take(row, now=clock.now())


def test_a_lease_that_was_lost_is_not_taken_back(row: Batch) -> None:
    assert leases.take(row, now=clock.now())
    Batch.objects.filter(pk=row.pk).update(leased_by="another:1")
    with leases.held(row, every=timedelta(milliseconds=1)):
        pass
    assert not leases.keep(row, now=clock.now())
    assert Batch.objects.get(pk=row.pk).leased_by == "another:1"


def test_saving_the_work_leaves_the_lease_alone(row: Batch) -> None:
    assert leases.take(row, now=clock.now())
    row.problem = "half of it is blank"  # this copy of the row knows of no lease
    leases.save(row)
    stored = Batch.objects.get(pk=row.pk)
    assert (stored.problem, stored.leased_by) == ("half of it is blank", leases.worker_name())
