"""`wellsent import KIND FILE`: the import of the pages, on the command line."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from wellsent.base.errors import CallError, Refused
from wellsent.config.output import Progress, add_json, say, warn, write_json

if TYPE_CHECKING:
    from wellsent.exchange.models import Batch

HELP = "read a list into the practice: referrals, visits, patients, providers, touches; can be undone"
EXAMPLE = "wellsent import referrals referrals.xlsx --dry-run"
MOST_SHOWN = 20


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("kind", metavar="KIND", help="referrals, visits, patients, providers or touches")
    parser.add_argument("file", metavar="FILE", type=Path, nargs="?", help="the list")
    parser.add_argument(
        "--mapping", metavar="NAME|FILE", help="which column is which: a name kept from before, or a JSON file"
    )
    parser.add_argument("--keep-as", metavar="NAME", help="keep which column is which under this name, for --mapping")
    parser.add_argument("--sheet", metavar="NAME", help="which sheet of a workbook to read")
    parser.add_argument("--day-first", choices=["yes", "no"], help="whether 03/04/2026 is the third of April")
    parser.add_argument("--dry-run", action="store_true", help="say what would happen and change nothing")
    parser.add_argument("--undo", metavar="BATCH", type=int, help="take back the import of this number")
    add_json(parser)


def run(args: argparse.Namespace) -> int:
    from wellsent.config.django_start import start_django

    start_django()
    if args.undo is not None:
        return _undo(args)
    if args.file is None:
        raise CallError("Which file?", "Name it after the kind: wellsent import referrals referrals.xlsx")
    return _import(args)


def _import(args: argparse.Namespace) -> int:
    from wellsent.accounts.caller import shell_caller
    from wellsent.exchange.imports import actions

    by = shell_caller()
    batch = actions.start(args.kind, args.file.name, _chunks(args.file), by=by)
    _choose(batch, args)
    actions.check(batch, by=by)
    if args.dry_run:
        actions.ask_to_cancel(batch, by=by)
    else:
        progress = Progress("Rows stored", batch.rows_total)
        actions.run(batch, by=by, progress=lambda _step, done, _total: progress(done))
        progress.finish()
        if args.keep_as:
            actions.keep_mapping_as(batch, args.keep_as, by=by)
    return _tell(batch, args)


def _choose(batch: Batch, args: argparse.Namespace) -> None:
    """Take the mapping, the sheet and the order of day and month from the command line, if they are there."""
    from wellsent.accounts.caller import shell_caller
    from wellsent.config.mappings import read_mapping
    from wellsent.exchange.imports import actions, queries

    by = shell_caller()
    day_first = {"yes": True, "no": False, None: None}[args.day_first]
    if args.mapping is None and args.sheet is None and day_first is None:
        return
    columns = batch.columns
    kept = queries.mapping_named(by, args.kind, args.mapping) if args.mapping else None
    if kept is not None:
        columns, day_first = kept.columns, kept.day_first if day_first is None else day_first
    elif args.mapping is not None:
        if not Path(args.mapping).exists():
            raise CallError(
                f"There is no mapping of that name and no file {args.mapping}.",
                _names(queries.mapping_names(by, args.kind)),
            )
        columns = read_mapping(args.mapping) or {}
    actions.choose(batch, columns=columns, sheet=args.sheet, day_first=day_first, by=by)


def _names(kept: list[str]) -> str:
    if not kept:
        return "None is kept under a name yet: --keep-as NAME does it. Or name a JSON file."
    return f"Kept are: {', '.join(kept)}. Or name a JSON file."


def _tell(batch: Batch, args: argparse.Namespace) -> int:
    result: dict[str, Any] = {
        "batch": batch.pk,
        "state": batch.state,
        "dry_run": args.dry_run,
        "counts": batch.counts,
        "columns": {one["field"]: one["header"] for one in batch.recognised["columns"] if one["field"]},
        "questions": [one["text"] for one in batch.recognised["questions"]],
        "notes": batch.recognised["notes"],
        "rejected": batch.rejected["rows"],
    }
    if args.json:
        write_json(args.json, result)
    if args.json != "-":
        counts = batch.counts
        say(f"{'Would be' if args.dry_run else 'Import'} {'' if args.dry_run else batch.pk}".strip() + ":")
        for name in ("added", "changed", "same", "repeated", "rejected"):
            say(f"  {counts[name]:>8,}  {name}")
        if counts["left_out"]:
            say(f"  {counts['left_out']:>8,}  left out: no referral names them")
        read = ", ".join(f"'{header}' as {field}" for field, header in result["columns"].items())
        say(f"Your columns were read like this: {read}.")
        if not args.dry_run:
            say(f"Undo it with: wellsent import {args.kind} --undo {batch.pk}")
    for question in result["questions"]:
        warn(f"{question} Say it with --day-first yes or no.")
    for note in result["notes"]:
        warn(note)
    for one in batch.rejected["rows"][:MOST_SHOWN]:
        value = f" ({one['value']})" if one["value"] else ""
        warn(f"Row {one['row']}, {one['column']}{value}: {one['reason']} {one['remedy']}")
    if batch.rejected["count"] > MOST_SHOWN:
        warn(f"and {batch.rejected['count'] - MOST_SHOWN:,} more rows (--json FILE lists them)")
    accepted = batch.counts["rows"] - batch.counts["rejected"]
    return 0 if accepted else 1


def _undo(args: argparse.Namespace) -> int:
    from wellsent.accounts.caller import shell_caller
    from wellsent.exchange.imports import actions, queries

    try:
        batch = queries.batch(shell_caller(), args.undo)
    except Refused:
        batch = None
    if batch is None or batch.kind != args.kind:
        raise CallError(
            f"There is no import of {args.kind} with the number {args.undo}.", "The import page lists them."
        )
    stays = actions.undo(batch, by=shell_caller())
    if args.json:
        write_json(args.json, {"batch": args.undo, "state": "undone", "kept": stays})
    if args.json != "-":
        say(f"Import {args.undo} is undone.")
        if stays:
            say(f"These were edited since and stay: {', '.join(stays)}")
    return 0


def _chunks(path: Path) -> Iterator[bytes]:
    try:
        with path.open("rb") as file:
            while chunk := file.read(1024 * 1024):
                yield chunk
    except OSError as error:
        raise CallError(f"{path} cannot be read: {error.strerror}.", "Check the name and its rights.") from error
