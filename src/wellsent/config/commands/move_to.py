"""`wellsent move-to URL`: from SQLite to PostgreSQL."""

from __future__ import annotations

import argparse

from wellsent.config import output
from wellsent.config.django_start import start_django

HELP = "move everything from SQLite to an empty PostgreSQL, compare every row, and leave the old database as it is"
EXAMPLE = "wellsent move-to postgresql://wellsent:secret@db.northside.example:5432/wellsent"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("url", metavar="URL", help="the empty database: postgresql://user:password@host:5432/name")
    output.add_json(parser)


def run(args: argparse.Namespace) -> int:
    start_django()
    from wellsent.accounts.caller import shell_caller
    from wellsent.config.copies import moving

    rows = moving.move(args.url, steps=output.Progress, by=shell_caller())
    if args.json:
        output.write_json(args.json, {"rows": sum(rows.values()), "tables": rows})
    if args.json != "-":
        output.say(f"{sum(rows.values()):,} rows of {len(rows)} tables are in PostgreSQL; each was compared.")
        output.say("Set DATABASE_URL to that address and start Wellsent; until then it does not start here.")
        output.say("The old database was left as it is. Everybody signs in again.")
    return 0
