"""`wellsent serve` and `wellsent demo`: upgrade, then run web and worker together until told to stop."""

from __future__ import annotations

import argparse
import subprocess
import sys

from wellsent.base.errors import SetupError
from wellsent.config import ports
from wellsent.config.output import say
from wellsent.config.supervisor import Part, Supervisor

ADDRESS = "127.0.0.1"


def add_where(parser: argparse.ArgumentParser) -> None:
    """The options that say where pages are served."""
    parser.add_argument(
        "--address", default=ADDRESS, help=f"listen on this address (default {ADDRESS}; 0.0.0.0 for all)"
    )
    parser.add_argument(
        "--port", type=int, help=f"listen on this port (default: the first free one from {ports.USUAL} on)"
    )


def url(address: str, port: int) -> str:
    """What to type into a browser on this machine."""
    host = "localhost" if address in {"127.0.0.1", "0.0.0.0", "::1", "::"} else address  # noqa: S104 - compared, not bound
    return f"http://{f'[{host}]' if ':' in host else host}:{port}"


def run_apart(*words: str) -> list[str]:
    """Run another `wellsent` command in a process of its own, which takes its memory with it when it ends.

    Returns the lines it said. Raises SetupError when it failed; it has said why.
    """
    command = [sys.executable, "-m", "wellsent.config", *words]
    done = subprocess.run(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True, check=False)  # noqa: S603 - our own words
    if done.returncode:
        raise SetupError("Nothing was started.")
    return done.stdout.splitlines()


def serve(address: str, port: int | None, prepare: str) -> int:
    """Prepare with a command of ours, then run web and worker together until told to stop.

    The address is said first, then what the preparing command said.
    """
    with ports.held(address, port) as ours:
        words = run_apart(prepare, "--prepare")
        for line in (f"Wellsent is served at {url(address, ours)} (Ctrl-C stops it)", *words):
            say(line)
        web = Part("web server", ["web", "--address", address, "--port", str(ours)])
        return Supervisor([web, Part("worker", ["worker"])]).run()
