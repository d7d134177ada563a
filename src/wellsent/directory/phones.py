"""Telephone and fax numbers, in one normal form: +14045550148."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from wellsent.directory.names.text import tidy

# A spreadsheet's 4045550148.0, and a number kept as text by a leading apostrophe.
_SPREADSHEET = re.compile(r"^'|\.0$")
# An area code and an exchange begin with 2 to 9 (North American Numbering Plan).
_NORTH_AMERICAN = re.compile(r"\+?1?([2-9]\d\d[2-9]\d{6})")


@dataclass(frozen=True, slots=True)
class Phone:
    """A number a telephone can dial: `e164` is how it is stored, `extension` what is asked for behind it."""

    e164: str
    extension: str = ""

    @property
    def shown(self) -> str:
        """As people write it: (404) 555-0148 ext. 12."""
        import phonenumbers  # a megabyte in every process, for pages that show a number

        number = phonenumbers.parse(self.e164)
        style = phonenumbers.PhoneNumberFormat
        national = number.country_code == 1
        text = phonenumbers.format_number(number, style.NATIONAL if national else style.INTERNATIONAL)
        return f"{text} ext. {self.extension}" if self.extension else text


@lru_cache(maxsize=65536)
def parse(text: str | None, region: str = "US") -> Phone | None:
    """The number a cell holds, or None when no telephone could dial it (seven digits, an extension of forty, "n/a").

    A number is read by the numbering plan of `region` unless it begins with a country code.
    """
    cleaned = _SPREADSHEET.sub("", tidy(text or ""))
    if not 7 <= sum(character.isdigit() for character in cleaned) <= 30:
        return None
    import phonenumbers  # as above

    try:
        number = phonenumbers.parse(cleaned, region)
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_valid_number(number) or len(number.extension or "") > 8:
        return None
    return Phone(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164), number.extension or "")


@lru_cache(maxsize=65536)
def comparable(text: str | None) -> str:
    """The digits two spellings of one number share, for comparing alone; "" when there are too few to tell.

    Ten digits for a North American number, else all of them; seven stay seven (a local number in an old list).
    """
    cleaned = _SPREADSHEET.sub("", (text or "").strip())
    digits = "".join(filter(str.isdigit, re.split(r"(?i)\s*(?:x|ext)", cleaned, maxsplit=1)[0]))
    match = _NORTH_AMERICAN.fullmatch(digits)
    if match:
        digits = match[1]
    return digits if len(digits) >= 7 and len(set(digits)) > 2 else ""
