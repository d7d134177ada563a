from __future__ import annotations

import pytest

from wellsent.accounts import passwords
from wellsent.accounts.models import Clinic, Organisation, Role, User
from wellsent.base.errors import DataError


@pytest.fixture
def person(organisation: Organisation, harbor: Clinic) -> User:
    return User(email="ada.marsh@northside.example", name="Ada Marsh", role=Role.OWNER)


@pytest.mark.parametrize(
    "password",
    [
        "purple kettle mountain",
        "  spaces around it count  ",
        "832956104477120966",
        "ÄÖÜ ßäöü éèê ñç",
        "🐢🐇🐢🐇 slow and steady",
        "a wellsent horse jumps over",
        "x7" * 32,
        "correct horse battery staple " * 4,
    ],
)
def test_a_long_password_of_any_letters_is_good_enough(person: User, password: str) -> None:
    passwords.check(password, user=person)


@pytest.mark.parametrize(
    ("password", "reason"),
    [
        ("elevenchars", "at least 12 characters"),
        ("password1234", "too common"),
        ("wellsent2026!", "too easy to guess"),
        ("Northside-PT-2026", "too easy to guess"),
        ("harborharbor", "too easy to guess"),
        ("AdaMarsh1984!!", "too easy to guess"),
        ("ada.marsh@northside.example", "too easy to guess"),
        ("a" * 257, "longer than 256"),
    ],
)
def test_a_password_others_would_guess_is_refused(person: User, password: str, reason: str) -> None:
    with pytest.raises(DataError, match=reason):
        passwords.check(password, user=person)
