"""`wellsent simulate`: a made-up practice as files, with the truth beside them."""

from __future__ import annotations

import argparse
from pathlib import Path

from wellsent.base.errors import CallError
from wellsent.config.output import say

HELP = "write a made-up practice as files, with the truth beside them"
EXAMPLE = "wellsent simulate made-up/ --seed 7 --sources 80 --months 24"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("folder", metavar="DIR", type=Path, help="the folder to write into (made when missing)")
    parser.add_argument(
        "--seed", type=int, default=1, metavar="N", help="the same seed writes the same bytes (default 1)"
    )
    parser.add_argument("--sources", type=int, default=80, metavar="N", help="how many sources refer (default 80)")
    parser.add_argument("--months", type=int, default=24, metavar="N", help="how many months of history (default 24)")
    parser.add_argument("--campaign", type=float, metavar="PCT", help="add a campaign that lifts its targets by PCT %%")


def run(args: argparse.Namespace) -> int:
    for name, least, most in (("sources", 1, 100_000), ("months", 1, 240)):
        if not least <= getattr(args, name) <= most:
            raise CallError(f"--{name} is {getattr(args, name)}.", f"Give a whole number from {least} to {most}.")
    if args.campaign is not None and not -100 <= args.campaign <= 1_000:
        raise CallError(f"--campaign is {args.campaign:g}.", "Give a percentage from -100 to 1000.")
    from wellsent.simulate.practice import write_practice

    try:
        done = write_practice(
            args.folder, seed=args.seed, sources=args.sources, months=args.months, campaign_percent=args.campaign
        )
    except FileExistsError as error:
        raise CallError(str(error), "Name a folder that is empty or was written by this command.") from error
    except OSError as error:
        raise CallError(f"{args.folder} cannot be written to: {error.strerror}.", "Name a folder of yours.") from error
    except ValueError as error:
        raise CallError(f"{error}.", "See `wellsent simulate --help`.") from error
    say(
        f"A made-up practice from {done.first_day} to {done.last_day}: {done.sources} sources, {done.referrals:,} "
        f"referrals in {done.rows:,} rows, {done.visits:,} visits, {done.touches:,} touches."
    )
    for file in done.files:
        say(f"  {file}")
    return 0
