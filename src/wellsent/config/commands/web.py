"""`wellsent web`: the pages alone, on as many machines as wanted."""

from __future__ import annotations

import argparse
from contextlib import nullcontext

from wellsent.config import lifeline, ports, serving, web_server

HELP = "serve the pages alone; run `wellsent upgrade` once before"
EXAMPLE = "wellsent web --address 0.0.0.0 --port 8000 --processes 4"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    serving.add_where(parser)
    parser.add_argument(
        "--processes", type=int, default=1, help="how many processes answer (default 1; SQLite wants 1)"
    )
    parser.add_argument(
        "--threads", type=int, default=web_server.THREADS, help=f"threads in each (default {web_server.THREADS})"
    )


def run(args: argparse.Namespace) -> int:
    with nullcontext(args.port) if lifeline.is_held() else ports.held(args.address, args.port) as port:
        web_server.serve_pages(args.address, port, processes=args.processes, threads=args.threads)
    return 0
