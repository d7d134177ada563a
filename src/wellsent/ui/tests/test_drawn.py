"""A line drawn from another of its shape says what it would have said by itself."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from django.template import Context, Template
from hypothesis import given
from hypothesis import strategies as st

from wellsent.ui.drawn import Drawings

_TEXTS = st.text(alphabet="ab<>&\"' \ue000\ue0010", max_size=8)
_LINE = Template(
    '{% if one.name %}<b title="{{ one.name }}">{{ one.name }}</b>{% endif %}'
    "{% if one.sure %}sure{% endif %} {{ one.place.number }}: {{ one.place.town }}"
)


@dataclass(frozen=True)
class Place:
    """Where a line leads."""

    texts: ClassVar = frozenset({"number", "town"})

    number: int
    town: str


@dataclass(frozen=True)
class Line:
    """A line with a text, something that is none, and a place."""

    texts: ClassVar = frozenset({"name"})

    name: str
    sure: bool
    place: Place


def _rendered(one: object) -> str:
    return _LINE.render(Context({"one": one}))


@given(
    st.lists(st.builds(Line, _TEXTS, st.booleans(), st.builds(Place, st.integers(1, 10**6), _TEXTS)), max_size=8),
)
def test_every_line_says_what_it_would_have_said_by_itself(lines: list[Line]) -> None:
    drawings = Drawings()
    assert [drawings.fill("line", one, _rendered) for one in lines] == [_rendered(one) for one in lines]


def test_lines_of_one_shape_are_rendered_once() -> None:
    rendered = []

    def render(one: object) -> str:
        rendered.append(one)
        return _rendered(one)

    drawings = Drawings()
    for number in range(1, 6):
        drawings.fill("line", Line(f"Name {number}", sure=False, place=Place(number, "Berwyn")), render)
    drawings.fill("line", Line("", sure=False, place=Place(9, "Berwyn")), render)
    assert len(rendered) == 2
