"""What a heading may mean: the table of headings other systems use, looked up after spelling is evened out.

data/emr_headers.csv holds headings seen in EMRs (with where they were seen), data/headings.csv our own.
"""

from __future__ import annotations

import csv
import re
import unicodedata
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import resources
from typing import Final

from rapidfuzz import fuzz, process

LEAVE_ALONE: Final = "ignore"
"""What the table says of a heading that is known and not ours to read."""

_LONGEST: Final = 120
_WORDS: Final[Mapping[str, str]] = {
    word: line.split()[0]
    for line in """
        refer ref refs refers referral referrals referred referrer referring refering refferal reffering referal
        refer refferring referido referida referente remitente remitido remision refiere remite derivado derivacion rfr
        refer ordering prescribing prescriber referencia
        doctor dr drs doctors md physician physicians phys physn medico medica pcp clinician
        provider providers prov proveedor practitioner
        patient pt pts patients client clients paciente cliente
        date dt dates fecha
        number no nbr num numero
        account acct accounts chart mrn pid
        payer ins insurance payor payers carrier insurer seguro aseguradora
        evaluation eval evals evaluated evaluacion ie
        appointment appt appts appointments apt cita
        diagnosis dx diag diagnoses diagnostico icd icd10 icd9 icd10cm
        discharge dc discharged alta
        scheduled sched schedule booked
        received rec recd rcvd receipt recibido
        first init initial 1st primera primer
        last lname surname apellido apellidos family
        given fname forename
        middle mi segundo
        specialty spec speciality specialities specialties especialidad
        location loc locations site
        organization org organisation entity
        authorized auth authorised authorization
        visit visits visitas sessions session
        birth birthdate birthday nacimiento dob
        phone tel telephone telefono ph
        zip zipcode postcode postal
        note notes comment comments remarks notas observaciones
        email mail correo
        credential credentials creds degree
        cancel cancelled canceled cancellation
        individual person
    """.strip().splitlines()
    for word in line.split()
}
"""One word for many spellings; the first of each line is only ever compared with itself."""
_DROPPED: Final = frozenset({"the", "of", "a", "an", "del", "de", "la", "el", "s", "on", "at", "in", "our", "y", "and"})
_NAME_PARTS: Final = frozenset({"last", "given", "middle", "suffix", "preferred", "first"})
_ALIASES: Final = (
    (re.compile(r"\bd\s*[/.\s]\s*c\b"), " discharge "),
    (re.compile(r"\bi\s*[/.\s]\s*e\b"), " evaluation "),
    (re.compile(r"\bd\.?\s*o\.?\s*b\b\.?"), " birth date "),
    (re.compile(r"\bd\.?\s*o\.?\s*s\b\.?"), " service date "),
    (re.compile(r"\bs\.?o\.?c\b\.?"), " start care "),
    (re.compile(r"\bicd\s*-?\s*(?:10|9)(?:\s*-?\s*cm)?\b"), " icd "),
    (re.compile(r"\be-mail\b"), " email "),
    (re.compile(r"rec'd"), " received "),
    (re.compile(r"#"), " number "),
    (re.compile(r"\([^()]*\)|\[[^\[\]]*\]"), " "),
)
_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
# Such a provider works for us: the column does not say who referred.
_OURS: Final = frozenset(
    {
        "treating",
        "treatment",
        "rendering",
        "billing",
        "therapist",
        "supervising",
        "evaluating",
        "performing",
        "assigned",
    }
)
_OTHERS: Final = frozenset({"doctor", "provider", "npi"})


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a heading may mean: our field (or LEAVE_ALONE), how near it is to a known heading (0 to 1) and how many
    of those mean the same."""

    field: str
    nearness: float
    votes: int


def meanings(list_name: str, heading: str) -> tuple[Meaning, ...]:
    """The fields a heading may stand for, the nearest first; none for a heading never seen.

    >>> [each.field for each in meanings("referrals", "Ref. Dt")]
    ['referral_date']
    """
    return _meanings(list_name, heading[:_LONGEST])


def says_referral(heading: str) -> bool:
    """Whether the heading speaks of referring; of "Doctor" and "Referring Doctor" the second is the nearer."""
    return "refer" in _words(heading[:_LONGEST])


def is_known(list_name: str, heading: str) -> bool:
    """Whether the table holds the heading itself, spelling aside; a heading that only resembles one does not count."""
    known = _table(list_name)
    return len(heading) <= _LONGEST and (_plain(heading) in known.exact or _words(heading) in known.by_words)


def plain(heading: str) -> str:
    """The heading in small letters with single blanks, for comparing headings of two files."""
    return _plain(heading)


@dataclass(frozen=True, slots=True)
class _Table:
    exact: Mapping[str, Counter[str]]
    by_words: Mapping[tuple[str, ...], Counter[str]]
    spellings: Mapping[str, tuple[str, ...]]


@cache
def _table(list_name: str) -> _Table:
    exact: dict[str, Counter[str]] = {}
    by_words: dict[tuple[str, ...], Counter[str]] = {}
    for heading, field in _rows(list_name):
        exact.setdefault(_plain(heading), Counter())[field] += 1
        by_words.setdefault(_words(heading), Counter())[field] += 1
    by_words.pop((), None)
    return _Table(exact, by_words, {" ".join(words): words for words in by_words})


def _rows(list_name: str) -> list[tuple[str, str]]:
    """Heading and field of the list; our own field names are headings too, so that an export reads back."""
    from wellsent.exchange.lists.fields import LISTS

    data = resources.files("wellsent.exchange.lists").joinpath("data")
    own = csv.DictReader(data.joinpath("headings.csv").read_text(encoding="utf-8").splitlines())
    rows = [(row["heading"], row["field"]) for row in own if row["list"] == list_name]
    if list_name == "referrals":
        seen = csv.DictReader(data.joinpath("emr_headers.csv").read_text(encoding="utf-8").splitlines())
        rows += [(row["header"], _part(row["header"], row["our_column"])) for row in seen]
    return rows + [(name, name) for name in LISTS[list_name].fields] * 5


def _part(heading: str, field: str) -> str:
    """The field of a heading that names one part of a name: "Referring Doctor Last Name"."""
    words = heading.lower().split()
    if not field.endswith("_name") or words[-1] not in {"name", "suffix"} or len(words) < 3:
        return field
    part = {"first": "given", "middle": "middle", "last": "family"}.get(words[-2], "")
    part = "suffix" if words[-1] == "suffix" else part
    return f"{field}:{part}" if part else field


@lru_cache(maxsize=4_096)
def _meanings(list_name: str, heading: str) -> tuple[Meaning, ...]:
    table = _table(list_name)
    words = _words(heading)
    if not words:
        return ()
    if _points_away(words):
        return (Meaning(LEAVE_ALONE, 1.0, 1),)
    found: dict[str, Meaning] = {}
    nobody: Counter[str] = Counter()
    for nearness, fields in (
        (1.0, table.exact.get(_plain(heading), nobody)),
        (0.95, table.by_words.get(words, nobody)),
        *_resembling(table, words),
    ):
        for field, votes in fields.items():
            found.setdefault(field, Meaning(field, nearness, votes))
        if found and nearness < 0.9:
            break
    return tuple(sorted(found.values(), key=lambda each: (-each.nearness, -each.votes)))


def _points_away(words: tuple[str, ...]) -> bool:
    """ "Refer To" names whom we sent patients to; a treating provider is one of ours."""
    if "refer" in words and "to" in words and "by" not in words:
        return True
    return bool(_OURS & set(words)) and bool(_OTHERS & set(words)) and "refer" not in words


def _resembling(table: _Table, words: tuple[str, ...]) -> list[tuple[float, Counter[str]]]:
    """Known headings that hold nearly the same words, the nearest first."""
    near: list[tuple[float, Counter[str]]] = []
    given = set(words)
    for known, fields in table.by_words.items():
        shared = len(given & set(known))
        if shared == len(known) and (shared > 1 or known[0] in {"npi", "birth", "diagnosis", "payer"}):
            near.append((0.6 + 0.25 * shared / len(given), fields))
    spelled = process.extractOne(" ".join(words), table.spellings.keys(), scorer=fuzz.ratio, score_cutoff=88)
    if spelled:
        near.append((0.85 * spelled[1] / 100, table.by_words[table.spellings[spelled[0]]]))
    return sorted(near, key=lambda each: -each[0])[:3]


def _plain(heading: str) -> str:
    return " ".join(re.sub(r"[_\s]+", " ", _unaccented(heading)).split()).strip(" :*.")


@lru_cache(maxsize=4_096)
def _words(heading: str) -> tuple[str, ...]:
    """The heading's words, evened out and in a fixed order."""
    text = _unaccented(_CAMEL.sub(" ", heading)).replace("_", " ")
    for pattern, plain in _ALIASES:
        text = pattern.sub(plain, text)
    words = {_WORDS.get(word, word) for word in re.findall(r"[a-z0-9]+", text)} - _DROPPED
    if "birth" in words:
        words.add("date")
    if "refer" in words and "provider" in words:
        words = words - {"provider"} | {"doctor"}
    if len(words) > 1 and not words & _NAME_PARTS:
        words.discard("name")
    return tuple(sorted(words))


def _unaccented(text: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFKD", text).lower() if not unicodedata.combining(c))
