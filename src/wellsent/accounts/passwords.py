"""Which passwords are good enough: long, uncommon, not made of words anybody here would guess (NIST SP 800-63B)."""

from __future__ import annotations

import re
import unicodedata
from typing import Any

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from wellsent.accounts.models import Clinic, Organisation, User
from wellsent.base.errors import DataError

LONGEST = 256
LEAST = 12
_WORD = re.compile(r"[^\W\d_]{3,}")


def normal(password: str) -> str:
    """The password in the one form of Unicode that is hashed (NIST SP 800-63B, 5.1.1.2: NFKC)."""
    return unicodedata.normalize("NFKC", password)


def check(password: str, *, user: User) -> None:
    """Refuse a password that is too short, too common or guessable. Raises DataError with all reasons in its words."""
    if len(password) > LONGEST:
        raise DataError(f"This password is longer than {LONGEST} characters.", "Choose a shorter one.")
    try:
        validate_password(password, user=user)
    except ValidationError as error:
        raise DataError(" ".join(error.messages), "Three or four unrelated words make a good one.") from error


class OwnWordsValidator:
    """Refuses passwords that hold little besides the product's, the practice's or the person's own words."""

    def validate(self, password: str, user: Any = None) -> None:
        whole = rest = password.casefold()
        for word in sorted(guessable_words(user), key=len, reverse=True):
            rest = rest.replace(word, " ")
        if rest != whole and len(re.sub(r"[\W\d_]", "", rest)) < LEAST // 2:
            raise ValidationError(
                "This password is too easy to guess: it is mostly names from here, numbers or signs.",
                code="own_words",
            )

    def get_help_text(self) -> str:
        return "It must not be made of the practice's or your own name."


def guessable_words(user: Any) -> set[str]:
    """Words that whoever knows this practice would try first, in lower case."""
    texts = ["wellsent password welcome referral clinic physical therapy"]
    texts += Organisation.objects.values_list("name", flat=True)
    texts += Clinic.objects.values_list("name", flat=True)
    if user is not None:
        texts += [user.name, user.email]
    return {word for text in texts for word in _WORD.findall(text.casefold())}
