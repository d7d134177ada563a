"""Saving the profile: each time a version of its own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from django.db import transaction

from wellsent.accounts import audit
from wellsent.accounts import queries as accounts
from wellsent.accounts.caller import Caller
from wellsent.base import clock
from wellsent.base.errors import DataError, Refused
from wellsent.directory import queries as directory
from wellsent.plan.profile import queries, rules
from wellsent.plan.profile.models import ProfileVersion
from wellsent.plan.profile.rules import Ideal


@transaction.atomic
def keep_profile(*, ideal: Ideal, by: Caller) -> ProfileVersion:
    """Keep this profile. What it says of clinics that the caller does not see stays as it was.

    Raises DataError for what cannot be, Refused for a clinic of others.
    """
    by.must("sources.change")
    own = set(accounts.clinics(by).values_list("pk", flat=True))
    if any(place.clinic not in own for place in ideal.places):
        raise Refused("This is not a clinic of yours.", "Load the page again.")
    before = queries.ideal(by)
    others = tuple(place for place in before.places if place.clinic not in own) if before else ()
    zips = queries.known_zips(by, [place.zip for place in (*others, *ideal.places)])
    kinds = {kind.slug for kind in directory.described_kinds(by) if kind.retired_on is None}
    ideal = replace(ideal, places=(*others, *ideal.places))
    rules.check(ideal, kinds=kinds, zips=zips)
    return _keep(ideal, by)


@transaction.atomic
def keep_weights(*, weights: Mapping[str, int], by: Caller) -> ProfileVersion:
    """Keep what counts how much; all else stays. Raises DataError where there is no profile yet."""
    by.must("sources.change")
    before = queries.ideal(by)
    if before is None:
        raise DataError("There is no profile yet.", "Say first what an ideal source is.")
    rules.check_weights(weights)
    return _keep(replace(before, weights=dict(weights)), by)


@transaction.atomic
def bring_back_profile(*, version: int, by: Caller) -> ProfileVersion:
    """Let an older version count again, as a new one. Raises DataError for a version that is not there."""
    by.must("sources.change")
    found = queries.versions(by).filter(pk=version).first()
    if found is None:
        raise DataError("There is no such version.", "Load the page again.")
    return _keep(rules.ideal_from(found.ideal), by)


def _keep(ideal: Ideal, by: Caller) -> ProfileVersion:
    kept = ProfileVersion.objects.create(ideal=ideal.as_json(), at=clock.now(), by=by.user, by_name=by.name)
    audit.record("profile.keep", by=by, subject="profile", references=[kept.pk])
    return kept
