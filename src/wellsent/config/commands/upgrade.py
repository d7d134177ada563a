"""`wellsent upgrade`: bring the database to this release."""

from __future__ import annotations

import argparse

from wellsent.config.django_start import start_django
from wellsent.config.output import say

HELP = "bring the database to this release (`serve` does it by itself); refuses before it touches anything"
EXAMPLE = "wellsent upgrade --dry-run"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--dry-run", action="store_true", help="say what would be done, and do nothing")
    parser.add_argument("--quiet", action="store_true", help="say nothing when all is well")


def run(args: argparse.Namespace) -> int:
    start_django()
    from wellsent.config import upgrade

    done = upgrade.Upgraded(upgrade.pending()) if args.dry_run else upgrade.upgrade()
    if args.quiet:
        return 0
    for step in done.steps:
        say(f"{'would take' if args.dry_run else 'took'} the step {step}")
    if done.copy:
        say(f"The database as it was before is kept in {done.copy}; delete it when all is well.")
    if not done.steps:
        say("The database is up to date.")
    return 0
