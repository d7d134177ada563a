"""Tests reach this machine and nothing else: any other connection fails, and names are not looked up."""

from __future__ import annotations

import ipaddress
import socket
from pathlib import Path
from typing import Any


class NetworkBlocked(AssertionError):  # noqa: N818 - reads as what happened
    """Something tried to reach another machine during a test."""


INTERNET = {socket.AF_INET, socket.AF_INET6}
_connect = socket.socket.connect
_connect_ex = socket.socket.connect_ex
_getaddrinfo = socket.getaddrinfo


def is_here(host: object) -> bool:
    """Is this host this machine? Names other than localhost are not: they would have to be looked up."""
    if isinstance(host, bytes):
        host = host.decode("ascii", "replace")
    if host is None or host in {"", "localhost"}:
        return True
    try:
        return ipaddress.ip_address(str(host).partition("%")[0]).is_loopback
    except ValueError:
        return False


def refuse(host: object, kept_in: str | None) -> None:
    """Raise NetworkBlocked unless the host is this machine."""
    if not is_here(host):
        if kept_in is not None:
            with Path(kept_in).open("a", encoding="utf-8") as file:
                file.write(f"reached for {host!r}\n")
        raise NetworkBlocked(f"a test tried to reach {host!r}")


def block(kept_in: str | None = None) -> None:
    """Put the block in place for the rest of this process; attempts are also written to the file `kept_in`."""

    def connect(self: socket.socket, address: Any, /) -> None:
        if self.family in INTERNET:
            refuse(address[0], kept_in)
        _connect(self, address)

    def connect_ex(self: socket.socket, address: Any, /) -> int:
        if self.family in INTERNET:
            refuse(address[0], kept_in)
        return _connect_ex(self, address)

    def getaddrinfo(host: Any, *args: Any, **options: Any) -> Any:
        refuse(host, kept_in)
        return _getaddrinfo(host, *args, **options)

    socket.socket.connect = connect  # type: ignore[method-assign,assignment]  # the block itself
    socket.socket.connect_ex = connect_ex  # type: ignore[method-assign,assignment]  # the block itself
    socket.getaddrinfo = getaddrinfo
