"""Log lines without data: an error is written as its kind and its places in the code, never in its own words."""

from __future__ import annotations

import copy
import logging
from types import TracebackType

from wellsent.config import incidents

type_of_info = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]


REFUSED = "django.security"  # what a stranger sent and was refused: one line each, since there may be many


class Quiet(logging.Formatter):
    """Formats records as usual but exceptions by kind and place alone, and what was sent to us in one line."""

    def format(self, record: logging.LogRecord) -> str:
        if record.name.startswith(REFUSED):
            record = copy.copy(record)
            record.exc_info = record.exc_text = None
        return super().format(record)

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802 - the name that logging calls
        line = super().formatMessage(record)
        return "".join(letter if letter.isprintable() else ascii(letter)[1:-1] for letter in line)

    def formatException(self, ei: type_of_info) -> str:  # noqa: N802 - the name that logging calls
        error = ei[1]
        if error is None:
            return ""
        return "\n".join([" < ".join(incidents.kinds(error)), *(f"  {place}" for place in incidents.places(error))])
