"""`wellsent dedupe FILE`: which rows of a provider list are the same provider. Keeps nothing, needs no database."""

from __future__ import annotations

import argparse
from datetime import date
from pathlib import Path

from wellsent.base.errors import CallError
from wellsent.config.output import add_json, say, warn, write_json

HELP = "say which rows of a provider list are the same provider; keeps nothing"
EXAMPLE = "wellsent dedupe providers.xlsx --json same.json"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", metavar="FILE", type=Path, help="the list: names with whatever else is known of each")
    parser.add_argument(
        "--mapping",
        metavar="FILE",
        help='JSON that says which column is which: {"name": "Provider", "zip": "Postcode"}',
    )
    add_json(parser)


def run(args: argparse.Namespace) -> int:
    from wellsent.config.mappings import read_mapping
    from wellsent.exchange.dedupe import MOST_SHOWN, as_json, as_text, dedupe

    if not args.file.exists():
        raise CallError(f"There is no file {args.file}.", "Check its name and the folder it is in.")
    found = dedupe(
        args.file,
        mapping=read_mapping(args.mapping),
        today=date.today(),  # noqa: DTZ011 - the day on the wall of whoever asks
    )
    if args.json:
        write_json(args.json, as_json(found))
    if args.json != "-":
        say(as_text(found))
    for one in found.unreadable[:MOST_SHOWN]:
        value = f" ({one.value})" if one.value else ""
        warn(f"Row {one.row}, {one.column}{value}: {one.reason} {one.remedy}")
    if len(found.unreadable) > MOST_SHOWN:
        warn(f"and {len(found.unreadable) - MOST_SHOWN:,} more rows (--json FILE lists them)")
    return 0 if found.rows else 1
