"""Pictures of every page, on a phone and on a desktop, light and dark, to be looked at.

    python tools/screenshots.py                                 every page of a demo that it starts for itself
    python tools/screenshots.py --server http://localhost:8000 --email ... --password ... week=/ sources=/sources/

What pages there are is read from the table of addresses; those that show no page (they take a form, give a file, or
lead on to another page) are left out, and named.
"""

from __future__ import annotations

import argparse
import re
import shutil
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from wellsent.config.access_table import addresses
from wellsent.testing.processes import running, until

WIDTHS = {390: 844, 1440: 900}
THEMES = ("light", "dark")
ARGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--no-first-run",
)


@dataclass(frozen=True)
class Site:
    """A server, and whom to sign in as."""

    server: str
    email: str = ""
    password: str = ""


@contextmanager
def demo() -> Iterator[Site]:
    """A made-up practice in a home of its own, served until the block ends."""
    with tempfile.TemporaryDirectory() as home, running(Path(home), ["demo"]) as served:
        served.wait_ready()
        until(lambda: "Owner " in served.text(), "the demo says how to sign in")
        email = re.search(r"Owner\s+(\S+@\S+)", served.text())
        password = re.search(r"password of all is\s+(\S+)", served.text())
        if email is None or password is None:
            sys.exit(f"The demo did not say how to sign in:\n{served.text()}")
        yield Site(served.address, email[1], password[1])


def every_page() -> list[tuple[str, str, bool]]:
    """Name, path, and whether it is opened signed in."""
    opened = [one for one in addresses() if one.meets["owner"] == "opens"]
    return [(one.name.replace(":", "-"), one.path, one.meets["nobody"] != "opens") for one in opened]


def picture(page: Page, path: str, file: Path, width: int, height: int) -> str:
    """One page from top to end, in a window as tall as it is, so that what sticks to an edge stands at that edge.

    Returns why there is no picture, or nothing.
    """
    page.set_viewport_size({"width": width, "height": height})
    answer = page.request.get(path, max_redirects=0)
    if answer.status != 200 or not answer.headers.get("content-type", "").startswith("text/html"):
        return f"answers {answer.status} {answer.headers.get('content-type', '')}".strip()
    page.goto(path)
    page.evaluate("document.fonts.ready")
    tall = page.evaluate("document.documentElement.scrollHeight")
    page.set_viewport_size({"width": width, "height": max(height, tall)})
    page.screenshot(path=file)
    return ""


def sign_in(browser: Browser, site: Site) -> str:
    """Through the form, as a person does; returns a file with the session."""
    context = browser.new_context(base_url=site.server)
    page = context.new_page()
    page.goto("/sign-in/")
    page.fill("[name=login]", site.email)
    page.fill("[name=password]", site.password)
    page.click("form .button-main")
    page.wait_for_url(lambda url: "/sign-in/" not in url)
    file = Path(tempfile.mkdtemp()) / "session.json"
    context.storage_state(path=file)
    context.close()
    return str(file)


def take(site: Site, pages: Sequence[tuple[str, str, bool]], out: Path) -> dict[str, str]:
    """A picture of every page at every width and theme; returns those left out, with the reason."""
    out.mkdir(parents=True, exist_ok=True)
    left_out: dict[str, str] = {}
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=ARGS)
        session = sign_in(browser, site) if site.email else None
        for width, height in WIDTHS.items():
            for theme in THEMES:
                for signed_in in (True, False):
                    context = browser.new_context(
                        base_url=site.server,
                        storage_state=session if signed_in else None,
                        color_scheme=theme,
                        reduced_motion="reduce",
                    )
                    page = context.new_page()
                    for name, path, _ in (one for one in pages if one[2] == signed_in and one[0] not in left_out):
                        if why := picture(page, path, out / f"{name}-{width}-{theme}.png", width, height):
                            left_out[name] = why
                    context.close()
    return left_out


def main() -> int:
    """Take the pictures that the command line asks for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--server", default="", help="a server that is running; without it a demo is started")
    parser.add_argument("--email", default="", help="whom to sign in as")
    parser.add_argument("--password", default="")
    parser.add_argument("--out", type=Path, default=Path("screenshots"))
    parser.add_argument("pages", nargs="*", metavar="NAME=PATH", help="without any, every page there is")
    args = parser.parse_args()
    named = [(name, path, True) for name, _, path in (one.partition("=") for one in args.pages)]
    if args.server:
        left_out = take(Site(args.server, args.email, args.password), named or every_page(), args.out)
    else:
        with demo() as site:
            left_out = take(site, named or every_page(), args.out)
    for name, why in left_out.items():
        print(f"no picture of {name}: {why}")
    print(f"{len(list(args.out.glob('*.png')))} pictures in {args.out}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
