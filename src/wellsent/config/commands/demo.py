"""`wellsent demo`: a made-up practice, served."""

from __future__ import annotations

import argparse
import os

from wellsent.config import ports, serving
from wellsent.config.django_start import start_django
from wellsent.config.output import say

HELP = "make a practice with made-up people and two years of history, then serve it on this machine"
EXAMPLE = "wellsent demo --port 8123"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--port", type=int, help=f"listen on this port (default: the first free one from {ports.USUAL} on)"
    )
    parser.add_argument("--prepare", action="store_true", help="make the practice, say how to sign in, and end")


def run(args: argparse.Namespace) -> int:
    os.environ["WELLSENT_DEMO"] = "yes"
    if args.prepare:
        return _prepare()
    return serving.serve(serving.ADDRESS, args.port, "demo")


def _prepare() -> int:
    start_django()
    from wellsent.config import sample_practice, upgrade

    upgrade.upgrade()
    sample_practice.load()
    for line in sample_practice.how_to_begin():
        say(line)
    return 0
