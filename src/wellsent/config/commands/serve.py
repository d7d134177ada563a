"""`wellsent serve`: everything in one process group."""

from __future__ import annotations

import argparse

from wellsent.config import serving
from wellsent.config.django_start import start_django
from wellsent.config.output import say

HELP = "serve the pages and do the work in the background, in one process group"
EXAMPLE = "wellsent serve --port 8080"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    serving.add_where(parser)
    parser.add_argument("--prepare", action="store_true", help="upgrade the database, say how to set up, and end")


def run(args: argparse.Namespace) -> int:
    if args.prepare:
        return _prepare()
    return serving.serve(args.address, args.port, "serve")


def _prepare() -> int:
    start_django()
    from django.conf import settings

    from wellsent.accounts import queries
    from wellsent.accounts.rules import set_up_code
    from wellsent.config import upgrade

    upgrade.upgrade()
    if queries.organisation() is None:
        say("There is no practice here yet: open the address above and set it up.")
        say(f"From another machine you are asked for this code: {set_up_code(settings.SECRET_KEY)}")
    return 0
