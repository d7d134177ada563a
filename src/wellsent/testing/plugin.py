"""The pytest plugin of this project; pyproject.toml names it, so that it is there however the tests are run."""

from __future__ import annotations

import os

import pytest

from wellsent.testing import network

pytest_plugins = ["wellsent.testing.browser", "wellsent.testing.databases", "wellsent.testing.registry"]
DATABASE_FIXTURES = {"db", "transactional_db", "live_server", "an_empty_database"}


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--write-query-counts", action="store_true", help="write query_counts.json anew")
    parser.addoption(
        "--on-database", action="store_true", help="only tests whose outcome may differ from one database to the other"
    )
    parser.addoption("--full-size", action="store_true", help="the kill run and the rehearsal as `make soak` has them")
    parser.addoption("--strict-skips", action="store_true", help="fail when any test was skipped")


def pytest_configure() -> None:
    network.block()


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """A test of one kind of database runs on that one; one of pure functions, or of how pages look, says the same on
    both, so it is run once.

    `make test` runs the suite on SQLite, then with --on-database on PostgreSQL.
    """
    other = "on_sqlite" if os.environ.get("DATABASE_URL") else "on_postgresql"
    kept = [item for item in items if other not in item.keywords]
    if config.getoption("--on-database"):
        kept = [item for item in kept if _touches_the_database(item) and "appearance" not in item.keywords]
    config.hook.pytest_deselected(items=[item for item in items if item not in set(kept)])
    items[:] = kept


def _touches_the_database(item: pytest.Item) -> bool:
    fixtures = set(getattr(item, "fixturenames", ()))
    return "django_db" in item.keywords or bool(fixtures & DATABASE_FIXTURES)


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    """A skipped test proves nothing, so the whole run says so by failing."""
    if not session.config.getoption("--strict-skips"):
        return
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if reporter is not None and (skipped := reporter.stats.get("skipped")):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED
        reporter.write_line(f"{len(skipped)} skipped: nothing may be skipped here", red=True)
