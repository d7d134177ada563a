"""Cyclic garbage, which long reckonings over many plain values need not be stopped for."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def left_alone() -> Iterator[None]:
    """No looking for cyclic garbage meanwhile: for work that makes no cycles but a million objects, among which looking
    would take up to a third of its time.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
