"""What need not be asked of a plain name, and would not change how it is read."""

from __future__ import annotations

from unittest.mock import patch

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from wellsent.directory.names.cell import Cell
from wellsent.directory.names.name import Name
from wellsent.directory.names.order import NOTHING
from wellsent.directory.names.plain import is_plain
from wellsent.directory.names.tail import split_tail

WORDS = (
    "Ada", "OKAFOR", "Okafor", "Lin", "Minh", "Do", "DO", "MD", "M", "D", "D.", "B", "B.", "V", "v", "Jr", "III", "PA",
    "P", "C", "PC", "SC", "PL", "LC", "LLC", "Inc", "APMC", "Ph", "PharmD", "FACS", "Dr.", "and", "y", "of", "Not",
    "Self", "Friend", "Family", "Orthocare", "Clinic", "Law", "zzold", "de", "la", "Cruz", "Mary-Ann", "(Bob)",
)  # fmt: skip
words = st.sampled_from(WORDS)
cells = st.lists(st.tuples(words, st.sampled_from([" ", " ", ", ", ","]))).map(lambda said: "".join(sum(said, ())))


def read(cell: str) -> Name:
    return Cell(cell).name(NOTHING)


@given(cells)
@example("Okafor, MD PA")
@example("Okafor, DO APMC")
@example("Ada Okafor V")
@example("Family Friend")
def test_a_plain_cell_is_read_as_if_everything_had_been_asked_of_it(cell: str) -> None:
    with patch("wellsent.directory.names.cell.is_plain", return_value=False):
        asked = read(cell)
    assert read(cell) == asked


@given(st.lists(words, min_size=1), st.sampled_from([0, 1]))
def test_a_word_that_ends_no_credential_ends_the_search_for_them(said: list[str], keep: int) -> None:
    with patch("wellsent.directory.names.tail._may_end_a_tail", return_value=True):
        asked = split_tail(said, keep=keep, text=" ".join(said))
    assert split_tail(said, keep=keep, text=" ".join(said)) == asked


@pytest.mark.parametrize("cell", ["Ada Okafor", "OKAFOR, ADA B, MD", "Okafor, A.", "van der Berg, Kate"])
def test_names_as_most_lists_write_them_are_plain(cell: str) -> None:
    assert is_plain(cell)


@pytest.mark.parametrize(
    "cell", ["", "Self", "Okafor (Ada)", "Lakeside Clinic", "Okafor and Smith", "Okafor, MD PA", "Okafor A B", "Ada 2"]
)
def test_what_may_say_more_is_not_plain(cell: str) -> None:
    assert not is_plain(cell)
