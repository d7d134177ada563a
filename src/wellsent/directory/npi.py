"""The National Provider Identifier: ten digits, the last of which checks the others.

A list writes it in many ways: with blanks, in full-width digits, or as a spreadsheet's 1003000126.0.
"""

from __future__ import annotations

import re
import unicodedata

# The prefix of the issuer (80 health, 840 United States) takes part in the check: 45 CFR 162.406, ISO/IEC 7812.
# Its five digits always contribute 24 to the Luhn sum.
_PREFIX_SUM = 24

_NOISE = re.compile(r"^\s*'?\s*(?:npi)?[\s:#.\-]*|[\s\-\u00a0\u200b-\u200f\u202a-\u202e\u2060\ufeff]+", re.IGNORECASE)
_SHAPE = re.compile(r"([12][0-9]{9})(?:\.0*)?")


def clean(text: str | None) -> str | None:
    """The ten digits a cell means, or None when it cannot be an NPI by its shape; the check digit is not looked at.

    >>> clean(" 1003000126.0 ")
    '1003000126'
    """
    if not text or len(text) > 60:
        return None
    match = _SHAPE.fullmatch(_NOISE.sub("", unicodedata.normalize("NFKC", text)))
    return match[1] if match else None


def is_valid(text: str | None) -> bool:
    """Whether a cell holds an NPI whose check digit is right (Luhn over 80840 and the ten digits).

    A right check digit proves neither that the number was issued nor a licence.

    >>> is_valid("1234567893"), is_valid("1234567895")
    (True, False)
    """
    digits = clean(text)
    return digits is not None and _luhn_sum(digits) % 10 == 0


def is_meant(text: str) -> bool:
    """Whether somebody who types this means an NPI, right or wrong: what has no letter is nobody's name.

    >>> is_meant("NPI 1003000126"), is_meant("100-300"), is_meant("Ada Okafor 2")
    (True, True, False)
    """
    return clean(text) is not None or not any(letter.isalpha() for letter in text)


def with_check_digit(nine: str) -> str:
    """The NPI that begins with these nine digits; for made-up practices and for tests.

    >>> with_check_digit("123456789")
    '1234567893'
    """
    return nine + str(-_luhn_sum(nine + "0") % 10)


def _luhn_sum(digits: str) -> int:
    """The Luhn sum of the prefix and ten digits: every second digit, from the last but one leftwards, counts double."""
    doubled = sum(sum(divmod(2 * int(digit), 10)) for digit in digits[-2::-2])
    return _PREFIX_SUM + doubled + sum(int(digit) for digit in digits[::-2])
