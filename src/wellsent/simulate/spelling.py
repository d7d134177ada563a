"""How people type what they know: names in every order, credentials or none, initials, slips, practices cut short.

A careful reader can always tell who is meant: an initial is used only where it fits one colleague, and a row that
names no practice carries the NPI.
"""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Sequence

from wellsent.simulate.dice import Dice
from wellsent.simulate.names import PersonName
from wellsent.simulate.people import Provider

STYLES = ("Ada Okafor, MD", "Okafor, Ada", "Okafor, Ada, MD", "Okafor, Ada MD", "Dr. Ada Okafor", "Ada Okafor")
SHORTER = (
    ("Orthopaedics", "Ortho"),
    ("Orthopedic", "Ortho"),
    ("Associates", "Assoc"),
    ("Family Medicine", "Family Med"),
    ("Internal Medicine", "Int Med"),
    ("Sports Medicine", "Sports Med"),
    ("Medicine", "Med"),
    ("Center", "Ctr"),
    ("Street", "St"),
    (" and ", " & "),
)
DOCTORS = ("MD", "DO", "DPM", "DC")
LEGAL = (", PC", " LLC", ", P.A.", " PLLC", " Inc")


class Typist:
    """Whoever fills in the list. `mess` scales every slip: 0 makes none, 1 those of a busy front desk."""

    def __init__(self, dice: Dice, providers: Sequence[Provider], *, style: str, mess: float) -> None:
        self._dice = dice
        self._style = style
        self._mess = mess
        self._families = Counter((one.practice.npi, one.person.family) for one in providers if one.person)

    def slips(self, probability: float) -> bool:
        """Whether something that goes wrong this often at a busy front desk goes wrong now."""
        return self._dice.chance(min(probability * self._mess, 1.0))

    def provider(self, provider: Provider) -> str:
        """The referrer's name as typed: a person's, or the practice's where its office refers."""
        if provider.person is None:
            return self.practice(provider)
        doctor = provider.credential in DOCTORS
        alone = self._families[provider.practice.npi, provider.person.family] == 1
        if self.slips(0.015) and doctor and alone:
            return self._finish(f"Dr. {provider.person.family}")
        style = self._dice.pick(STYLES) if self.slips(0.3) else self._style
        typed = _in_style(style, self._person(provider.person), self._credential(provider.credential))
        return self._finish(typed if doctor else typed.removeprefix("Dr. "))

    def practice(self, provider: Provider) -> str:
        """The practice's name as typed."""
        name = provider.practice.name
        if self.slips(0.35):
            for long, short in SHORTER:
                name = name.replace(long, short, 1) if self._dice.chance(0.6) else name
        if self.slips(0.12):
            name += self._dice.pick(LEGAL)
        return self._finish(self._typo(name) if self.slips(0.02) else name)

    def npi(self, provider: Provider) -> tuple[str, bool]:
        """The NPI as typed, often left out; and whether a wrong digit makes it impossible."""
        if self.slips(0.30):
            return "", False
        if not self.slips(0.014):
            return provider.npi, False
        place = self._dice.between(4, 9)
        digit = (int(provider.npi[place]) + self._dice.between(1, 9)) % 10
        return f"{provider.npi[:place]}{digit}{provider.npi[place + 1 :]}", True

    def _person(self, name: PersonName) -> PersonName:
        first, family = name.first, name.family
        middle = name.middle if not self.slips(0.5) else ""
        suffix = name.suffix if not self.slips(0.4) else ""
        if self.slips(0.05):
            first = f"{first[0]}."
        elif self.slips(0.015):
            first = self._typo(first)
        if self.slips(0.02):
            family = self._typo(family)
        if self.slips(0.4):
            first, family = _plain_letters(first), _plain_letters(family)
        if self.slips(0.1):
            family = family.replace("-", " ")
        return PersonName(first, family, middle, suffix)

    def _credential(self, credential: str) -> str:
        if self.slips(0.15):
            return ""
        if self.slips(0.1) and credential.isalpha():
            return "".join(f"{letter}." for letter in credential)
        return credential

    def _finish(self, text: str) -> str:
        if self.slips(0.06):
            text = text.upper()
        elif self.slips(0.02):
            text = text.lower()
        if self.slips(0.03):
            text = text.replace(" ", "  ", 1)
        return f"{text} " if self.slips(0.04) else text

    def _typo(self, word: str) -> str:
        """One slip of the fingers behind the first letter: swapped, dropped, doubled or struck beside; none in words
        under five letters, where it would make another name.
        """
        if len(word) < 5:
            return word
        at = self._dice.between(1, len(word) - 3)
        slip = self._dice.pick(("swapped", "dropped", "doubled", "beside"))
        if slip == "swapped":
            return word[:at] + word[at + 1] + word[at] + word[at + 2 :]
        if slip == "dropped":
            return word[:at] + word[at + 1 :]
        if slip == "doubled":
            return word[:at] + word[at] + word[at:]
        return word[:at] + self._dice.pick("aeiorstn") + word[at + 1 :]


def _in_style(style: str, name: PersonName, credential: str) -> str:
    middle = f" {name.middle}." if name.middle else ""
    suffix = f" {name.suffix}" if name.suffix else ""
    words = {
        "Ada Okafor, MD": f"{name.first}{middle} {name.family}{suffix}, {credential}",
        "Okafor, Ada": f"{name.family}{suffix}, {name.first}{middle}",
        "Okafor, Ada, MD": f"{name.family}{suffix}, {name.first}{middle}, {credential}",
        "Okafor, Ada MD": f"{name.family}{suffix}, {name.first}{middle} {credential}",
        "Dr. Ada Okafor": f"Dr. {name.first}{middle} {name.family}{suffix}",
        "Ada Okafor": f"{name.first}{middle} {name.family}{suffix}",
    }
    return words[style].rstrip(", ")


def _plain_letters(text: str) -> str:
    """Without accents, as a keyboard without them types it."""
    decomposed = unicodedata.normalize("NFKD", text.replace("ø", "o").replace("Ø", "O"))
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter))
