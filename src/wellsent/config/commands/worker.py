"""`wellsent worker`: the work in the background alone, on as many machines as wanted."""

from __future__ import annotations

import argparse

from wellsent.config import lifeline
from wellsent.config.django_start import start_django

HELP = "do the work in the background; run `wellsent upgrade` once before"
EXAMPLE = "wellsent worker"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--once", action="store_true", help="do what is waiting now, then end")


def run(args: argparse.Namespace) -> int:
    lifeline.hold()
    start_django()
    from wellsent.config.background import BackgroundWorker

    worker = BackgroundWorker()
    if args.once:
        worker.turn()
    else:
        worker.run_until_told()
    return 0
