"""What one page asks for many times and nothing changes meanwhile: asked of the database once."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import wraps
from typing import Any, ParamSpec, TypeVar

_Told = ParamSpec("_Told")
_Answer = TypeVar("_Answer")
_answers: ContextVar[dict[Any, Any] | None] = ContextVar("answers", default=None)


@contextmanager
def once_each() -> Iterator[None]:
    """Within this, each question of a query marked `once` is asked once: for pages that are only looked at."""
    before = _answers.set({})
    try:
        yield
    finally:
        _answers.reset(before)


def once(query: Callable[_Told, _Answer]) -> Callable[_Told, _Answer]:
    """A query that pages ask again and again; outside `once_each` it is asked each time. What it is told must hash."""

    @wraps(query)
    def asked(*args: _Told.args, **kwargs: _Told.kwargs) -> _Answer:
        known = _answers.get()
        if known is None:
            return query(*args, **kwargs)
        question = (query, args, tuple(sorted(kwargs.items())))
        if question not in known:
            known[question] = query(*args, **kwargs)
        answer: _Answer = known[question]
        return answer

    return asked


def again() -> None:
    """Ask anew from here on: something has changed after all."""
    known = _answers.get()
    if known is not None:
        known.clear()
