"""Which port to serve on: the one asked for, or the first free one from 8000 on.

The web server shares its port with any other that asks in the same way, so two installations that start at the same
moment would answer for each other. Each therefore holds a name for its port, which only one process can have.
"""

from __future__ import annotations

import errno
import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from wellsent.base.errors import CallError

USUAL = 8000
TRIES = 20


@contextmanager
def held(address: str, port: int | None) -> Iterator[int]:
    """The port to serve on, which no other installation takes until the block ends.

    Raises CallError when the one asked for is taken, or all of the usual ones.
    """
    for candidate in [port] if port is not None else range(USUAL, USUAL + TRIES):
        name = _take_name(candidate)
        if name is None:
            continue
        with name:
            if is_free(address, candidate):
                yield candidate
                return
    if port is not None:
        raise CallError(
            f"Port {port} is taken by another program.",
            f"Stop that program or choose another --port (without it, the first free one from {USUAL} is taken).",
        )
    raise CallError(f"Ports {USUAL} to {USUAL + TRIES - 1} are all taken.", "Name a free one with --port.")


def _take_name(port: int) -> socket.socket | None:
    """Take the name that stands for a port, or None when another process has it; it is given back with its process."""
    name = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    if sys.platform != "linux":  # only Linux has such names; elsewhere the socket stands for nothing
        return name
    try:
        name.bind(f"\0wellsent-port-{port}")
    except OSError:
        name.close()
        return None
    return name


def is_free(address: str, port: int) -> bool:
    """May this process listen there? Raises CallError for an address that is not this machine's."""
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # connections lately closed are no hindrance
        try:
            probe.bind((address, port))
        except (OSError, OverflowError) as error:
            if isinstance(error, OSError) and error.errno == errno.EADDRINUSE:
                return False
            raise CallError(
                f"Nothing can be served at {address}, port {port}: {error}.",
                "Choose an --address of this machine and a --port from 1024 to 65535.",
            ) from error
    return True
