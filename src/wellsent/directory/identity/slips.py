"""Words a slip of the fingers apart, without comparing each with each: they share what is left without a letter."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Set

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


def sharing(some: Set[str], words: Iterable[str], traces: Callable[[str], Iterable[str]]) -> Mapping[str, set[str]]:
    """For each of some words which of all the words leave one of the same traces, itself among them."""
    leaving: defaultdict[str, list[str]] = defaultdict(list)
    for word in words:
        for trace in traces(word):
            leaving[trace].append(word)
    found = {word: {word} for word in some}
    for group in leaving.values():
        if len(group) > 1:
            for word in group:
                if word in found:
                    found[word].update(group)
    return found
