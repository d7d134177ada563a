"""Words a slip of the fingers apart, found without comparing each with each: they share what is left without a letter."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable

_SHORT = 3  # letters: of a family name this short another letter makes another name


def with_one_letter_less(word: str) -> set[str]:
    """The word, and every word one letter shorter: two that differ by one slip share at least one of them."""
    return shortened(word, 1) if len(word) > _SHORT else {word}


def shortened(word: str, letters: int) -> set[str]:
    """The word, and every word that is left when so many letters, or fewer, are left out."""
    left = {word}
    for _ in range(letters):
        left |= {each[:at] + each[at + 1 :] for each in left for at in range(len(each))}
    return left


def sharing(
    some: Iterable[str], others: Iterable[str], traces: Callable[[str], Iterable[str]]
) -> defaultdict[str, set[str]]:
    """For each of some words those of the others that leave one of the same traces."""
    leaving: defaultdict[str, list[str]] = defaultdict(list)
    for word in some:
        for trace in traces(word):
            leaving[trace].append(word)
    found: defaultdict[str, set[str]] = defaultdict(set)
    for word in others:
        for trace in traces(word):
            for one in leaving.get(trace, ()):
                found[one].add(word)
    return found
