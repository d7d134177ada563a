"""The same cast in every test: owner, liaison, front desk, clinician, compliance officer, read-only, and an outsider.

The outsider is a front desk of another clinic: sees nothing of Northside.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from hypothesis import HealthCheck, settings

from wellsent.accounts.caller import Caller, caller_of
from wellsent.accounts.models import Clinic, Organisation, Role, User
from wellsent.base import keys
from wellsent.base.kept import Kept

# Property tests try the same examples every time, however long each takes on a busy machine; one folder or database for
# all examples of a test is what such a test is for.
settings.register_profile(
    "wellsent", derandomize=True, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
settings.load_profile("wellsent")


@pytest.fixture(autouse=True)
def _fresh_keys() -> Iterator[None]:
    """Each test's database has keys of its own, and begins to count anew."""
    keys.forget_loaded_keys()
    Kept.forget_all()
    yield
    keys.forget_loaded_keys()


@pytest.fixture
def organisation(db: None) -> Organisation:
    return Organisation.objects.create(pk=1, name="Northside Physical Therapy", time_zone="America/New_York")


@pytest.fixture
def northside(organisation: Organisation) -> Clinic:
    return Clinic.objects.create(name="Northside")


@pytest.fixture
def harbor(organisation: Organisation) -> Clinic:
    return Clinic.objects.create(name="Harbor")


@pytest.fixture
def a_person(northside: Clinic) -> Callable[..., User]:
    """A colleague with a role, at Northside unless said otherwise."""

    def make(role: str, *, clinics: list[Clinic] | None = None, all_clinics: bool = False) -> User:
        user = User.objects.create_user(
            f"{role}{User.objects.count()}@northside.example",
            "correct horse battery",
            name=f"{role.title()} Person",
            role=role,
            all_clinics=all_clinics,
        )
        user.clinics.set([northside] if clinics is None else clinics)
        return user

    return make


@pytest.fixture
def owner(a_person: Callable[..., User]) -> Caller:
    return caller_of(a_person(Role.OWNER, all_clinics=True))


@pytest.fixture
def liaison(a_person: Callable[..., User]) -> Caller:
    return caller_of(a_person(Role.LIAISON, all_clinics=True))


@pytest.fixture
def front_desk(a_person: Callable[..., User]) -> Caller:
    return caller_of(a_person(Role.FRONT_DESK))


@pytest.fixture
def clinician(a_person: Callable[..., User]) -> Caller:
    return caller_of(a_person(Role.CLINICIAN))


@pytest.fixture
def compliance(a_person: Callable[..., User]) -> Caller:
    return caller_of(a_person(Role.COMPLIANCE, all_clinics=True))


@pytest.fixture
def read_only(a_person: Callable[..., User]) -> Caller:
    return caller_of(a_person(Role.READ_ONLY, all_clinics=True))


@pytest.fixture
def outsider(a_person: Callable[..., User], harbor: Clinic) -> Caller:
    return caller_of(a_person(Role.FRONT_DESK, clinics=[harbor]))
