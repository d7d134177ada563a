"""What stands around a name: titles before it, suffixes and credentials behind it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from wellsent.directory.names.text import fold
from wellsent.directory.names.words import ALSO_NAMES, CREDENTIALS, FAMILY, GIVEN, IN_PIECES, SUFFIXES, TITLES

_GLUED = re.compile(r"[/,;]|(?<=\.)(?=[A-Z]{3})|\.-")
_DOTTED = re.compile(r"(?:[A-Z]{1,5}\.){2,}[A-Z]{0,5}(?:-[A-Z]+)?\.?")
_FELLOWSHIP = re.compile(r"(?:fac|faa|frc|mrc|fas)[a-z]{1,4}")
_ENDS = frozenset(word[at:] for word in CREDENTIALS for at in range(len(word)))
_FIFTH = "v"
_TWO_INITIALS = re.compile(r"[A-Z]\.[A-Z]\.?")


class Tail(NamedTuple):
    """A suffix ("Jr.") and credentials ("MD", "PhD"), in the order written."""

    suffix: str = ""
    credentials: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        """Whether there is any."""
        return bool(self.suffix or self.credentials)

    def then(self, other: Tail) -> Tail:
        """This tail with another behind it; a credential written twice counts once."""
        if not other:
            return self
        return Tail(self.suffix or other.suffix, tuple(dict.fromkeys(self.credentials + other.credentials)))


NO_TAIL = Tail()


def without_titles(words: list[str]) -> tuple[list[str], str]:
    """The words without titles before them, and the first title ("Dr."). One word always stays."""
    prefix = ""
    while len(words) > 1 and _is_title(words):
        prefix = prefix or f"{fold(words[0]).capitalize()}."
        words = words[1:]
    return words, prefix


def _is_title(words: Sequence[str]) -> bool:
    word = fold(words[0])
    if word == "dr" and len(words) == 1:
        return False
    return word in TITLES or (word in {"and"} and len(words) > 2 and fold(words[1]) in TITLES)


def is_tail(words: Sequence[str], *, after_family: bool, text: str) -> bool:
    """Whether a part between commas holds suffixes and credentials alone.

    `after_family`: a family name alone stands before it, so that "Nguyen, Ma" and "Do, An" keep their given names;
    a credential in capitals within a mixed cell ("Okafor, DO") still counts.
    """
    if not tail_alone(tuple(words)):
        return False
    if after_family and len(words) == 2 and all(len(fold(word)) == 1 for word in words):
        return False  # "Underwood, M. D." has two initials
    doubtful = after_family and len(words) == 1 and fold(words[0]) in ALSO_NAMES
    return not doubtful or (words[0].isupper() and (not text.isupper() or fold(words[0]) in {"do", "ma"}))


@lru_cache(maxsize=65536)
def tail_alone(words: tuple[str, ...]) -> Tail:
    """The tail that these words are and nothing else; none, where there is anything else."""
    rest, tail = split_tail(list(words), keep=0, text="")
    return NO_TAIL if rest else tail


def split_tail(words: list[str], *, keep: int, text: str, is_given_part: bool = False) -> tuple[list[str], Tail]:
    """The words of the name, at least `keep` of them, and the tail behind them."""
    suffix, credentials = "", []
    while len(words) > keep and _may_end_a_tail(words[-1]):
        taken, shown = _last_credential(words, keep, text, is_given_part)
        if taken:
            credentials.append(shown)
        elif _is_suffix(words, keep, is_given_part):
            taken, suffix = 1, suffix or SUFFIXES.get(fold(words[-1]), fold(words[-1]).upper())
        elif fold(words[-1]):
            break
        else:
            taken = 1
        words = words[:-taken]
    if not suffix and not credentials:
        return words, NO_TAIL
    return words, Tail(suffix, tuple(dict.fromkeys(part for shown in reversed(credentials) for part in shown)))


@lru_cache(maxsize=65536)
def _may_end_a_tail(word: str) -> bool:
    """Whether a word may be a suffix, a credential or the last piece of one. Most words are not even its letters."""
    folded = fold(word)
    is_suffix = folded in SUFFIXES or folded == _FIFTH
    return not word.isalpha() or is_suffix or folded in _ENDS or _FELLOWSHIP.fullmatch(folded) is not None


def _is_suffix(words: Sequence[str], keep: int, is_given_part: bool) -> bool:
    last = fold(words[-1])
    if last == _FIFTH:  # or an initial: the fifth only behind a whole natural name
        return (
            not is_given_part and len(words) > 2 and keep == 1 and len(fold(words[-2])) > 1 and fold(words[0]) in GIVEN
        )
    return last in SUFFIXES and _TWO_INITIALS.fullmatch(words[-1]) is None  # "Smith, J.R." has initials


def _last_credential(words: Sequence[str], keep: int, text: str, is_given_part: bool) -> tuple[int, tuple[str, ...]]:
    """How many of the last words make a credential, and the credentials they make."""
    for count in (3, 2):
        if len(words) - count < keep:
            continue
        pieces = [fold(word) for word in words[-count:]]
        if all(pieces) and "".join(pieces) in CREDENTIALS:
            is_spaced = all(len(piece) <= 1 for piece in pieces) or "".join(pieces) in IN_PIECES
            if is_spaced and not (count == 2 and is_given_part and len(words) == 2):
                return count, (CREDENTIALS["".join(pieces)],)
    word = words[-1]
    whole = fold(word)
    if whole in CREDENTIALS:
        return (0, ()) if _is_rather_a_name(words, keep, text, is_given_part) else (1, (CREDENTIALS[whole],))
    glued = [piece for piece in _GLUED.split(word) if fold(piece)]
    if len(glued) > 1 and all(fold(piece) in CREDENTIALS for piece in glued):
        return 1, tuple(CREDENTIALS[fold(piece)] for piece in glued)
    is_dotted = _DOTTED.fullmatch(word) is not None
    if (is_dotted and len(words) > 2 and len(whole) > 2) or _looks_like_fellowship(whole, len(words), keep):
        return 1, (word.replace(".", "").upper(),)
    return 0, ()


def _looks_like_fellowship(word: str, count: int, keep: int) -> bool:
    """FACS, FAAOS and their like, far more than a table can hold."""
    return count > keep + 1 and _FELLOWSHIP.fullmatch(word) is not None and word not in FAMILY


def _is_rather_a_name(words: Sequence[str], keep: int, text: str, is_given_part: bool) -> bool:
    """Whether the last word, though a credential by its letters, is this person's name (Minh Do, Jack Ma)."""
    word, before = words[-1], words[:-1]
    if "." in word[:-1] or keep == 0:
        return False
    is_shouted = word.isupper() and not text.isupper()
    if (
        len(word) > 1
        and not word.isupper()
        and not word.islower()
        and not is_shouted
        and fold(word) in ALSO_NAMES
        and len(before) <= 1
    ):
        return True
    if fold(word) not in ALSO_NAMES or is_given_part or is_shouted:
        return False
    whole = [fold(each) for each in before if len(fold(each)) > 1]
    if len(whole) >= 2:
        return all(each in GIVEN and each not in FAMILY for each in whole) and fold(word) == "do"
    return bool(whole) and whole[0] in GIVEN and (whole[0] not in FAMILY or len(before) > 1)
