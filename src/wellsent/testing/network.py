"""Tests reach this machine and nothing else: any other connection fails, and names are not looked up."""

from __future__ import annotations

import ipaddress
import socket
from typing import Any


class NetworkBlocked(AssertionError):  # noqa: N818 - reads as what happened
    """Something tried to reach another machine during a test."""


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


def refuse_others(family: int, address: Any) -> None:
    """Raise NetworkBlocked unless the address is on this machine."""
    if family in {socket.AF_INET, socket.AF_INET6} and not is_here(address[0]):
        raise NetworkBlocked(f"a test tried to reach {address[0]}")


def block() -> None:
    """Put the block in place for the rest of this process."""

    def connect(self: socket.socket, address: Any, /) -> None:
        refuse_others(self.family, address)
        _connect(self, address)

    def connect_ex(self: socket.socket, address: Any, /) -> int:
        refuse_others(self.family, address)
        return _connect_ex(self, address)

    def getaddrinfo(host: Any, *args: Any, **options: Any) -> Any:
        if not is_here(host):
            raise NetworkBlocked(f"a test tried to look up {host}")
        return _getaddrinfo(host, *args, **options)

    socket.socket.connect = connect  # type: ignore[method-assign,assignment]  # the block itself
    socket.socket.connect_ex = connect_ex  # type: ignore[method-assign,assignment]  # the block itself
    socket.getaddrinfo = getaddrinfo
