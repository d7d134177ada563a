"""`wellsent restore FILE`: put a backup back, all of it or nothing."""

from __future__ import annotations

import argparse
from pathlib import Path

from wellsent.config import output, recovery
from wellsent.config.django_start import start_django

HELP = "fill this installation from a backup, all of it or nothing; everybody signs in again"
EXAMPLE = "wellsent restore wellsent-2026-11-28.backup"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", metavar="FILE", type=Path, help="the backup")
    parser.add_argument("--over", action="store_true", help="in place of the data that is here; a copy of it is kept")
    parser.add_argument(
        "--recovery-key", metavar="KEYFILE", help="a file that holds the recovery key (- for standard input)"
    )
    output.add_json(parser)


def run(args: argparse.Namespace) -> int:
    start_django()
    from wellsent.accounts.caller import shell_caller
    from wellsent.config.copies import restoring

    done = restoring.restore(
        args.file, recovery.asker(args.recovery_key), over=args.over, steps=output.Progress, by=shell_caller()
    )
    copy = str(done.copy) if done.copy else None
    if args.json:
        output.write_json(args.json, {"file": str(args.file), "copy": copy, **done.made.as_json()})
    if args.json != "-":
        made = done.made
        output.say(f"{made.total:,} rows of {len(made.rows)} tables are as they were on {made.made_at}.")
        if copy:
            output.say(f"What was here before is kept in {copy}; delete it when all is well.")
        output.say("Start Wellsent; everybody signs in again.")
    return 0
