"""`wellsent serve`: everything in one process group."""

from __future__ import annotations

import argparse

from wellsent.config import ports, serving

HELP = "serve the pages and do the work in the background, in one process group"
EXAMPLE = "wellsent serve --port 8080"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    serving.add_where(parser)


def run(args: argparse.Namespace) -> int:
    port = ports.choose(args.address, args.port)
    serving.run_apart("upgrade", "--quiet")
    return serving.serve(args.address, port)
