"""`make bench`: speed and size against the yardsticks of DESIGN, printed, written to bench/results.json
and, as docs/performance.md, for people.

    python -m bench [NAME...]     all, or only the named modules of bench/ (memory, pages, ...)

Every module beside this one that has a `run() -> list[Row]` takes part, each in a process of its own. Exits 1 when
anything is over what it is held to.
"""

from __future__ import annotations

import ast
import json
import sys
from pathlib import Path

from bench import performance
from bench.rows import Row, measure

FOLDER = Path(__file__).resolve().parent
RESULTS = FOLDER / "results.json"
WITH_POSTGRES = (sys.executable, "-m", "tools.with_postgres")
ON_BOTH_DATABASES = {"lists", "pages"}  # run once on SQLite and once on a real PostgreSQL


def modules() -> list[str]:
    """The modules that measure something."""
    return [file.stem for file in sorted(FOLDER.glob("*.py")) if _measures(file)]


def _measures(file: Path) -> bool:
    tree = ast.parse(file.read_text(encoding="utf-8"))
    return any(isinstance(node, ast.FunctionDef) and node.name == "run" for node in tree.body)


def table(rows: list[Row]) -> str:
    """The rows as people read them."""
    lines = [("work", "size", "ours", "yardstick", "ratio", "hold", "")]
    for row in rows:
        lines.append(
            (
                row.work,
                row.size,
                f"{row.ours:.3f} {row.unit}",
                "" if row.yardstick is None else f"{row.yardstick:.3f} {row.unit}",
                "" if row.ratio is None else f"{row.ratio:.2f}x",
                row.held,
                "ok" if row.ok else "OVER",
            )
        )
    widths = [max(len(line[column]) for line in lines) for column in range(7)]
    return "\n".join("  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)) for line in lines)


def main(names: list[str]) -> int:
    """Measure, print, write; returns 1 when anything is over."""
    unknown = set(names) - set(modules())
    if unknown:
        print(f"There is no {', '.join(sorted(unknown))}; there are: {', '.join(modules())}", file=sys.stderr)
        return 2
    rows: list[Row] = []
    for name in names or modules():
        for postgres in (False, True) if name in ON_BOTH_DATABASES else (False,):
            print(f"measuring {name}{' on PostgreSQL' if postgres else ''} ...", file=sys.stderr)
            rows += (fresh := measure(f"{name}.run()", beside=WITH_POSTGRES if postgres else ()))
            print(table(fresh), file=sys.stderr)
    print(table(rows))
    if not names:
        performance.write(rows)
        RESULTS.write_text(json.dumps([row.as_json() for row in rows], indent=1) + "\n", encoding="utf-8")
    return 0 if all(row.ok for row in rows) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
