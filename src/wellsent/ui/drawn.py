"""What many lines of a page have in common, drawn once: lines that differ in their texts alone are the same drawing.

A template takes microseconds for every tag, and a page of fifty cards has thousands. Of the cards of one shape (stage,
tone, which texts there are) the first is rendered, with marks in place of its texts; all are filled in from that.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass, replace
from html import escape
from operator import attrgetter
from typing import Any, ClassVar, Protocol

from django.utils.safestring import SafeString, mark_safe

_MARK = re.compile("\ue000([0-9]+)\ue001")


class Drawable(Protocol):
    """A frozen dataclass. `texts` names its fields that a template writes out as they are, with no filter and in no
    test but whether they are blank. Fields that are such dataclasses themselves are looked into.
    """

    texts: ClassVar[frozenset[str]]


class Drawings:
    """The drawings of one page, by what they are of: the template's name and the shape."""

    def __init__(self) -> None:
        self._plans: dict[type, _Plan] = {}
        self._drawings: dict[object, tuple[list[str], list[int]]] = {}

    def fill(self, template: str, one: Drawable, render: Callable[[Any], str]) -> SafeString:
        """`one` as the template has it; `render` is asked for the first of each shape, with marks for its texts."""
        plan = self._plans.get(type(one)) or self._plans.setdefault(type(one), _Plan.of(one))
        texts = [get(one) for get in plan.texts.values()]
        shape = (template, *[get(one) for get in plan.rest], *map(bool, texts))
        drawing = self._drawings.get(shape)
        if drawing is None:
            marked = _marked(one, {path: f"\ue000{place}\ue001" for place, path in enumerate(plan.texts)})
            pieces = _MARK.split(render(marked))
            drawing = self._drawings[shape] = pieces, [int(place) for place in pieces[1::2]]
        pieces, places = drawing[0].copy(), drawing[1]
        escaped = [escape(str(text)) for text in texts]
        pieces[1::2] = [escaped[place] for place in places]
        return mark_safe("".join(pieces))  # noqa: S308 - rendered and escaped by the template, the texts just now


@dataclass(frozen=True, slots=True)
class _Plan:
    """How to get at the texts of a class by their paths ("name", "card.reference"), and at all that is no text."""

    texts: dict[str, attrgetter[Any]]
    rest: list[attrgetter[Any]]

    @classmethod
    def of(cls, one: Drawable) -> _Plan:
        paths = dict(_paths(one))
        texts = {path: attrgetter(path) for path, is_text in paths.items() if is_text}
        return cls(texts, [attrgetter(path) for path, is_text in paths.items() if not is_text])


def _paths(one: Any) -> Iterator[tuple[str, bool]]:
    """The path of every field, and whether it is a text."""
    for each in fields(one):
        value = getattr(one, each.name)
        if _is_drawable(value):
            yield from ((f"{each.name}.{path}", is_text) for path, is_text in _paths(value))
        else:
            yield each.name, each.name in one.texts


def _marked(one: Any, marks: Mapping[str, str], path: str = "") -> Any:
    """The same with marks for its texts; what is blank stays blank."""
    found = {}
    for each in fields(one):
        value = getattr(one, each.name)
        if _is_drawable(value):
            found[each.name] = _marked(value, marks, f"{path}{each.name}.")
        elif value and each.name in one.texts:
            found[each.name] = marks[f"{path}{each.name}"]
    return replace(one, **found)


def _is_drawable(value: object) -> bool:
    return is_dataclass(value) and hasattr(value, "texts")
