"""`wellsent backup FILE`: everything in one encrypted file, made while people work, and proved."""

from __future__ import annotations

import argparse
from pathlib import Path

from wellsent.config import output
from wellsent.config.django_start import start_django

HELP = "write everything into one encrypted file while people work, and prove it by restoring it to a scratch place"
EXAMPLE = "wellsent backup /mnt/backups/wellsent-$(date +%F).backup"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", metavar="FILE", type=Path, help="the file to write")
    parser.add_argument("--replace", action="store_true", help="write over FILE if it is there")
    parser.add_argument("--no-proof", action="store_true", help="do not restore it to a scratch place afterwards")
    output.add_json(parser)


def run(args: argparse.Namespace) -> int:
    start_django()
    from wellsent.accounts.caller import shell_caller
    from wellsent.config.copies import backing_up

    made = backing_up.back_up(
        args.file, replace=args.replace, prove=not args.no_proof, steps=output.Progress, by=shell_caller()
    )
    size = args.file.stat().st_size
    if args.json:
        output.write_json(args.json, {"file": str(args.file), "size": size, **made.as_json()})
    if args.json != "-":
        output.say(f"{args.file} holds {made.total:,} rows of {len(made.rows)} tables in {size:,} bytes.")
        output.say(made.proof())
    return 0
