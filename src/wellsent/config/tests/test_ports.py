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


def test_the_next_port_is_chosen_when_one_is_taken(a_taken_port: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ports, "USUAL", a_taken_port)
    assert a_taken_port < ports.choose("127.0.0.1", None) < a_taken_port + ports.TRIES


def test_a_port_asked_for_is_never_replaced_by_another(a_taken_port: int) -> None:
    with pytest.raises(CallError, match=f"Port {a_taken_port} is taken"):
        ports.choose("127.0.0.1", a_taken_port)


@pytest.mark.parametrize(("address", "port"), [("203.0.113.9", 8000), ("127.0.0.1", 70_000), ("127.0.0.1", -1)])
def test_an_address_that_is_not_this_machines_is_refused_in_words(address: str, port: int) -> None:
    with pytest.raises(CallError, match="Nothing can be served at") as refused:
        ports.choose(address, port)
    assert "--address" in refused.value.remedy
