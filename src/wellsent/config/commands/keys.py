"""`wellsent keys`: change the keys that patient data is encrypted with."""

from __future__ import annotations

import argparse

from wellsent.config.django_start import start_django
from wellsent.config.output import Progress, say

HELP = "change the keys that patient data is encrypted with"
EXAMPLE = "wellsent keys new-master"
ROTATE, REWRITE, NEW_MASTER = "rotate", "rewrite", "new-master"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "action",
        choices=[ROTATE, REWRITE, NEW_MASTER],
        help=f"{ROTATE}: make a new data key and write everything anew under it; {REWRITE}: go on with that "
        f"where it was broken off; {NEW_MASTER}: replace master.key, rewrap the data keys",
    )


def run(args: argparse.Namespace) -> int:
    start_django()
    from wellsent.base import keys

    if args.action == NEW_MASTER:
        from wellsent.config import master_key

        say(f"{master_key.replace()} data keys are wrapped by a new master key. Keep a copy of it apart from backups.")
        say("Start Wellsent again, so that it knows the new key.")
        return 0
    if args.action == ROTATE:
        keys.open_all()
        say(f"New values are encrypted with data key {keys.rotate_data_key()} from now on.")
    say(f"{_rewrite():,} rows were written anew under the newest data key.")
    return 0


def _rewrite() -> int:
    from wellsent.accounts.caller import shell_caller
    from wellsent.config.rekeying import rewrite_everything

    progress = Progress("rows written anew")
    try:
        return rewrite_everything(by=shell_caller(), progress=progress)
    finally:
        progress.finish()
