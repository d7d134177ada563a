"""One cell of a list on its way to a name."""

from __future__ import annotations

import re

from wellsent.directory.names import organisations
from wellsent.directory.names.family import guess_family, is_initial, sure_family
from wellsent.directory.names.name import Name
from wellsent.directory.names.notes import strip_notes, take_nickname, without_remark
from wellsent.directory.names.order import Evidence, given_first_score, style_of
from wellsent.directory.names.plain import is_plain
from wellsent.directory.names.tail import NO_TAIL, Tail, is_tail, split_tail, tail_alone, without_titles
from wellsent.directory.names.text import fold, recase, tidy
from wellsent.directory.names.words import GIVEN, NOT_A_SOURCE


class Cell:
    """One cell on its way to a name: what needs no evidence is settled on creation, the order of the words later."""

    __slots__ = ("family_at", "nickname", "prefix", "settled", "style", "tail", "text", "words")

    def __init__(self, raw: str) -> None:
        self.text = tidy(raw)
        self.settled: Name | None = None
        self.words: list[str] = []
        self.tail = NO_TAIL
        self.prefix = self.nickname = self.style = ""
        self.family_at: slice | None = None  # which of the words are the family name, once that is known
        self._settle()

    def name(self, evidence: Evidence) -> Name:
        """The name, with the order of the words decided by what the column has shown."""
        if self.settled is not None:
            return self.settled
        at = self.family_at or guess_family(self.words, self.style, evidence)
        return self._person(self.words[at], self.words[: at.start] + self.words[at.stop :])

    def testify(self, evidence: Evidence) -> None:
        """Add to the evidence what this cell shows beyond doubt."""
        if self.settled is not None:
            if self.settled.kind == "person" and "," in self.text and self.settled.given:
                evidence.family[fold(self.settled.family)] += 1
                evidence.given[fold(self.settled.given)] += 1
            return
        if self.family_at is None:
            score = given_first_score(self.words, self.style)
            if abs(score) < 1.2:
                return
            (evidence.given_first if score > 0 else evidence.family_first)[self.style] += 1
            return
        others = self.words[: self.family_at.start] + self.words[self.family_at.stop :]
        evidence.family[fold(" ".join(self.words[self.family_at]))] += 1
        if others and len(others[0].strip(".")) > 1:
            evidence.given[fold(others[0])] += 1
            if len(self.words) > 2:
                (evidence.given_first if self.family_at.start else evidence.family_first)[self.style] += 1

    def _settle(self) -> None:
        if is_plain(self.text):
            self._settle_person([part for part in map(_stripped, self.text.split(",")) if part])
            return
        text = strip_notes(self.text)
        if not text or fold(text) in NOT_A_SOURCE or fold(self.text) in NOT_A_SOURCE or not fold(text):
            self.settled = Name(kind="none", text=self.text)
            return
        text, self.nickname = take_nickname(without_remark(text))
        parts = [part for part in map(_stripped, text.split(",")) if fold(part)]
        if not parts:
            self.settled = Name(kind="none", text=self.text)
        elif _is_organisation(text, parts) or _names_two(text):
            name = re.sub(r"\s+,", ",", text).strip(" ,;")
            self.settled = Name(kind="organisation", family=organisations.recase_organisation(name), text=self.text)
        else:
            self._settle_person(parts)

    def _settle_person(self, parts: list[str]) -> None:
        names: list[list[str]] = []
        for at, part in enumerate(parts):
            words, prefix = without_titles(part.split())
            self.prefix = self.prefix or prefix
            after_family = _is_family_alone(names, more_follows=at < len(parts) - 1)
            if at and is_tail(words, after_family=after_family, text=self.text):
                self.tail = self.tail.then(tail_alone(tuple(words)))
                continue
            words, tail = split_tail(words, keep=1, text=self.text, is_given_part=at > 0)
            self.tail = self.tail.then(tail)
            if words:
                names.append(words)
        if not names:
            self.settled = Name(kind="none", text=self.text)
            return
        if len(names) > 1 and _is_unknown_credential(names, self.text):
            self.tail = self.tail.then(
                Tail(credentials=tuple(word.strip(".") for words in names[1:] for word in words))
            )
            names = names[:1]
        if len(names) > 1:
            family, given = names[0], [word for words in names[1:] for word in words]
            if len(family) > 1 and is_initial(family[-1]) and len(given) == 1:  # "Carolyn E, Savage"
                family, given = given, family
            self.settled = self._person(family, given)
            return
        self.words = names[0]
        self.style = style_of(" ".join(self.words), bool(self.prefix), bool(self.tail.credentials))
        self.family_at = sure_family(self.words)

    def _person(self, family: list[str], others: list[str]) -> Name:
        given, middle = (others[0], " ".join(others[1:])) if others else (self.nickname, "")
        return Name(
            kind="person",
            family=recase(" ".join(word.strip(".") if len(word) > 3 else word for word in family), family=True),
            given=_undotted(recase(given)),
            middle=_undotted(recase(middle)),
            suffix=self.tail.suffix,
            credentials=self.tail.credentials,
            prefix=self.prefix,
            nickname=recase(self.nickname),
            text=self.text,
        )


def _stripped(part: str) -> str:
    return part.strip(" .;:")


def _undotted(words: str) -> str:
    """Initials without their dots."""
    if "." not in words:
        return words
    return " ".join(word.strip(".") if is_initial(word) else word for word in words.split())


def _is_family_alone(names: list[list[str]], *, more_follows: bool) -> bool:
    """Whether what stands before a comma is a family name: one word, or "Vasquez Ford" before ", D. C., MD"."""
    if len(names) != 1 or len(names[0]) == 1:
        return len(names) == 1
    return more_follows and not any(fold(word) in GIVEN or is_initial(word) for word in names[0])


def _is_unknown_credential(names: list[list[str]], text: str) -> bool:
    """Whether "John Doe, CLU" ends in a credential we do not know rather than in a given name."""
    first, rest = names[0], names[1:]
    if len(first) < 2 or any(len(words) > 1 for words in rest):
        return False
    says_given = fold(first[0]) in GIVEN or is_initial(first[1])
    looks_odd = all(
        1 < len(fold(word)) <= 5 and word.isupper() and fold(word) not in GIVEN for words in rest for word in words
    )
    return says_given and looks_odd and (not text.isupper() or fold(first[-1]) not in GIVEN)


def _is_organisation(text: str, parts: list[str]) -> bool:
    behind = parts[1].split() if len(parts) > 1 else []
    says_person = len(parts[0].split()) <= 2 and (
        any(is_initial(word) for word in behind[:2]) or (bool(behind) and fold(behind[0]) in GIVEN)
    )
    return organisations.is_organisation(text, has_given_after_comma=says_person)


_BETWEEN_PEOPLE = re.compile(r"\s*[/;+|]\s*|\s+(?:&|and|or|y)\s+", re.IGNORECASE)


def _names_two(text: str) -> bool:
    """Whether a cell names two people or more: "Smith/Jones", "Ann Lee, MD & Bo Park, PA"."""
    sides = [side for side in _BETWEEN_PEOPLE.split(re.sub(r"/L\b", "", text, flags=re.IGNORECASE)) if side]
    if len(sides) < 2 or (re.search(r"\s+y\s+", text, re.IGNORECASE) and len(sides) == 2):
        return False
    named = (without_titles(side.replace(",", " ").split())[0] for side in sides)
    return sum(_is_a_name(words, text) for words in named) > 1


def _is_a_name(words: list[str], text: str) -> bool:
    return any(len(fold(word)) > 1 for word in words) and not is_tail(words, after_family=False, text=text)
