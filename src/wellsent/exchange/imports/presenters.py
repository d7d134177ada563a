"""Words for imports: steps, columns, counts, and the choices a person has."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from wellsent.exchange.lists.fields import LISTS
from wellsent.exchange.lists.recognise import AS_THE_MAPPING_SAYS
from wellsent.exchange.models import Batch

State = Batch.State
BADGES = {"sure": "badge-good", "likely": "badge-due", "not recognised": ""}
CHOSEN = "as chosen before for a list like this one"
STEPS = ("File", "Columns", "Check", "Import")
WORKING = frozenset({State.CHECKING, State.WAITING, State.RUNNING})
STARTED = frozenset({State.WAITING, State.RUNNING, State.DONE})
OPEN = frozenset({State.CHOOSING, State.CHECKED, State.FAILED})
LABELS = {
    "referrals": "Referrals",
    "visits": "Visits",
    "patients": "Patients",
    "providers": "Providers",
    "touches": "Contacts made",
}
WHAT = {**{kind: kind for kind in LABELS}, "touches": "contacts"}
REPEATED = {"visits": "more entries of one day, counted once"}


@dataclass(frozen=True, slots=True)
class Column:
    """One column of the file as the page shows it."""

    number: int
    header: str
    examples: str
    field: str
    badge: str
    certainty: str
    why: str
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class BatchPage:
    """Everything the page of one import says."""

    title: str
    subtitle: str
    steps: tuple[tuple[str, str], ...]
    working: bool
    open: bool
    can_run: bool
    can_undo: bool
    outcome: str
    columns: tuple[Column, ...]
    choices: tuple[tuple[str, str], ...]
    questions: tuple[str, ...]
    notes: tuple[str, ...]
    doubts: tuple[str, ...]
    sheets: tuple[str, ...]
    sheet: str
    stats: tuple[tuple[str, str, str], ...]
    preview_heads: tuple[str, ...]
    preview_rows: tuple[tuple[str, ...], ...]
    rejected: tuple[Mapping[str, Any], ...]
    rejected_count: int
    percent: int


def kind_choices(kinds: Iterable[str]) -> list[tuple[str, str]]:
    """The kinds of list with their words."""
    return [(kind, LABELS[kind]) for kind in kinds]


def batch_line(batch: Batch) -> dict[str, Any]:
    """One line of the list of imports."""
    return {
        "number": batch.pk,
        "name": batch.upload.name,
        "kind": LABELS[batch.kind],
        "when": batch.created_at,
        "by": batch.by_name,
        "state": batch.get_state_display(),
        "did": _told(batch.counts or {}) if batch.state == State.DONE else "",
    }


def batch_page(batch: Batch) -> BatchPage:
    """The page of one import in words, whatever its state."""
    seen = batch.recognised or {"columns": [], "questions": [], "notes": [], "sheets": [], "sheet": "", "rows": 0}
    rejected = batch.rejected or {"count": 0, "rows": []}
    heads, rows = _preview(batch)
    return BatchPage(
        title=str(batch.upload.name),
        subtitle=_subtitle(batch, seen),
        steps=_steps(batch),
        working=batch.state in WORKING,
        open=batch.state in OPEN,
        can_run=batch.state == State.CHECKED,
        can_undo=batch.state == State.DONE,
        outcome=_outcome(batch),
        columns=tuple(_column(number, one) for number, one in enumerate(seen["columns"])),
        choices=_choices(batch.kind),
        questions=tuple(one["text"] for one in seen["questions"]),
        notes=tuple(seen["notes"]),
        doubts=tuple(seen.get("doubts", ())),
        sheets=tuple(one["name"] for one in seen["sheets"]),
        sheet=seen["sheet"],
        stats=_stats(batch),
        preview_heads=heads,
        preview_rows=rows,
        rejected=tuple(rejected["rows"][:20]),
        rejected_count=rejected["count"],
        percent=round(100 * batch.rows_done / batch.rows_total) if batch.rows_total else 0,
    )


def _subtitle(batch: Batch, seen: Mapping[str, Any]) -> str:
    parts = []
    if seen["sheet"]:
        parts.append(f'Sheet "{seen["sheet"]}"')
    if seen.get("header_row"):
        parts.append(f"headings in row {seen['header_row']}")
    parts.append(f"{seen['rows']:,} rows")
    stored = {State.DONE: "stored", State.UNDONE: "taken back", State.RUNNING: "being stored", State.WAITING: "waiting"}
    return ", ".join(parts) + " · " + stored.get(State(batch.state), "nothing is stored yet")


def _steps(batch: Batch) -> tuple[tuple[str, str], ...]:
    """Each step with "done", "now" or ""."""
    now = {State.CHOOSING: 1, State.FAILED: 1, State.CHECKING: 2, State.CHECKED: 2, State.WAITING: 3, State.RUNNING: 3}
    at = now.get(State(batch.state), len(STEPS))
    words = [f"{number} {name}" for number, name in enumerate(STEPS, start=1)]
    return tuple((word, "done" if n < at else "now" if n == at else "") for n, word in enumerate(words))


def _told(counts: Mapping[str, int]) -> str:
    """968 new, 3 changed; nothing new where a list changed nothing."""
    told = (("added", "new"), ("changed", "changed"), ("same", "as they were"))
    return ", ".join(f"{counts[name]:,} {words}" for name, words in told if counts.get(name)) or "nothing new"


def _outcome(batch: Batch) -> str:
    counts = batch.counts or {}
    if batch.state == State.DONE:
        return _told(counts) + "."
    if batch.state == State.UNDONE:
        kept = ", ".join(batch.kept)
        return "This import was undone." + (f" These stayed, because they were edited since: {kept}." if kept else "")
    if batch.state == State.CANCELLED:
        return "This import was cancelled; nothing of it is stored."
    return batch.problem.replace(" (--mapping)", " below")


def _column(number: int, one: Mapping[str, Any]) -> Column:
    return Column(
        number=number,
        header=one["header"] or f"column {number + 1}",
        examples=" · ".join(one["examples"]) or "–",
        field=one["field"] or "",
        badge=BADGES.get(one["certainty"], ""),
        certainty=one["certainty"],
        why=CHOSEN if one["why"] == AS_THE_MAPPING_SAYS else one["why"],
        notes=tuple(one["notes"]),
    )


def _choices(kind: str) -> tuple[tuple[str, str], ...]:
    fields = LISTS[kind].fields.values()
    return (("", "Leave out"), *((field.name, field.label) for field in fields))


def _stats(batch: Batch) -> tuple[tuple[str, str, str], ...]:
    """Number, words, and whether it needs somebody."""
    counts = batch.counts
    if not counts:
        return ()
    stats = [] if batch.kind == "patients" else [(counts["added"], f"new {WHAT[batch.kind]}", "")]
    for name, words in (
        ("changed", "changed"),
        ("same", "as they were"),
        ("repeated", REPEATED.get(batch.kind, "exported twice, counted once")),
        ("left_out", "left out: no referral here names them"),
    ):
        if counts.get(name):
            stats.append((counts[name], words, ""))
    if counts["sources"]:
        questions = counts["questions"]
        ask = f", {questions} to confirm as the same" if questions else ""
        stats.append((counts["sources"], f"sources in these rows, {counts['sources_new']} new{ask}", ""))
    if counts["rejected"]:
        stats.append((counts["rejected"], "rows we cannot read, with reasons", "stat-stuck"))
    return tuple((f"{number:,}", words, colour) for number, words, colour in stats)


def _preview(batch: Batch) -> tuple[tuple[str, ...], tuple[tuple[str, ...], ...]]:
    rows = batch.preview or []
    if not rows:
        return (), ()
    fields = LISTS[batch.kind].fields
    names = [name for name in rows[0] if name != "row"]
    heads = ("Row", *(fields[name].label for name in names))
    return heads, tuple(tuple(row.get(name, "–") for name in ("row", *names)) for row in rows)


def chosen_columns(batch: Batch, posted: Mapping[str, str]) -> tuple[dict[str, str], str]:
    """Our field -> their header from the form ("" where it is left out); and what is wrong with it, if anything is."""
    columns: dict[str, str] = {}
    for number, one in enumerate((batch.recognised or {"columns": []})["columns"]):
        field = posted.get(f"column-{number}", "")
        if not field:
            continue
        name = field.partition(":")[0]
        if name not in LISTS[batch.kind].fields:
            return {}, f"{one['header']}: choose one of the fields offered."
        if field in columns:
            label = LISTS[batch.kind].field(field).label
            return {}, f'"{columns[field]}" and "{one["header"]}" are both chosen as {label}: leave one of them out.'
        columns[field] = one["header"]
    chosen = {field.partition(":")[0] for field in columns}
    left_out = {name: "" for name in LISTS[batch.kind].fields if name not in chosen}
    return {**columns, **left_out}, ""
