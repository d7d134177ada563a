from __future__ import annotations

import socket
from collections.abc import Iterator

import pytest

from wellsent.base.errors import CallError
from wellsent.config import ports


@pytest.fixture
def a_taken_port() -> Iterator[int]:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        yield taken.getsockname()[1]


def refused(address: str, port: int) -> CallError:
    """The error with which a port is refused."""
    with pytest.raises(CallError) as refusal, ports.held(address, port):
        pass
    return refusal.value


def test_the_next_port_is_chosen_when_one_is_taken(a_taken_port: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ports, "USUAL", a_taken_port)
    with ports.held("127.0.0.1", None) as port:
        assert a_taken_port < port < a_taken_port + ports.TRIES


def test_a_port_asked_for_is_never_replaced_by_another(a_taken_port: int) -> None:
    assert refused("127.0.0.1", a_taken_port).reason == f"Port {a_taken_port} is taken by another program."


@pytest.mark.parametrize(("address", "port"), [("203.0.113.9", 8600), ("127.0.0.1", 70_000), ("127.0.0.1", -1)])
def test_an_address_that_is_not_this_machines_is_refused_in_words(address: str, port: int) -> None:
    error = refused(address, port)
    assert error.reason.startswith(f"Nothing can be served at {address}, port {port}")
    assert "--address" in error.remedy


def test_two_installations_that_start_at_the_same_moment_take_a_port_each(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ports, "USUAL", 8700)
    with ports.held("127.0.0.1", None) as first:
        with ports.held("127.0.0.1", None) as second:
            assert first < second
        assert "taken" in refused("127.0.0.1", first).reason
    with ports.held("127.0.0.1", first) as again:
        assert again == first
