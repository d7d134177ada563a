"""The words of a heading, evened out: abbreviations, languages, capitals, numbering and words run together."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from functools import cache, lru_cache
from typing import Final

from wellsent.exchange.lists.composed import VOCABULARY, words_in

_MOST_PARTS: Final = 4
_WORDS: Final[Mapping[str, str]] = {
    word: line.split()[0]
    for line in """
        refer ref refs refers referral referrals referred referrer referring refering refferal reffering referal
        refer refferring referido referida referente remitente remitido remision refiere remite derivado derivacion rfr
        refer ordering prescribing prescriber referencia requesting requestor requester
        doctor dr drs doctors md physician physicians phys physn medico medica pcp clinician doc docs surgeon
        doctor pediatrician
        provider providers prov proveedor practitioner
        patient pt pts pat patients client clients paciente cliente child childs participant
        date dt dates fecha
        number no nbr num nmbr numero
        account acct accounts acc chart mrn mr pid
        payer ins insurance payor payers carrier insurer seguro aseguradora
        evaluation eval evals evaluated evaluacion ie
        appointment appt appts appointments apt cita
        diagnosis dx diag diagnoses diagnostico icd icd10 icd9 icd10cm
        discharge dc discharged alta
        scheduled sched schedule booked
        received rec recd rcvd receipt recibido
        first init initial 1st primera primer
        last lname surname apellido apellidos
        given fname forename
        middle mi segundo
        specialty spec speciality specialities specialties especialidad
        location loc locations site
        organization org organisation entity
        department dept departments
        facility facilities
        company co
        practice practices consultorio
        attended asistidas asistidos attends
        completed completadas completados realizadas
        authorized auth authorised authorization
        visit visits visitas sessions session sesion sesiones
        birth birthdate birthday nacimiento dob
        phone tel telephone telefono ph
        zip zipcode postcode postal
        note notes comment comments remarks notas observaciones
        email mail correo
        credential credentials cred creds degree
        cancel cancelled canceled cancellation cxl cx
        individual person
        treatment tx
        prescription rx script
    """.strip().splitlines()
    for word in line.split()
}
"""One word for many spellings; the first of each line is only ever compared with itself."""
_DROPPED: Final = words_in(
    "the of a an del de la el s on at in our y and information info details detail data demographics"
)
_NAME_PARTS: Final = frozenset({"last", "given", "middle", "suffix", "preferred", "first"})
_ALIASES: Final = (
    (re.compile(r"\bd\s*[/.\s]\s*c\b"), " discharge "),
    (re.compile(r"\bi\s*[/.\s]\s*e\b"), " evaluation "),
    (re.compile(r"\bd\.?\s*o\.?\s*b\b\.?"), " birth date "),
    (re.compile(r"\bd\.?\s*o\.?\s*s\b\.?"), " service date "),
    (re.compile(r"\bs\.?o\.?c\b\.?"), " start care "),
    (re.compile(r"\bicd\s*-?\s*(?:10|9)(?:\s*-?\s*cm)?\b"), " icd "),
    (re.compile(r"\be-mail\b"), " email "),
    (re.compile(r"\bnational provider (?:id|identifier|number|no)\b"), " npi "),
    (re.compile(r"\bf\.?\s?name\b"), " given name "),
    (re.compile(r"\b(?:l\.?|family)\s?name\b"), " last name "),
    (re.compile(r"rec'd"), " received "),
    (re.compile(r"#"), " number "),
    (re.compile(r"\([^()]*\)|\[[^\[\]]*\]"), " "),
)
_GROUPS: Final = words_in(
    "refer doctor provider source patient individual practice organization evaluation visit discharge appointment"
    " scheduled diagnosis payer contact case care start service"
)
_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_NUMBERED = re.compile(r"^\s*\(?[0-9]{1,2}\s*[.):]\s*(?=\S)")
_NEVER_A_PART: Final = words_in("no md mi ie mr cx do us is to by in st")


def plain(heading: str) -> str:
    """The heading in small letters with single blanks, for comparing headings of two files."""
    return " ".join(re.sub(r"[_\s]+", " ", _unaccented(heading)).split()).strip(" :*.")


@lru_cache(maxsize=4_096)
def words_of(heading: str) -> tuple[str, ...]:
    """The heading's words, evened out and in a fixed order."""
    text = _NUMBERED.sub("", _unaccented(_CAMEL.sub(" ", heading)).replace("_", " "))
    for pattern, meant in _ALIASES:
        text = pattern.sub(meant, text)
    found = [part for word in re.findall(r"[a-z0-9]+", text) for part in _parts(word)]
    words = {_WORDS.get(word, word) for word in found} - _DROPPED
    if "birth" in words:
        words.add("date")
    if "refer" in words and "provider" in words:
        words = words - {"provider"} | {"doctor"}
    if len(words) > 1 and not words & _NAME_PARTS:
        words.discard("name")
    return tuple(sorted(words))


def names_group(title: str) -> bool:
    """Whether a title over several columns says whose or what they are ("Patient", "Referral Details"), rather than
    being a line of a report's head ("Clinic: All")."""
    return set(words_of(title)) <= _GROUPS


def _unaccented(text: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFKD", text).lower() if not unicodedata.combining(c))


@lru_cache(maxsize=4_096)
def _parts(word: str) -> tuple[str, ...]:
    """The words a heading ran together, as old databases do: "refdate" is ref and date; any other word is itself.

    Split only where the whole of it is made of words that headings use, into as few as can be.
    """
    if len(word) < 4 or len(word) > 30 or word in _glue():
        return (word,)
    best: list[tuple[str, ...] | None] = [()] + [None] * len(word)
    for end in range(2, len(word) + 1):
        for start in range(end - 1):
            before, piece = best[start], word[start:end]
            if before is None or piece not in _glue() or len(before) == _MOST_PARTS:
                continue
            here = best[end]
            if here is None or len(before) + 1 < len(here):
                best[end] = (*before, piece)
    return best[-1] or (word,)


@cache
def _glue() -> frozenset[str]:
    return (VOCABULARY | frozenset(_WORDS) | frozenset(("npi", "full"))) - _NEVER_A_PART
