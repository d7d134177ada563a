"""Loads every template once, so that a broken one fails the build: `python -m tools.compile_templates`."""

from __future__ import annotations

import sys
from pathlib import Path

import django
from django.template import TemplateSyntaxError
from django.template.loader import get_template

ROOMS = Path(__file__).resolve().parent.parent / "src" / "wellsent"


def main() -> int:
    """Compile them all; returns 1 when any is broken."""
    django.setup()
    broken = 0
    names = [
        file.relative_to(folder).as_posix() for folder in ROOMS.glob("*/templates") for file in folder.rglob("*.html")
    ]
    for name in sorted(names):
        try:
            get_template(name)
        except TemplateSyntaxError as error:
            broken += 1
            print(f"{name}: {error}", file=sys.stderr)
    print(f"{len(names) - broken} of {len(names)} templates compile")
    return 1 if broken else 0


if __name__ == "__main__":
    import os

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "wellsent.config.settings_for_tests")
    sys.exit(main())
