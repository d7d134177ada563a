"""`wellsent verify FILE`: restore a backup to a scratch place and compare."""

from __future__ import annotations

import argparse
from pathlib import Path

from wellsent.config import output, recovery
from wellsent.config.django_start import start_django

HELP = "restore a backup to a scratch place, compare every row and open everything encrypted; nothing here changes"
EXAMPLE = "wellsent verify wellsent-2026-11-28.backup"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", metavar="FILE", type=Path, help="the backup")
    parser.add_argument(
        "--recovery-key", metavar="KEYFILE", help="a file that holds the recovery key (- for standard input)"
    )
    output.add_json(parser)


def run(args: argparse.Namespace) -> int:
    start_django()
    from wellsent.accounts.caller import shell_caller
    from wellsent.config.copies import backing_up

    made = backing_up.verify(args.file, recovery.asker(args.recovery_key), steps=output.Progress, by=shell_caller())
    if args.json:
        output.write_json(args.json, {"file": str(args.file), **made.as_json()})
    if args.json != "-":
        output.say(f"The backup of {made.made_at} holds {made.total:,} rows of {len(made.rows)} tables.")
        output.say(made.proof())
    return 0
