"""The table of docs/architecture.md, cell by cell: what each role sees or does."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from wellsent.accounts import roles
from wellsent.accounts.caller import Caller, caller_of, job_caller, nobody, shell_caller
from wellsent.accounts.models import Role, User
from wellsent.base.errors import Refused

COLUMNS = (Role.OWNER, Role.LIAISON, Role.FRONT_DESK, Role.CLINICIAN, Role.COMPLIANCE, Role.READ_ONLY)

# power                   owner liaison desk clinician compliance read-only
TABLE = """
own account               yes   yes     yes  yes       yes        yes
sources.see               yes   yes     yes  yes       yes        yes
sources.change            yes   yes     no   no        no         no
touches.log               yes   yes     yes  yes       no         no
volume.see                yes   yes     no   no        no         yes
volume.see own sources    yes   yes     no   yes       no         yes
plan.see                  yes   yes     no   no        no         yes
plan.answer               yes   yes     no   no        no         no
targets.see               yes   yes     no   no        no         yes
referrals.see             yes   yes     yes  yes       yes        no
referrals.record          yes   no      yes  no        no         no
visits.record             yes   no      yes  yes       no         no
patients.read             yes   no      yes  yes       yes        no
import.lists              yes   yes     yes  no        no         no
import.referrals          yes   no      yes  no        no         no
import.providers          yes   yes     no   no        no         no
export                    yes   no      no   no        no         no
settings.change           yes   no      no   no        no         no
people.manage             yes   no      no   no        no         no
authority.change          yes   no      no   no        yes        no
audit.read                yes   no      no   no        yes        no
"""
ROWS = [line.rsplit(maxsplit=6) for line in TABLE.strip().splitlines()]
CELLS = [(row[0], role, cell == "yes") for row in ROWS for role, cell in zip(COLUMNS, row[1:], strict=True)]


@pytest.mark.parametrize(("power", "role", "held"), CELLS)
def test_a_role_holds_what_the_table_says(power: str, role: str, held: bool) -> None:
    assert roles.holds(role, power) is held


def test_the_table_names_every_power() -> None:
    assert {row[0] for row in ROWS} == set(roles.POWERS)


def test_an_unknown_power_is_a_mistake_in_the_code() -> None:
    with pytest.raises(KeyError):
        roles.holds(Role.OWNER, "volume.peek")


@pytest.mark.parametrize("role", Role.values)
@pytest.mark.parametrize("power", sorted(roles.BLIND_WHEN_CHOOSING_GIFTS))
def test_whoever_chooses_gifts_sees_no_volume(role: str, power: str) -> None:
    assert not roles.holds(role, power, chooses_gifts=True)


def test_choosing_gifts_takes_nothing_else_away() -> None:
    for power in set(roles.POWERS) - roles.BLIND_WHEN_CHOOSING_GIFTS:
        assert roles.holds(Role.OWNER, power, chooses_gifts=True)


def test_every_role_says_what_it_is_for() -> None:
    assert set(roles.ROLE_WORDS) == set(Role.values)


def test_a_sole_owner_who_chooses_gifts_still_sees_volume(a_person: Callable[..., User]) -> None:
    owner = a_person(Role.OWNER, all_clinics=True)
    owner.chooses_gifts = True
    assert caller_of(owner).may("volume.see")


def test_with_a_second_person_the_owner_who_chooses_gifts_sees_none(a_person: Callable[..., User]) -> None:
    owner = a_person(Role.OWNER, all_clinics=True)
    owner.chooses_gifts = True
    a_person(Role.FRONT_DESK)
    assert not caller_of(owner).may("volume.see")


def test_a_retired_second_person_does_not_count(a_person: Callable[..., User]) -> None:
    owner = a_person(Role.OWNER, all_clinics=True)
    owner.chooses_gifts = True
    User.objects.filter(pk=a_person(Role.FRONT_DESK).pk).update(is_active=False)
    assert caller_of(owner).may("volume.see")


def test_somebody_not_signed_in_holds_nothing() -> None:
    assert not any(nobody().may(power) for power in roles.POWERS)


@pytest.mark.parametrize("caller", [shell_caller(), job_caller()])
def test_the_server_itself_holds_what_the_owner_holds(caller: Caller) -> None:
    assert all(caller.may(power) for power in roles.POWERS)


def test_what_is_not_held_is_refused_in_words() -> None:
    with pytest.raises(Refused, match="Your role does not allow this"):
        nobody().must("patients.read")
