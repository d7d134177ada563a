"""The words names are made of besides names proper, from data/name_words.toml, and the names we know."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from importlib import resources
from typing import Any, Final


def _read(file: str) -> str:
    return resources.files("wellsent.directory").joinpath(f"data/{file}").read_text(encoding="utf-8")


def _names(file: str) -> list[str]:
    return [word for line in _read(file).splitlines() if not line.startswith("#") for word in line.split()]


_table: dict[str, Any] = tomllib.loads(_read("name_words.toml"))


def _words(key: str) -> frozenset[str]:
    return frozenset(_table[key].split())


TITLES: Final = _words("titles")
SUFFIXES: Final[Mapping[str, str]] = _table["suffix"]
PARTICLES: Final = _words("particles")
LOWER_PARTICLES: Final = _words("lower_particles")
LINKS: Final = _words("links")
CREDENTIALS: Final[Mapping[str, str]] = {
    word: _table["credential_shown"].get(word, word.upper())
    for word in [*_table["credentials"].split(), *_table["credential_shown"]]
}
IN_PIECES: Final = _words("credentials_in_pieces")
ALSO_NAMES: Final = _words("also_names")
NOT_A_SOURCE: Final = _words("not_a_source")
MAINLY_GIVEN: Final = _words("mainly_given")
SPANISH_FAMILY: Final = _words("spanish_family")
VIETNAMESE_FAMILY: Final = _words("vietnamese_family")
FAMILY_ENDINGS: Final = tuple(_table["family_endings"].split())
ORGANISATION: Final = _words("organisation")
ORGANISATION_AT_END: Final = _words("organisation_at_end")
LEGAL_FORMS: Final = _words("legal_forms")
KEPT_UPPER: Final = _words("kept_upper")
PRACTICE_SPELLING: Final[Mapping[str, str]] = {
    written: word for word, spellings in _table["practice_spelling"].items() for written in spellings.split()
}
GENERIC: Final = _words("generic") | frozenset(_table["practice_spelling"])

GIVEN: Final = frozenset(_names("given_names.txt"))
"""Given names we know, folded."""

FAMILY: Final[Mapping[str, int]] = {
    word: rank for rank, word in reversed(list(enumerate(_names("family_names.txt"), 1)))
}
"""Family names we know, folded, each with its place from the most common (1)."""
