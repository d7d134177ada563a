"""Which of a name's words are the family name, where no comma says so."""

from __future__ import annotations

from collections.abc import Iterable

from wellsent.directory.names.order import Evidence, given_first_score
from wellsent.directory.names.text import fold
from wellsent.directory.names.words import FAMILY, GIVEN, LINKS, PARTICLES, SPANISH_FAMILY, VIETNAMESE_FAMILY


def is_double_family(words: Iterable[str]) -> bool:
    """Whether two words are a Spanish double family name rather than a middle and a family name."""
    return all(fold(word) in SPANISH_FAMILY for word in words)


def sure_family(words: list[str]) -> slice | None:
    """Which words are the family name, where initials or particles show it; None where only knowledge of names can."""
    count = len(words)
    if count == 1:
        return slice(0, 1)
    if _ends_in_initials(words):
        return slice(0, _after_particles(words) if count > 2 else count - 1)
    initials = [at for at, word in enumerate(words[:-1]) if is_initial(word) and not _is_link(words, at)]
    if initials and (initials[-1] > 0 or count == 2):
        return _behind(words, initials[-1] + 1)
    if _begins_with_particle(words):
        return slice(0, _after_particles(words))
    from_particle = _from_particle(words, 1)
    if from_particle is not None:
        return slice(from_particle, count)
    return slice(count - 1, count) if initials else None  # "J. Wesley Dawson"


def _behind(words: list[str], start: int) -> slice:
    """The family name among the words behind an initial: all of them but a further middle name."""
    from_particle = _from_particle(words, start)
    if from_particle is not None:
        return slice(from_particle, len(words))
    is_middle = len(words) - start > 1 and fold(words[start]) in GIVEN and not is_double_family(words[start:])
    return slice(len(words) - 1 if is_middle else start, len(words))


def _from_particle(words: list[str], start: int) -> int | None:
    """Where the family name begins because of a particle ("de la Vega", "Velasquez y Garcia"), if there is one."""
    for at in range(start, len(words) - 1):
        if _is_link(words, at):
            return at - 1
        if fold(words[at]) in PARTICLES - LINKS and not _is_vietnamese_middle(words, at):
            return at
    return None


def _is_link(words: list[str], at: int) -> bool:
    """Whether a word joins two family names; a capital or a dot makes it an initial."""
    return 1 < at < len(words) - 1 and words[at] in LINKS


def _ends_in_initials(words: list[str]) -> bool:
    """ "Okafor A", "Brody Spencer J", "Smith JA": the family name stands first. But "Ada O" is Ada."""
    last, first = words[-1], fold(words[0])
    if len(words) == 2 and first in GIVEN and first not in FAMILY:
        return False
    return is_initial(last) or (
        len(last) == 2 and last.isupper() and not words[0].isupper() and fold(last) not in GIVEN
    )


def guess_family(words: list[str], style: str, evidence: Evidence) -> slice:
    """Which words are most likely the family name, by the names we know and what the column has shown."""
    count = len(words)
    if given_first_score(words, style, evidence) < 0:
        doubled = count > 2 and is_double_family(words[:2]) and fold(words[2]) in GIVEN
        return slice(0, 2 if doubled else 1)
    doubled = count > 2 and is_double_family(words[-2:]) and fold(words[-2]) not in GIVEN
    return slice(count - 2 if doubled else count - 1, count)


def _begins_with_particle(words: list[str]) -> bool:
    """ "de la Cruz Ana", "van Dijk"; but Van Jeremy Johnson is called Van, and the Y. of Y. Wojcik Lane is no link."""
    first = fold(words[0])
    if first not in PARTICLES - LINKS:
        return False
    return first not in GIVEN or words[0].islower() or (len(words) > 2 and fold(words[1]) not in GIVEN)


def _after_particles(words: list[str]) -> int:
    """How many words a family name standing first takes: its particles and one more."""
    end = 0
    while end < len(words) - 1 and fold(words[end]) in PARTICLES:
        end += 1
    return end + 1


def _is_vietnamese_middle(words: list[str], at: int) -> bool:
    """In "Minh Van Nguyen" Van is a middle name."""
    return fold(words[at]) == "van" and fold(words[at + 1]) in VIETNAMESE_FAMILY


def is_initial(word: str) -> bool:
    """Whether a word is one letter, dotted or not."""
    return len(fold(word)) == 1
