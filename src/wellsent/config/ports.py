"""Which port to serve on: the one asked for, or the first free one from 8000 on."""

from __future__ import annotations

import errno
import socket

from wellsent.base.errors import CallError

USUAL = 8000
TRIES = 20


def is_free(address: str, port: int) -> bool:
    """May this process listen there? Raises CallError for an address that is not this machine's."""
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # connections lately closed are no hindrance
        try:
            probe.bind((address, port))
            probe.listen(1)
        except (OSError, OverflowError) as error:
            if isinstance(error, OSError) and error.errno == errno.EADDRINUSE:
                return False
            raise CallError(
                f"Nothing can be served at {address}, port {port}: {error}.",
                "Choose an --address of this machine and a --port from 1024 to 65535.",
            ) from error
    return True


def choose(address: str, port: int | None) -> int:
    """The port to serve on. Raises CallError when the one asked for is taken, or all of the usual ones."""
    if port is not None:
        if is_free(address, port):
            return port
        raise CallError(
            f"Port {port} is taken by another program.",
            f"Stop that program or choose another --port (without it, the first free one from {USUAL} is taken).",
        )
    for candidate in range(USUAL, USUAL + TRIES):
        if is_free(address, candidate):
            return candidate
    raise CallError(f"Ports {USUAL} to {USUAL + TRIES - 1} are all taken.", "Name a free one with --port.")
