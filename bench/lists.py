"""Import, re-import and report, against reading the same file and storing its rows without a question asked.

Run on SQLite, or on the PostgreSQL named by DATABASE_URL. Each yardstick runs right beside what it is held against.
"""

from __future__ import annotations

import csv
import io
import os
import tempfile
from datetime import date, datetime
from pathlib import Path

from bench.rows import Row, best_of, seconds

ROWS = int(os.environ.get("ROWS", "100000"))
WORKBOOK_ROWS = 20_000
AS_OF = date(2026, 10, 31)


def run() -> list[Row]:
    """Three rows of the table."""
    with tempfile.TemporaryDirectory(prefix="wellsent-bench-") as folder:
        os.environ["WELLSENT_HOME"] = folder
        return [*_imports(Path(folder)), _report(Path(folder))]


def _list_of(rows: int, folder: Path, *, sources: int) -> Path:
    """A made-up list of about so many rows: several practices of one seed each, one below the other."""
    from wellsent.simulate.practice import write_practice

    file = folder / f"list-{rows}.csv"
    write_practice(folder / "made-up", seed=61, sources=sources, months=60, last_day=AS_OF)
    lines = (folder / "made-up" / "referrals.csv").read_text(encoding="utf-8-sig").splitlines()
    at = next(number for number, line in enumerate(lines) if line.count(",") > 8)
    header, body = lines[at], [line for line in lines[at + 1 :] if line.count(",") > 8]
    with file.open("w", encoding="utf-8") as out:
        out.write(header + "\n")
        for number in range(rows):
            line = body[number % len(body)]
            out.write(_another_patient(line, header, number // len(body)) + "\n")
    return file


def _another_patient(line: str, header: str, turn: int) -> str:
    """The same row for another patient, so that no row repeats another."""
    cells = next(csv.reader([line]))
    names = next(csv.reader([header]))
    at = names.index("Patient Number")
    cells[at] = f"{turn}-{cells[at]}"
    out = io.StringIO()
    csv.writer(out, lineterminator="").writerow(cells)
    return out.getvalue()


def _imports(folder: Path) -> list[Row]:
    from wellsent.config.django_start import start_django

    start_django()
    from django.db import connection

    from wellsent.accounts.caller import shell_caller
    from wellsent.config import upgrade
    from wellsent.exchange.imports import actions

    upgrade.upgrade()
    file = _list_of(ROWS, folder, sources=1_000)
    by = shell_caller()

    def bring_in() -> None:
        batch = actions.start("referrals", file.name, [file.read_bytes()], by=by)
        actions.check(batch, by=by)
        actions.run(batch, by=by)

    yardstick = seconds(lambda: _read_and_insert(file))
    first = seconds(bring_in)
    again = seconds(bring_in)
    size = f"{ROWS:,} rows, {connection.vendor}"
    return [
        Row("import a list", first, size, yardstick, hold=4.0),
        Row("import it again", again, size, first, hold=0.3),
    ]


def _read_and_insert(file: Path) -> None:
    """The yardstick: the same file read, and its rows stored by the ORM, nothing recognised, checked or joined."""
    from django.db import transaction
    from django.utils import timezone

    from wellsent.directory.models import Provider
    from wellsent.referrals.models import Referral

    with file.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    now = timezone.now()
    with transaction.atomic():
        provider = Provider.objects.create(name="Everybody", sort_name="Everybody")
        Referral.objects.bulk_create([_plain(row, provider.pk, now) for row in rows], batch_size=1000)
        transaction.set_rollback(True)


def _plain(row: dict[str, str], source: int, now: datetime) -> object:
    from wellsent.referrals.models import Referral

    return Referral(
        source_id=source,
        received_on=_date(row["Date of Referral"]) or AS_OF,
        payer=row["Insurance"],
        condition=row["Dx"],
        first_contact_on=_date(row["First Contact"]),
        scheduled_for=_date(row["Scheduled"]),
        visits_planned=_number(row["Visits Planned"]),
        visits_attended=_number(row["Attended Visits"]),
        created_at=now,
    )


def _date(text: str) -> date | None:
    """As plainly as can be: what is no date is none."""
    try:
        month, day, year = text.split("/")
        return date(int(year), int(month), int(day)) if 1990 < int(year) < 2027 else None
    except ValueError:
        return None


def _number(text: str) -> int | None:
    return int(text) if text.isdecimal() else None


def _report(folder: Path) -> Row:
    """A workbook of 20,000 rows: the whole report against calamine reading it."""
    import xlsxwriter
    from python_calamine import CalamineWorkbook

    from wellsent.exchange.report import as_json, build_report

    file, book = _list_of(WORKBOOK_ROWS, folder, sources=300), folder / "list.xlsx"
    with xlsxwriter.Workbook(str(book)) as workbook, file.open(encoding="utf-8", newline="") as lines:
        sheet = workbook.add_worksheet("Export")
        for number, row in enumerate(csv.reader(lines)):
            sheet.write_row(number, 0, row)

    def read() -> None:
        CalamineWorkbook.from_path(str(book)).get_sheet_by_index(0).to_python()

    def report() -> None:
        as_json(build_report(book, today=AS_OF))

    ours, yardstick = best_of(2, report, read)
    return Row("report on a workbook", ours, f"{WORKBOOK_ROWS:,} rows", yardstick, hold=6.0)
