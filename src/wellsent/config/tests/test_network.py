from __future__ import annotations

import ast
import socket
from pathlib import Path

import pytest

import wellsent
from wellsent.testing.network import NetworkBlocked
from wellsent.testing.processes import running, until

SOURCE = Path(wellsent.__file__).parent
FETCHING = {"urllib.request", "http.client", "requests", "httpx", "aiohttp", "urllib3", "ftplib", "smtplib", "socket"}
MAY_USE_SOCKETS = {
    "base/leases.py": "the machine's own name",
    "config/background.py": "the machine's own name",
    "config/ports.py": "whether a port is free here",
}


@pytest.mark.parametrize("host", ["192.0.2.1", "2001:db8::1", "93.184.216.34"])
def test_a_test_that_reaches_for_another_machine_fails(host: str) -> None:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as reaching, pytest.raises(NetworkBlocked):
        reaching.connect((host, 80))


def test_a_test_that_looks_up_a_name_fails() -> None:
    with pytest.raises(NetworkBlocked):
        socket.create_connection(("wellsent.example", 443))


def test_this_machine_may_be_reached() -> None:
    with socket.create_server(("127.0.0.1", 0)) as here, socket.create_connection(here.getsockname()) as reached:
        assert reached.getpeername() == here.getsockname()


def imported_by(file: Path) -> set[str]:
    """The modules that a file imports, anywhere in it."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found.update(name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.update({node.module, *(f"{node.module}.{name.name}" for name in node.names)})
    return found


def test_no_part_of_the_product_can_fetch_anything() -> None:
    reaching = {
        file.relative_to(SOURCE).as_posix(): sorted(imported_by(file) & FETCHING)
        for file in SOURCE.rglob("*.py")
        if "tests" not in file.parts and "testing" not in file.parts
    }
    assert {path: names for path, names in reaching.items() if names and path not in MAY_USE_SOCKETS} == {}


def test_an_installation_that_starts_and_works_calls_nobody(tmp_path: Path) -> None:
    """Every process of `serve` runs with the block in place, and each attempt would be kept in a file."""
    hooks = tmp_path / "hooks"
    hooks.mkdir()
    attempts = tmp_path / "attempts"
    (hooks / "sitecustomize.py").write_text(
        "from wellsent.testing import network\n"
        f"network.block(kept_in={str(attempts)!r})\n"
        f"open({str(attempts)!r}, 'a').write('block in place\\n')\n",
        encoding="utf-8",
    )
    with running(tmp_path / "home", ["serve"], PYTHONPATH=str(hooks)) as served:
        served.wait_ready()
        until(lambda: served.status("/") > 0, "a page is answered")
        until(lambda: len(served.children()) == 2, "both parts run")
    lines = attempts.read_text(encoding="utf-8").splitlines()
    assert set(lines) == {"block in place"}
    assert len(lines) >= 4  # the supervisor, the upgrade, web and worker
