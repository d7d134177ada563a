"""Which of two words is the family name, where no comma says so.

One cell alone is judged by the names we know. A whole column tells more: cells with a comma or an initial show which
words are family names in this list, and lists keep to one order within one way of writing (capitals, credentials).
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from wellsent.directory.names.text import fold
from wellsent.directory.names.words import FAMILY, FAMILY_ENDINGS, GIVEN, MAINLY_GIVEN

# In English-speaking lists without commas the given name comes first unless something speaks against it.
_GIVEN_FIRST = 0.6
_UNKNOWN = -0.35  # a word we do not know is more often a family name: there are many more of them
_MOST = 2.5


@dataclass(slots=True)
class Evidence:
    """What a column has shown: how often a folded word was a given or a family name, and how each style is ordered."""

    given: Counter[str] = field(default_factory=Counter)
    family: Counter[str] = field(default_factory=Counter)
    given_first: Counter[str] = field(default_factory=Counter)
    family_first: Counter[str] = field(default_factory=Counter)

    def prior(self, style: str) -> float:
        """How much this way of writing speaks for the given name coming first (log odds, at most 2.5 either way)."""
        seen = self.given_first.get(style, 0), self.family_first.get(style, 0)
        odds = math.log((seen[0] + 1.5) / (seen[1] + 0.8))
        return max(-_MOST, min(_MOST, odds))


NOTHING = Evidence()


def lean(word: str, evidence: Evidence = NOTHING) -> float:
    """From -1 (surely a family name) to 1 (surely a given name)."""
    folded = fold(word)
    is_given, is_family = folded in GIVEN, folded in FAMILY
    if is_given != is_family:
        known = 1.0 if is_given else -1.0
    elif is_given:
        known = 0.45 if folded in MAINLY_GIVEN else 0.0
    else:
        known = _by_shape(word, folded)
    given, family = evidence.given.get(folded, 0), evidence.family.get(folded, 0)
    if not given and not family:
        return known
    seen = (given - family) / (given + family)
    trust = (given + family) / (given + family + 1.0)
    return (1 - trust) * known + trust * seen


def _by_shape(word: str, folded: str) -> float:
    """The lean of a word that neither table knows."""
    pieces = [fold(piece) for piece in word.split("-")]
    if len(pieces) > 1:
        is_given = all(piece in GIVEN or _SYLLABLE.fullmatch(piece) for piece in pieces)
        return 0.8 if is_given else -0.7
    if folded.endswith(FAMILY_ENDINGS) or folded.startswith("mc") or "'" in word:
        return -0.7
    return 0.7 if _TWO_SYLLABLES.fullmatch(folded) else _UNKNOWN


# Chinese and Korean given names of two syllables, as written in Latin letters.
_FINAL = (
    r"(?:iang|iong|uang|ang|eng|ing|ong|iao|ian|uan|uai|ai|an|ao|ei|en|er|ia|ie|in|iu|ou|ua|ue|ui|un|uo|yu|oo|eo|eun|ung"
    r"|a|e|i|o|u)"
)
_ONSET = "(?:zh|ch|sh|[bpmfdtnlgkhjqxrzcsyw])"
_SYLLABLE = re.compile(rf"(?:zh|ch|sh|hs|ts|[bpmfdtnlgkhjqxrzcsyw])?{_FINAL}[hnkm]?")
_TWO_SYLLABLES = re.compile(_ONSET + _FINAL + _ONSET + _FINAL)


def style_of(text: str, has_title: bool, has_credentials: bool) -> str:
    """The way a cell is written, as far as lists keep to it."""
    letters = "upper" if text.isupper() else "lower" if text.islower() else "mixed"
    return f"{'dr ' if has_title else ''}{letters}{' md' if has_credentials else ''}"


def given_first_score(words: Sequence[str], style: str, evidence: Evidence = NOTHING) -> float:
    """Above zero when the first of two or more full words is the given name, below when it is the family name."""
    first, last, between = words[0], words[-1], words[1:-1]
    middle = sum(lean(word, evidence) for word in between) / len(between) if between else 0.0
    prior = evidence.prior(style) if evidence is not NOTHING else _GIVEN_FIRST
    return lean(first, evidence) - lean(last, evidence) - 0.5 * middle + prior
