from __future__ import annotations

import io
import logging
import logging.config
from typing import Any

from django.conf import settings

from wellsent.config.logs import Quiet


def test_a_logged_error_shows_its_kind_and_places_and_none_of_its_words() -> None:
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(Quiet("%(levelname)s %(message)s"))
    log = logging.Logger("wellsent.test")
    log.addHandler(handler)
    try:
        try:
            raise KeyError("Zebulonia")
        except KeyError as cause:
            raise ValueError("Quillfeatherstone") from cause
    except ValueError:
        log.exception("a page failed")
    said = stream.getvalue()
    assert said.startswith("ERROR a page failed\nbuiltins.ValueError < builtins.KeyError\n  test_logs.py:")
    assert "Zebulonia" not in said
    assert "Quillfeatherstone" not in said


def test_what_a_stranger_sent_is_one_line_whatever_it_holds() -> None:
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(Quiet("%(levelname)s %(message)s"))
    log = logging.Logger("django.security.DisallowedHost")
    log.addHandler(handler)
    try:
        raise KeyError("Zebulonia")
    except KeyError:
        log.exception("Invalid host: %s", "evil\r\n2026-11-28 INFO all is well\x1b[2J")
    assert stream.getvalue() == "ERROR Invalid host: evil\\r\\n2026-11-28 INFO all is well\\x1b[2J\n"


def test_every_handler_of_the_product_writes_that_way() -> None:
    logging_settings: dict[str, Any] = settings.LOGGING
    formatters = {handler["formatter"] for handler in logging_settings["handlers"].values()}
    assert {logging_settings["formatters"][name]["()"] for name in formatters} == {"wellsent.config.logs.Quiet"}
