"""Log lines without data: an error is written as its kind and its places in the code, never in its own words."""

from __future__ import annotations

import logging
from types import TracebackType

from wellsent.config import incidents

type_of_info = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]


class Quiet(logging.Formatter):
    """Formats records as usual but exceptions by kind and place alone."""

    def formatException(self, ei: type_of_info) -> str:  # noqa: N802 - the name that logging calls
        error = ei[1]
        if error is None:
            return ""
        return "\n".join([" < ".join(incidents.kinds(error)), *(f"  {place}" for place in incidents.places(error))])
