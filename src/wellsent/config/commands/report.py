"""`wellsent report FILE`: who refers, who has gone quiet, what comes next. Keeps nothing, needs no database."""

from __future__ import annotations

import argparse
from datetime import date
from pathlib import Path

from wellsent.base.errors import CallError
from wellsent.config.output import add_json, say, write_json

HELP = "read a referral list and say who refers, who has gone quiet, what comes next; keeps nothing"
EXAMPLE = "wellsent report referrals.xlsx --html report.html"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", metavar="FILE", type=Path, help="the list, as the EMR or the spreadsheet saved it")
    parser.add_argument("--touches", metavar="FILE", type=Path, help="a list of contacts made, so that cadence counts")
    parser.add_argument("--as-of", metavar="DATE", type=_day, help="look at it as on this day (2026-10-31)")
    parser.add_argument(
        "--mapping", metavar="FILE", help='JSON that says which column is which: {"referral_date": "Ref Date"}'
    )
    parser.add_argument("--sheet", metavar="NAME", help="which sheet of a workbook to read")
    parser.add_argument("--day-first", choices=["yes", "no"], help="whether 03/04/2026 is the third of April")
    parser.add_argument("--hours", metavar="N", type=float, default=4.0, help="hours a week there are for contacts (4)")
    parser.add_argument(
        "--false-alarms", metavar="N", type=float, default=0.5, help="false quiet alarms a month you accept (0.5)"
    )
    parser.add_argument("--html", metavar="FILE", help="write it as one page, worth printing")
    add_json(parser)


def run(args: argparse.Namespace) -> int:
    from wellsent.config.mappings import read_mapping
    from wellsent.exchange.report import as_json, as_text, build_report

    if not 0 < args.false_alarms <= 20:
        raise CallError("--false-alarms must lie above 0 and be at most 20.", "0.5 is one false alarm in two months.")
    if not 0 <= args.hours <= 400:
        raise CallError("--hours must lie between 0 and 400.", "Give the hours a week there are for contacts.")
    for file in (args.file, args.touches):
        if file is not None and not file.exists():
            raise CallError(f"There is no file {file}.", "Check its name and the folder it is in.")
    report = build_report(
        args.file,
        touches=args.touches,
        as_of=args.as_of,
        mapping=read_mapping(args.mapping),
        sheet=args.sheet,
        day_first={"yes": True, "no": False, None: None}[args.day_first],
        hours=args.hours,
        false_alarms_per_month=args.false_alarms,
        today=date.today(),  # noqa: DTZ011 - the day on the wall of whoever asks
    )
    if args.html:
        from wellsent.exchange.report.as_html import as_html

        _write(args.html, as_html(report))
    if args.json:
        write_json(args.json, as_json(report))
    if args.json != "-":
        say(as_text(report).rstrip("\n"))
    return 0 if report.input.accepted else 1


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"{text!r} is not a date; write it as 2026-10-31") from error


def _write(where: str, page: str) -> None:
    try:
        Path(where).write_text(page, encoding="utf-8")
    except OSError as error:
        raise CallError(f"{where} cannot be written: {error.strerror}.", "Name a file in a folder of yours.") from error
