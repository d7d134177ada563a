"""The `wellsent` command: finds the sub-command, runs it, and turns whatever goes wrong into one plain line.

Only the module of the command that was asked for is loaded, and none of them loads Django before its `run`, so that
`wellsent report` starts at once.
"""

from __future__ import annotations

import argparse
import importlib
import sys
from collections.abc import Iterable, Sequence
from typing import Protocol, cast

from wellsent.base.errors import WellsentError
from wellsent.config.commands import COMMANDS

DESCRIPTION = "Builds and keeps referral relationships for a healthcare practice."
EPILOG = "`wellsent COMMAND --help` explains one of them, with an example."


class Command(Protocol):
    """What a module in config/commands provides."""

    HELP: str
    EXAMPLE: str

    def add_arguments(self, parser: argparse.ArgumentParser, /) -> None: ...
    def run(self, args: argparse.Namespace, /) -> int: ...


class ShowVersion(argparse.Action):
    """Looks the version up only when asked, since that takes longer than everything else at the start."""

    def __call__(self, parser: argparse.ArgumentParser, *_: object) -> None:
        from importlib.metadata import version

        print(f"wellsent {version('wellsent')}")  # noqa: T201 - the command speaks to people
        parser.exit()


def command(name: str) -> Command:
    """The module behind a command's name. Raises KeyError for a name that is none."""
    return cast("Command", importlib.import_module(COMMANDS[name]))


def parser(names: Iterable[str] = COMMANDS) -> argparse.ArgumentParser:
    """The argument parser for these commands (all of them unless told)."""
    whole = argparse.ArgumentParser(prog="wellsent", description=DESCRIPTION, epilog=EPILOG, allow_abbrev=False)
    whole.add_argument("--version", action=ShowVersion, nargs=0, help="show which release this is and exit")
    parts = whole.add_subparsers(title="commands", metavar="COMMAND", required=True)
    for name in names:
        module = command(name)
        part = parts.add_parser(
            name,
            help=module.HELP,
            description=module.HELP,
            epilog=f"example:\n  {module.EXAMPLE}",
            formatter_class=argparse.RawDescriptionHelpFormatter,
            allow_abbrev=False,
        )
        module.add_arguments(part)
        part.set_defaults(run=module.run)
    return whole


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command. Returns 0 when it went well, 1 when the data is at fault, 2 when the call or the set-up is."""
    words = list(sys.argv[1:] if argv is None else argv)
    args = parser(words[:1] if words and words[0] in COMMANDS else COMMANDS).parse_args(words)
    try:
        return int(args.run(args))
    except WellsentError as error:
        return complain(error)
    except KeyboardInterrupt:
        return 130  # what a shell expects of a command that was interrupted
    except BrokenPipeError:
        sys.stdout = None  # whoever read our output has left; nothing more can be said
        return 1
    except Exception as error:
        from wellsent.config import incidents  # loaded only when something went wrong

        print(incidents.sentence(incidents.note(error)), file=sys.stderr)  # noqa: T201 - the command speaks to people
        return 1


def complain(error: WellsentError) -> int:
    """Say what is wrong and how to mend it; returns the exit code that goes with it."""
    for line in (error.reason, error.remedy):
        if line:
            print(line, file=sys.stderr)  # noqa: T201 - the command speaks to people
    return error.exit_code
