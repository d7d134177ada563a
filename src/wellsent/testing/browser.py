"""A real Chromium for tests marked `browser`: pages at the width of a phone or a desktop, watched.

A page that writes an error to its console, breaks the content security policy or asks another host for anything fails
its test, whatever else the test looks at.
"""

from __future__ import annotations

import os
import shutil
import threading
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:  # a run without browser tests does not pay for loading them
    from django.test import Client
    from playwright.sync_api import Browser, ConsoleMessage, Page, Request, Route

PHONE, DESKTOP = 390, 1440
HEIGHTS = {PHONE: 844}
QUIET_CHROMIUM = [
    "--no-sandbox",  # tests often run as root, in a container
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
ACCESSIBILITY_RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
CONTRASTS = {"runOnly": ["color-contrast"]}
GIVEN_UP = ("htmx:sendAbort", "htmx:afterRequest")
"""What the console says of a question whose answer nobody waits for any more, since somebody typed on."""
PageAt = Callable[..., "Page"]


@dataclass
class Watch:
    """What a page did that no page may do."""

    here: str
    expected: tuple[str, ...] = ()
    troubles: list[str] = field(default_factory=list)

    def console(self, message: ConsoleMessage) -> None:
        if message.type == "error" and not any(words in message.text for words in (*GIVEN_UP, *self.expected)):
            self.troubles.append(f"console: {message.text}")

    def error(self, error: Exception) -> None:
        self.troubles.append(f"script: {error}")

    def request(self, route: Route, request: Request) -> None:
        if request.url.startswith((self.here, "data:", "blob:")):
            route.continue_()
        else:
            self.troubles.append(f"asked another host: {request.url}")
            route.abort()


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """One browser for the whole run."""
    from playwright.sync_api import sync_playwright

    program = shutil.which("chromium")
    assert program, "The browser tests need Chromium: tools/chromium.sh installs it."
    # Playwright keeps a loop running in this thread, for which Django would refuse every query of the test.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=QUIET_CHROMIUM)
        yield browser
        browser.close()
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


class Answering:
    """Requests that the live server is at, also those whose page has been closed meanwhile: emptying the database under
    one of them would be a deadlock.
    """

    def __init__(self) -> None:
        self._count = 0
        self._changed = threading.Condition()

    def started(self, **_: object) -> None:
        self._count_by(1)

    def finished(self, **_: object) -> None:
        self._count_by(-1)

    def _count_by(self, number: int) -> None:
        if threading.current_thread() is not threading.main_thread():  # the test's own client asks in there
            with self._changed:
                self._count += number
                self._changed.notify_all()

    def wait(self) -> None:
        """Until all are answered."""
        with self._changed:
            assert self._changed.wait_for(lambda: self._count <= 0, timeout=30), "the server does not answer"


@pytest.fixture
def answering() -> Iterator[None]:
    """What pages ask is answered before the database is emptied: wanted by `page_at`, so that it ends after it."""
    from django.core.signals import request_finished, request_started

    requests = Answering()
    request_started.connect(requests.started)
    request_finished.connect(requests.finished)
    yield
    requests.wait()
    request_started.disconnect(requests.started)
    request_finished.disconnect(requests.finished)


@pytest.fixture
def page_at(chromium: Browser, live_server: object, answering: None) -> Iterator[PageAt]:
    """Open an empty page: `page_at(PHONE, client=client)`; addresses are relative to the live server.

    `client` lends its session, so that the page is signed in as that client is. `expected` names words of console
    errors that the test means to cause ("404 (Not Found)").
    """
    watches: list[Watch] = []
    contexts = []
    here = str(live_server)

    def open_page(
        width: int = DESKTOP,
        *,
        scripts: bool = True,
        client: Client | None = None,
        expected: tuple[str, ...] = (),
    ) -> Page:
        context = chromium.new_context(
            base_url=here,
            viewport={"width": width, "height": HEIGHTS.get(width, 900)},
            color_scheme="light",
            reduced_motion="reduce",
            has_touch=width == PHONE,
            java_script_enabled=scripts,
        )
        if client is not None:
            context.add_cookies(
                [{"name": name, "value": one.value, "url": here} for name, one in client.cookies.items()]
            )
        watch = Watch(here, expected)
        context.route("**/*", watch.request)
        page = context.new_page()
        page.on("console", watch.console)
        page.on("pageerror", watch.error)
        watches.append(watch)
        contexts.append(context)
        return page

    yield open_page
    for context in contexts:
        context.close()
    troubles = [trouble for watch in watches for trouble in watch.troubles]
    assert not troubles, "\n".join(troubles)


def accessibility_problems(page: Page) -> str:
    """What axe finds on the page as it is now (WCAG 2.2 AA and good practice), nothing when all is well.

    The dark theme differs in its colours alone, so it is looked at for its contrasts alone.
    """
    page.wait_for_load_state()
    light = _axe(page, ACCESSIBILITY_RULES)
    page.emulate_media(color_scheme="dark")
    dark = _axe(page, CONTRASTS)
    page.emulate_media(color_scheme="light")
    return light + dark and f"light: {light}\ndark: {dark}"


def _axe(page: Page, rules: Mapping[str, list[str]]) -> str:
    from axe_playwright_python.sync_playwright import Axe

    found = Axe().run(page, options={**rules, "resultTypes": ["violations"]})
    return str(found.generate_report()) if found.violations_count else ""
