"""The recovery key as a person writes it down, mistypes it and finds the mistake."""

from __future__ import annotations

import re

import pytest

from wellsent.base.copies import recovery_key
from wellsent.base.copies.recovery_key import GROUPS, LENGTH, LETTERS
from wellsent.base.errors import DataError

ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh")


def with_group(text: str, number: int, group: str) -> str:
    """The key with one of its groups written otherwise."""
    groups = text.split("-")
    groups[number] = group
    return "-".join(groups)


def test_a_new_key_has_seven_groups_of_five_and_is_another_each_time() -> None:
    keys = {recovery_key.new().text for _ in range(50)}
    assert len(keys) == 50
    assert all(re.fullmatch(r"([0-9A-HJKMNP-RTV-Z]{5}-){6}[0-9A-HJKMNP-RTV-Z]{5}", key) for key in keys)


def test_it_is_read_however_it_is_typed() -> None:
    key = recovery_key.new()
    small = key.text.lower()
    mistaken = key.text.replace("0", "O").replace("1", "l").replace("5", "s").replace("V", "u")
    for typed in (key.text, small, small.replace("-", ""), f"  {small.replace('-', ' ')}\n", mistaken):
        assert recovery_key.read(typed) == key


def test_every_single_mistaken_letter_is_found_in_its_group() -> None:
    text = recovery_key.new().text
    for number, group in enumerate(text.split("-")):
        for place in range(LENGTH):
            for letter in set(LETTERS) - {group[place]}:
                wrong = with_group(text, number, group[:place] + letter + group[place + 1 :])
                with pytest.raises(DataError, match=f"mistake in the {ORDINALS[number]} group"):
                    recovery_key.read(wrong)


def test_two_letters_swapped_are_found() -> None:
    text = recovery_key.new().text
    for number, group in enumerate(text.split("-")):
        for one in range(LENGTH - 1):
            for other in range(one + 1, LENGTH - 1):
                letters = list(group)
                letters[one], letters[other] = letters[other], letters[one]
                if letters != list(group):
                    with pytest.raises(DataError, match=f"mistake in the {ORDINALS[number]} group"):
                        recovery_key.read(with_group(text, number, "".join(letters)))


def test_two_groups_swapped_are_found() -> None:
    groups = recovery_key.new().text.split("-")
    for one in range(GROUPS - 1):
        swapped = [*groups[:one], groups[one + 1], groups[one], *groups[one + 2 :]]
        if swapped != groups:
            with pytest.raises(DataError, match="mistake in the"):
                recovery_key.read("-".join(swapped))


@pytest.mark.parametrize("typed", ["", "ABCDE", "A" * 36, "ÀÉÎÕÜ" * 7, "\x00" * 35, "a\nb"])
def test_what_is_no_key_is_refused_in_words(typed: str) -> None:
    with pytest.raises(DataError, match=r"A recovery key has 7 groups|mistake in the first group"):
        recovery_key.read(typed)


def test_what_is_kept_of_a_key_opens_nothing() -> None:
    key = recovery_key.new()
    private = key.private.private_bytes_raw()
    assert private not in key.keeping.public + key.keeping.seal
    assert key.keeping == recovery_key.read(key.text).keeping
    assert key.keeping.name == recovery_key.name_of(key.keeping.public)
