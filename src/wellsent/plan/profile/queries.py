"""The profile that counts now, and those before it."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING

from django.db.models import QuerySet

from wellsent.accounts.caller import Caller
from wellsent.plan.profile.models import ProfileVersion
from wellsent.plan.profile.rules import Ideal, ideal_from

if TYPE_CHECKING:
    from wellsent.directory.registry.distances import ZipTable


def versions(caller: Caller) -> QuerySet[ProfileVersion]:
    """Every version of the profile, the newest first. Raises Refused."""
    caller.must("targets.see")
    return ProfileVersion.objects.all()


def ideal(caller: Caller) -> Ideal | None:
    """The profile that counts, or None before there is one. Raises Refused."""
    newest = versions(caller).first()
    return ideal_from(newest.ideal) if newest else None


def known_zips(caller: Caller, zips: Collection[str]) -> set[str]:
    """Those of these ZIP codes whose place is known."""
    caller.must("targets.see")
    table = zip_table(caller)
    return {code for code in zips if table.place(code) is not None}


def zip_table(caller: Caller) -> ZipTable:
    """Where ZIP codes lie: from the loaded registry, else from the package that comes with us."""
    from wellsent.base.errors import DataError
    from wellsent.directory.registry.distances import every_zip  # brings numpy, which the web server does without
    from wellsent.directory.registry_here import registry

    caller.must("targets.see")
    try:
        return registry().zips()
    except DataError:
        return every_zip()
