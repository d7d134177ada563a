"""What the cells of a column look like, whatever its heading says."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from wellsent.directory import kinds, npi
from wellsent.exchange.lists.amounts import read_count, read_minutes
from wellsent.exchange.lists.cells import Cell, Column, as_text
from wellsent.exchange.lists.dates import Exact, TwoNumbers, is_serial, read_date, written_date
from wellsent.exchange.lists.problems import Problem
from wellsent.exchange.lists.texts import is_icd10
from wellsent.exchange.lists.words import meaning, says_no_date, says_nothing

_SAMPLE: Final = 200
_RECENT: Final = 2005
_MANY: Final = 2_000
_WHOLE = re.compile(r"[0-9]{1,3}(?:\.0+)?")
_NUMBER = re.compile(r"-?\$?[0-9][0-9,]{0,14}(?:\.[0-9]{1,6})?%?")
_PHONE = re.compile(
    r"\+?1?[\s.\-]*\(?[2-9][0-9]{2}\)?[\s.\-/]*[0-9]{3}[\s.\-]*[0-9]{4}(?:\s*(?:x|ext\.?)\s*[0-9]{1,6})?", re.IGNORECASE
)
_ZIP = re.compile(r"[0-9]{5}(?:-?[0-9]{4})?")
_EMAIL = re.compile(r"[^@\s]{1,64}@[^@\s]{1,190}\.[a-zA-Z]{2,63}")
_RECORD = re.compile(r"(?=[^\s]*[0-9])[A-Za-z0-9][A-Za-z0-9\-_./#]{0,39}")
_TAXONOMY = re.compile(r"[0-9]{3}[0-9A-Z]{6}X")
_ORGANISATION = re.compile(
    r"\b(?:clinic|center|centre|hospital|medical|medicine|group|associates?|ortho\w*|practice|health\w*|care|llc|inc|corp"
    r"|p\.?c\.?|p\.?l\.?l\.?c\.?|p\.?a\.?|physicians|partners|institute|surg\w*|services|office|rehab\w*|therapy|spine|clinica"
    r"|foundation|network|system|university|department|dept|specialists)(?:\b|$)",
    re.IGNORECASE,
)
_PERSON = re.compile(
    r"(?:dr\.?\s+|mr\.?\s+|mrs\.?\s+|ms\.?\s+)?[^\W\d_][^\W\d_'’.\-]{0,30}(?:['’\-.\s,]+[^\W\d_][^\W\d_'’.\-]{0,30}){1,7}\.?",
    re.IGNORECASE,
)
_CREDENTIAL = re.compile(
    r"(?:^dr\.?\s|,?\s(?:m\.?d|d\.?o|n\.?p|p\.?a(?:-?c)?|d\.?p\.?m|d\.?c|rn|fnp\w*|aprn|crnp|dds|dmd|ph\.?d)\b\.?)",
    re.IGNORECASE,
)
_PAYER = re.compile(
    r"\b(?:medicare|medicaid|aetna|cigna|uhc|united\s?health\w*|bcbs|blue\s?(?:cross|shield)\w*|anthem|humana|tricare|kaiser"
    r"|workers?'?\s?comp\w*|w/?c|self[\s-]?pay|cash|commercial|hmo|ppo|auto|no[\s-]?fault|insurance|wellcare|molina|ambetter|va|oscar)\b",
    re.IGNORECASE,
)
_BODY = re.compile(
    r"\b(?:pain|knee|hip|shoulder|back|neck|ankle|wrist|elbow|foot|spine|lumbar|cervical|lbp|post[\s-]?op|replacement|tka|tha|acl"
    r"|rotator|stroke|vertigo|balance|gait|sprain|strain|fracture|tear|arthritis|sciatica|concussion|headache|pelvic|dolor|rodilla|espalda)\b",
    re.IGNORECASE,
)
_LOST = re.compile(
    r"\b(?:no[\s-]?show|unable|declin\w*|refus\w*|moved|elsewhere|insurance|network|cost|copay|distance|transport\w*"
    r"|not interested|no answer|no response|reach|cancel\w*|expensive|closer|too far|feeling better|surgery|deceased"
    r"|time|schedul\w*)\b",
    re.IGNORECASE,
)
_STATES: Final = frozenset(
    """
    AL AK AZ AR CA CO CT DE DC FL GA HI ID IL IN IA KS KY LA ME MD MA MI MN MS MO MT NE NV NH NJ NM NY NC ND OH OK OR
    PA PR RI SC SD TN TX UT VT VA WA WV WI WY GU VI
    """.strip()
    .replace("\n", " ")
    .split(" ")
)


@dataclass(frozen=True, slots=True)
class Profile:
    """A column's cells: how many rows hold something (`filled`), how many different cells, and the share (0 to 1) of a
    sample of them that look like each kind of content (`shares`). `words` is the mean number of words."""

    filled: int
    distinct: int
    shares: Mapping[str, float]
    words: float

    def share(self, *names: str) -> float:
        """The largest of these shares."""
        return max(self.shares.get(name, 0.0) for name in names)

    @property
    def repeats(self) -> float:
        """How often a cell returns on average."""
        return self.filled / self.distinct if self.distinct else 0.0


def profile(column: Column, codes: Sequence[int]) -> Profile:
    """The profile of a column at the rows with these codes."""
    counts = Counter(codes)
    filled = [(column.distinct[code], count) for code, count in sorted(counts.items())]
    if len(filled) < _MANY:  # among so many different cells a few "N/A" do not count
        filled = [
            (cell, count) for cell, count in filled if not isinstance(cell, str) or not says_nothing(cell.strip())
        ]
    if not filled:
        return Profile(0, 0, {}, 0.0)
    step = -(-len(filled) // _SAMPLE)
    sample = [cell for cell, _ in filled[::step]]
    texts = [as_text(cell) for cell in sample]
    shares = {
        name: sum(map(test, possible)) / len(texts)
        for possible, tests in ((_with(str.isdigit, texts), _OF_DIGITS), (_with(str.isalpha, texts), _OF_LETTERS))
        for name, test in tests.items()
    }
    dates = [reading for reading in map(_date, sample) if reading]
    shares["date"] = len(dates) / len(sample)
    shares["recent date"] = sum(map(_is_recent, dates)) / len(sample)
    shares["no date"] = sum(map(says_no_date, texts)) / len(texts)
    shares["serial"] = sum(is_serial(cell) for cell in sample) / len(sample)
    words = sum(len(text.split()) for text in texts) / len(texts)
    return Profile(sum(count for _, count in filled), len(filled), shares, words)


def _with(sign: Callable[[str], bool], texts: Sequence[str]) -> list[str]:
    return [text for text in texts if any(map(sign, text))]


def _date(cell: Cell) -> Exact | TwoNumbers | None:
    """What a cell that is written as a date, or that the spreadsheet holds as one, says; a mere number says none."""
    if isinstance(cell, str):
        return written_date(cell)
    reading = read_date(cell)
    return reading if isinstance(reading, Exact) and reading.typed else None


def _is_recent(date: Exact | TwoNumbers) -> bool:
    """A date of this century, as referrals have and most birth dates have not."""
    year = date.day.year if isinstance(date, Exact) else date.year
    return year >= _RECENT or 0 < year < 100


def is_person(text: str) -> bool:
    """Whether a text is built like a person's name; an organisation's words rule it out."""
    return (
        len(text) < 80 and _PERSON.fullmatch(text) is not None and not _ORGANISATION.search(_CREDENTIAL.sub("", text))
    )


def _is_organisation(text: str) -> bool:
    return len(text) < 120 and _ORGANISATION.search(text) is not None


@lru_cache(maxsize=4_096)
def _is_kind(text: str) -> bool:
    return len(text) < 60 and kinds.says_only_kind(text) and not _CREDENTIAL.search(f" {text}")


# What no text without a digit can be, and no text without a letter: each is asked of those texts alone.
_OF_DIGITS: Final[Mapping[str, Callable[[str], bool]]] = {
    "npi": lambda text: npi.clean(text) is not None,
    "valid npi": npi.is_valid,
    "whole": lambda text: _WHOLE.fullmatch(text) is not None,
    "frequency": lambda text: not isinstance(read_count(text, frequency=True), Problem),
    "minutes": lambda text: not isinstance(read_minutes(text), Problem),
    "number": lambda text: _NUMBER.fullmatch(text) is not None,
    "phone": lambda text: len(text) < 40 and _PHONE.fullmatch(text) is not None,
    "zip": lambda text: _ZIP.fullmatch(text) is not None,
    "record": lambda text: _RECORD.fullmatch(text) is not None,
    "taxonomy": lambda text: _TAXONOMY.search(text) is not None,
    "icd": is_icd10,
}
_OF_LETTERS: Final[Mapping[str, Callable[[str], bool]]] = {
    "state": lambda text: text.upper() in _STATES,
    "email": lambda text: len(text) < 255 and _EMAIL.fullmatch(text) is not None,
    "organisation": _is_organisation,
    "person": is_person,
    "credential": lambda text: len(text) < 120 and _CREDENTIAL.search(text) is not None,
    "kind": _is_kind,
    "payer": lambda text: _PAYER.search(text[:200]) is not None,
    "body": lambda text: _BODY.search(text[:200]) is not None,
    "lost": lambda text: _LOST.search(text[:200]) is not None,
    "status": lambda text: meaning("status", text) is not None,
    "touch": lambda text: meaning("touch_kind", text) is not None,
    "visit": lambda text: meaning("visit_status", text) is not None,
    "text": lambda _: True,
}
