"""Pictures of pages of a running server, on a phone and on a desktop, light and dark, to be looked at.

    python tools/screenshots.py --server http://localhost:8000 --email owner@demo.example --password ... \\
        week=/ sources=/sources/ gallery=/ui/gallery/

Each page becomes screenshots/NAME-WIDTH-THEME.png. Without pages named, the gallery of components is taken.
"""

from __future__ import annotations

import argparse
import shutil
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

WIDTHS = {390: 844, 1440: 900}
THEMES = ("light", "dark")
ARGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--no-first-run",
)


@contextmanager
def chromium() -> Iterator[Browser]:
    """The machine's own Chromium."""
    program = shutil.which("chromium")
    if program is None:
        sys.exit("Chromium is needed: tools/chromium.sh installs it.")
    with sync_playwright() as playwright:
        yield playwright.chromium.launch(executable_path=program, args=ARGS)


def sign_in(page: Page, email: str, password: str) -> None:
    """Through the form, as a person does."""
    page.goto("/sign-in/")
    page.fill("[name=login]", email)
    page.fill("[name=password]", password)
    page.click("form .button-main")
    page.wait_for_load_state("load")


def picture(page: Page, path: str, file: Path, width: int, height: int) -> None:
    """One page from top to end, in a window as tall as it is, so that what sticks to an edge stands at that edge."""
    page.set_viewport_size({"width": width, "height": height})
    page.goto(path)
    page.evaluate("document.fonts.ready")
    tall = page.evaluate("document.documentElement.scrollHeight")
    page.set_viewport_size({"width": width, "height": max(height, tall)})
    page.screenshot(path=file)


def take(
    server: str, pages: Sequence[tuple[str, str]], out: Path, *, email: str = "", password: str = ""
) -> list[Path]:
    """A picture of every page at every width and theme; returns the files."""
    out.mkdir(parents=True, exist_ok=True)
    files = []
    with chromium() as browser:
        signed_in = browser.new_context(base_url=server)
        if email:
            sign_in(signed_in.new_page(), email, password)
        state = signed_in.storage_state()
        for width, height in WIDTHS.items():
            for theme in THEMES:
                context = browser.new_context(
                    base_url=server,
                    storage_state=state,
                    viewport={"width": width, "height": height},
                    color_scheme=theme,
                    reduced_motion="reduce",
                    device_scale_factor=1,
                )
                page = context.new_page()
                for name, path in pages:
                    files.append(out / f"{name}-{width}-{theme}.png")
                    picture(page, path, files[-1], width, height)
                context.close()
    return files


def main() -> int:
    """Take the pictures that the command line asks for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--server", default="http://localhost:8000")
    parser.add_argument("--email", default="", help="whom to sign in as")
    parser.add_argument("--password", default="")
    parser.add_argument("--out", type=Path, default=Path("screenshots"))
    parser.add_argument("pages", nargs="*", metavar="NAME=PATH", default=["gallery=/ui/gallery/"])
    args = parser.parse_args()
    pages = [(name, path) for name, _, path in (one.partition("=") for one in args.pages)]
    files = take(args.server, pages, args.out, email=args.email, password=args.password)
    print(f"{len(files)} pictures in {args.out}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
