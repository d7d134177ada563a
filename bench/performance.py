"""docs/performance.md: the measurements for people, growth and all; its tables are written by `make bench`."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from bench.rows import ROOT, Row

FILE = ROOT / "docs" / "performance.md"
GROWTH = re.compile(r"^([\d,]+) referrals, (\w+)")
PAGE = "page "
SLOWEST = {"any page, warm": "the slowest of all", "any page, after a change": "the slowest after a change"}
DATABASES = ("sqlite", "postgresql")


def write(rows: Sequence[Row]) -> None:
    """Put the tables of these rows between their marks. Raises ValueError when a mark is missing."""
    text = FILE.read_text(encoding="utf-8")
    for name, table in [("yardsticks", yardsticks(rows)), *((vendor, growth(rows, vendor)) for vendor in DATABASES)]:
        text = _between(text, name, table)
    FILE.write_text(text, encoding="utf-8")


def yardsticks(rows: Iterable[Row]) -> str:
    """Every measurement but the growth of single pages."""
    lines = [("work", "size", "ours", "yardstick", "ratio", "to hold")]
    for row in rows:
        if row.work.startswith(PAGE):
            continue
        yardstick = "" if row.yardstick is None else _plain(row.yardstick, row.unit)
        ratio = "" if row.ratio is None else f"{row.ratio:.2f}x"
        lines.append((row.work, row.size, _plain(row.ours, row.unit), yardstick, ratio, row.held))
    return _markdown(lines)


def growth(rows: Iterable[Row], vendor: str) -> str:
    """The pages of one database, a column for each size of practice."""
    cells: dict[str, dict[str, str]] = {}
    for row in rows:
        found = GROWTH.match(row.size)
        if found and found[2] == vendor and row.ratio is not None:
            page = SLOWEST.get(row.work) or row.work.removeprefix(PAGE)
            cells.setdefault(page, {})[found[1]] = f"{row.ratio:.2f}x ({row.ours * 1000:.0f} ms)"
    sizes = list(dict.fromkeys(size for columns in cells.values() for size in columns))
    return _markdown(
        [("page", *sizes), *((page, *(columns.get(one, "") for one in sizes)) for page, columns in cells.items())]
    )


def _plain(amount: float, unit: str) -> str:
    return f"{amount * 1000:.1f} ms" if unit == "s" and amount < 1 else f"{amount:.1f} {unit}"


def _markdown(lines: Sequence[Sequence[str]]) -> str:
    head, *body = lines
    return "\n".join(f"| {' | '.join(line)} |" for line in (head, ["---"] * len(head), *body))


def _between(text: str, name: str, table: str) -> str:
    marks = re.compile(rf"(<!-- {name} -->\n).*?(<!-- end -->)", re.DOTALL)
    if not marks.search(text):
        raise ValueError(f"{FILE.name} has no mark for {name}")
    return marks.sub(lambda found: f"{found[1]}\n{table}\n\n{found[2]}", text)
