"""Kinds of provider: what a source is, in thirty words of ours, from whatever a list calls it.

The table (data/kinds.csv) gives each taxonomy code one kind. The grouping into kinds and families is ours; the codes
and their labels are those of the NUCC code set named in the table's last column.
"""

from __future__ import annotations

import csv
import re
import unicodedata
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from types import MappingProxyType
from typing import Final

from wellsent.directory.kind_words import BY_CREDENTIAL, BY_PHRASE, LABELS


@dataclass(frozen=True, slots=True)
class Taxonomy:
    """One code of the registry: its label, the kind it belongs to and which credentials it stands for."""

    code: str
    label: str
    kind: str
    credential_class: str
    is_organisation: bool


@dataclass(frozen=True, slots=True)
class Kind:
    """What a source is.

    `slug` is how it is stored, `label` how it is shown, `family` groups kinds for the practice's overview, and
    `credential_class` is what most people of this kind hold (md_do, np, dpm, ...; "org" for organisations), which
    decides together with their own credentials who may order.
    """

    slug: str
    label: str
    family: str
    credential_class: str
    codes: tuple[str, ...]


def _load() -> tuple[Mapping[str, Taxonomy], Mapping[str, Kind]]:
    table = resources.files("wellsent.directory").joinpath("data/kinds.csv").read_text(encoding="utf-8")
    rows = list(csv.DictReader(table.splitlines()))
    taxonomies = {
        row["taxonomy_code"]: Taxonomy(
            code=row["taxonomy_code"],
            label=row["label"],
            kind=row["kind"],
            credential_class=row["credential_class"],
            is_organisation=row["section"] == "organisation",
        )
        for row in rows
    }
    families = {row["kind"]: row["family"] for row in rows}
    return taxonomies, {slug: _kind(slug, family, taxonomies) for slug, family in families.items()}


def _kind(slug: str, family: str, taxonomies: Mapping[str, Taxonomy]) -> Kind:
    own = [taxonomy for taxonomy in taxonomies.values() if taxonomy.kind == slug]
    people = [taxonomy for taxonomy in own if not taxonomy.is_organisation]
    classes = Counter(taxonomy.credential_class for taxonomy in people or own)
    return Kind(
        slug=slug,
        label=LABELS.get(slug, slug.replace("-", " ").capitalize()),
        family=family,
        credential_class=classes.most_common(1)[0][0],
        codes=tuple(taxonomy.code for taxonomy in own),
    )


_taxonomies, _kinds = _load()

TAXONOMIES: Final[Mapping[str, Taxonomy]] = MappingProxyType(dict(_taxonomies))
"""Every code of the table, by code."""

ALL: Final[Mapping[str, Kind]] = MappingProxyType(dict(_kinds))
"""Every kind, by slug, in the table's order."""

_SAYS_NO_SPECIALTY = frozenset({"363L00000X", *ALL["physician-assistant"].codes})
CODE: Final = re.compile(r"[0-9]{3}[0-9A-Z]{6}X")
"""What a taxonomy code looks like."""


def of_taxonomies(codes: Sequence[str], primary: str | None = None) -> str | None:
    """The kind of a provider with these taxonomy codes (a registry entry has up to fifteen), or None.

    The code marked primary decides, else the first. A sports-medicine code anywhere wins over primary care and
    orthopaedic surgery (our choice: such a person is met as a sports physician). A bare nurse-practitioner code and
    every physician-assistant code say nothing of specialty, so any other code of ours goes before them.
    """
    wanted = [code.strip().upper() for code in ([primary] if primary else []) + list(codes)]
    if not wanted:
        return None
    first = TAXONOMIES.get(wanted[0])
    if first is None:
        return None
    known = [TAXONOMIES[code] for code in wanted if code in TAXONOMIES]
    telling = [taxonomy for taxonomy in known if taxonomy.code not in _SAYS_NO_SPECIALTY]
    kind = (telling[0] if first.code in _SAYS_NO_SPECIALTY and telling else first).kind
    if kind in {"primary-care", "orthopaedic-surgery"} and any(each.kind == "sports-medicine" for each in known):
        return "sports-medicine"
    return kind


@lru_cache(maxsize=4096)
def recognise(text: str | None) -> str | None:
    """The kind a list's words mean ("Ortho Surg", "Family Practice", "207X00000X", "DPM"), or None when unsure.

    Doctors of no kind of ours (cardiology, say) and bare "MD" or "DO" give None: nothing is guessed.
    """
    if not text or len(text) > 200:
        return None
    raw = unicodedata.normalize("NFKC", text).strip()
    code = CODE.search(raw.upper())
    if code:
        return of_taxonomies([code[0]])
    words = _words(raw)
    if "-".join(words.split()) in ALL:
        return "-".join(words.split())
    return _BY_LABEL.get(words) or BY_CREDENTIAL.get(words.replace(" ", "")) or _by_phrase(words)


def says_only_kind(text: str) -> bool:
    """Whether the text is a kind and nothing more: "Ortho Surgeon" is, "Bayshore Orthopedics" is a practice's name."""
    if recognise(text) is None:
        return False
    words = _words(text)
    if CODE.search(text.upper()) or words in _BY_LABEL or "-".join(words.split()) in ALL:
        return True
    for pattern, _ in _PATTERNS:
        words = re.sub(rf"(?:{pattern.pattern})[a-z]*", " ", words)
    return all(word in _NO_NAMES or word in BY_CREDENTIAL or word in _LABEL_WORDS for word in words.split())


def _by_phrase(words: str) -> str | None:
    """The kind of the first phrase found: the table goes from the special to the general."""
    return next((kind for pattern, kind in _PATTERNS if pattern.search(words)), None)


def _words(text: str) -> str:
    """Lower-case words with single blanks, accents and punctuation gone; British and American spelling made one."""
    plain = "".join(c for c in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(c))
    plain = plain.replace("'s", "s").replace(".", "").replace("&", " and ")
    spelled = re.sub(r"[^a-z0-9]+", " ", plain).strip()
    return re.sub(r"\b(ortho|p)aed", r"\1ed", spelled)


_BY_LABEL = {_words(taxonomy.label): taxonomy.kind for taxonomy in TAXONOMIES.values()} | {
    _words(kind.label): kind.slug for kind in ALL.values()
}
_LABEL_WORDS = frozenset(word for label in _BY_LABEL for word in label.split())
_NO_NAMES = frozenset(
    ("md", "do", "doctor", "doctors", "dr", "surgeon", "surgeons", "office", "offices", "clinic", "practice", "group")
)
_PATTERNS = [(re.compile(rf"\b(?:{pattern})"), kind) for pattern, kind in BY_PHRASE]
