"""The steps of an import: each may be repeated, none leaves anything half-done.

1. `start` keeps the file and reads its columns. 2. `choose` takes a person's corrections. 3. `check` says what would
happen. 4. `run` does it in parts, each part one transaction with its own ledger, so that a killed process goes on where
it stopped. 5. `cancel` stops and takes back. 6. `undo` takes back a finished one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from django.db import transaction

from wellsent.accounts import audit
from wellsent.accounts.caller import Caller
from wellsent.accounts.queries import today
from wellsent.base import clock, facts, leases
from wellsent.base.errors import DataError, Refused, WellsentError
from wellsent.exchange.imports import ledger, recognised
from wellsent.exchange.imports.importer import Importer, Plan
from wellsent.exchange.imports.kinds import importer_of
from wellsent.exchange.imports.uploads import as_file, keep
from wellsent.exchange.lists import ColumnsMissingError, ReadList, Rejection, read_list
from wellsent.exchange.lists.cells import as_text
from wellsent.exchange.models import Batch, ColumnMapping

PART = 2_000
PREVIEW = 20
MOST_SHOWN = 1_000
LONGEST_MAPPING_NAME = 120

State = Batch.State
NOT_RUN = (State.CHOOSING, State.CHECKING, State.CHECKED, State.FAILED)
Progress = Callable[[str, int, int], None]


class Cancelled(Exception):  # noqa: N818 - an event, not an error
    """A person asked to stop."""


class TakenOver(Exception):  # noqa: N818 - an event, not an error
    """This process was away for so long that another one goes on with the import: nothing more may be touched."""


def start(kind: str, name: str, chunks: Iterable[bytes], *, by: Caller) -> Batch:
    """Keep a file and read its columns. Raises DataError when it cannot be read as this kind of list."""
    importer = importer_of(kind)
    by.must(importer.power)
    with transaction.atomic():
        batch = Batch.objects.create(
            kind=kind, upload=keep(name, chunks, by=by), created_at=clock.now(), by=by.user, by_name=by.name
        )
        _look(batch, by=by)
        audit.record("import.start", by=by, subject="batch", references=[batch.pk], details={"kind": kind})
    return batch


def choose(
    batch: Batch, *, columns: Mapping[str, str], sheet: str | None = None, day_first: bool | None = None, by: Caller
) -> None:
    """Take a person's word for what the columns mean; the dry run is void then. Raises DataError when it cannot be."""
    by.must(importer_of(batch.kind).power)
    if not leases.take(batch, now=clock.now()):
        raise DataError("This import is being worked on.", "Load the page again to see where it is.")
    try:
        batch.refresh_from_db()  # another tab may have run it since the page was shown
        _must_be(batch, State.CHOOSING, State.CHECKED, State.FAILED)
        batch.columns, batch.day_first = dict(columns), day_first
        if sheet is not None:
            batch.sheet = sheet
        batch.state = State.CHOOSING
        batch.counts, batch.preview, batch.rejected, batch.problem = {}, None, None, ""
        with transaction.atomic():
            _look(batch, by=by)
    finally:
        leases.give_back(batch)


def _look(batch: Batch, *, by: Caller) -> None:
    """Read the columns and keep what was understood; a list that lacks a needed one waits for a person to name it."""
    try:
        read = _read(batch, by=by)
    except ColumnsMissingError as error:
        read, batch.state, batch.problem = error.read, State.FAILED, str(error)[:300]
    _show(batch, read)
    batch.save()


def check(batch: Batch, *, by: Caller) -> None:
    """The dry run: what every row would do. Stores its counts and the first rows, changes no fact."""
    importer = importer_of(batch.kind)
    by.must(importer.power)
    if not leases.take(batch, now=clock.now()):
        return
    try:
        batch.refresh_from_db()
        _must_be(batch, *NOT_RUN)
        with leases.held(batch):
            _check(importer, batch, by=by)
    finally:
        leases.give_back(batch)


def _check(importer: Importer, batch: Batch, *, by: Caller) -> None:
    read = _read(batch, by=by)
    plan = importer.plan(read, by=by)
    batch.counts = plan.counts.as_dict()
    batch.preview = importer.preview(plan, PREVIEW)
    batch.rows_total = plan.counts.rows
    batch.state = State.CHECKED
    batch.problem = ""
    _show(batch, read, plan.refused, plan.doubts)
    with transaction.atomic():
        if Batch.objects.select_for_update().filter(pk=batch.pk, state__in=NOT_RUN).exists():
            leases.save(batch)
        else:  # cancelled while the file was being read
            batch.refresh_from_db()


def begin_check(batch: Batch, *, by: Caller) -> None:
    """Say that the dry run is going on, so that the page shows it."""
    by.must(importer_of(batch.kind).power)
    _move_on(batch, State.CHECKING, *NOT_RUN)


def failed(batch: Batch, problem: str, *, by: Caller) -> None:
    """Keep in words why a dry run could not be done."""
    by.must(importer_of(batch.kind).power)
    batch.state, batch.problem = State.FAILED, problem[:300]
    batch.save(update_fields=["state", "problem"])


def confirm(batch: Batch, *, by: Caller) -> None:
    """A person has read the dry run and wants it: from here on it happens once, whoever does it."""
    by.must(importer_of(batch.kind).power)
    _move_on(batch, State.WAITING, State.CHECKED)
    batch.refresh_from_db()


def run(batch: Batch, *, by: Caller, progress: Progress | None = None) -> Batch:
    """Do what the dry run said, in parts. Called again after a crash it goes on: rows already written are known."""
    importer = importer_of(batch.kind)
    by.must(importer.power)
    if not leases.take(batch, now=clock.now()):
        return batch
    try:
        batch.refresh_from_db(fields=["state"])
        _must_be(batch, State.CHECKED, State.WAITING, State.RUNNING)
    except DataError:
        leases.give_back(batch)
        raise
    try:
        with leases.held(batch):
            _run(importer, batch, by=by, progress=progress or _silent)
    except TakenOver:
        batch.refresh_from_db()
    except Cancelled:
        _take_back(importer, batch, State.CANCELLED, by=by)
    except WellsentError as error:
        if leases.keep(batch, now=clock.now()):  # otherwise it is another process's now
            _take_back(importer, batch, State.FAILED, by=by, problem=str(error))
        raise
    finally:
        leases.give_back(batch)
    return batch


def _run(importer: Importer, batch: Batch, *, by: Caller, progress: Progress) -> None:
    _say(batch, progress, "Reading the file", 0)
    read = _read(batch, by=by)
    plan = importer.plan(read, by=by)
    batch.fields, batch.shape, batch.rows_total = list(plan.fields), read.shape, len(plan.position)
    batch.save(update_fields=["fields", "shape", "rows_total"])
    _say(batch, progress, "Adding new sources", 0)
    with transaction.atomic():
        importer.prepare(plan, batch, by=by)
    for first in range(0, len(plan.position), PART):
        with transaction.atomic():
            importer.write(plan, plan.position[first : first + PART], batch, by=by)
            _say(batch, progress, "Storing rows", min(first + PART, len(plan.position)))
    _finish(batch, plan, read, by=by)


def _say(batch: Batch, progress: Progress, step: str, done: int) -> None:
    """Show how far it is, hold on to the lease, and look whether somebody asked to stop."""
    if not leases.keep(batch, now=clock.now()):
        raise TakenOver
    progress(step, done, batch.rows_total)
    batch.step, batch.rows_done, batch.state = step, done, State.RUNNING
    batch.save(update_fields=["step", "rows_done", "state"])
    _stop_if_asked(batch)


def _stop_if_asked(batch: Batch) -> None:
    if Batch.objects.filter(pk=batch.pk, cancel_asked=True).exists():
        raise Cancelled


def _silent(step: str, done: int, total: int) -> None:
    """Progress nobody watches."""


@transaction.atomic
def _finish(batch: Batch, plan: Plan, read: ReadList, *, by: Caller) -> None:
    if not leases.keep(batch, now=clock.now()):  # and nobody can take it until this is committed
        raise TakenOver
    _stop_if_asked(batch)  # whoever asks from here on is told that it is done
    effects = batch.rows.filter(kind=batch.kind)
    added, changed = effects.filter(effect="added").count(), effects.filter(effect="changed").count()
    same = len(plan.position) - len(plan.repeats) - added - changed
    batch.counts = {**plan.counts.as_dict(), **batch.counts, "added": added, "changed": changed, "same": same}
    batch.state, batch.finished_at, batch.step = State.DONE, clock.now(), ""
    batch.rows_done = batch.rows_total
    _show(batch, read, plan.refused)
    leases.save(batch)
    _remember_mapping(batch, read)
    if added or changed:
        _facts_moved_on()
    audit.record(
        "import.run",
        by=by,
        subject="batch",
        references=[batch.pk],
        details={"kind": batch.kind, "counts": batch.counts},
    )


def _facts_moved_on() -> None:
    for subject in ("referrals", "touches", "directory"):
        facts.moved_on(subject)


def ask_to_cancel(batch: Batch, *, by: Caller) -> None:
    """Stop an import that waits or runs; what it stored so far is taken back. Raises DataError when it is done."""
    by.must(importer_of(batch.kind).power)
    with transaction.atomic():
        batch.state = Batch.objects.select_for_update().values_list("state", flat=True).get(pk=batch.pk)
        _must_be(batch, State.CHOOSING, State.CHECKING, State.CHECKED, State.WAITING, State.RUNNING)
        Batch.objects.filter(pk=batch.pk).update(cancel_asked=True)
        started = batch.state in {State.WAITING, State.RUNNING}
        if not started:
            Batch.objects.filter(pk=batch.pk).update(state=State.CANCELLED)
        audit.record("import.cancel", by=by, subject="batch", references=[batch.pk])
    batch.refresh_from_db()


def _take_back(importer: Importer, batch: Batch, state: str, *, by: Caller, problem: str = "") -> None:
    with transaction.atomic():
        importer.undo(batch, by=by)
        ledger.strike_out(batch)
        batch.state, batch.finished_at, batch.problem, batch.step = state, clock.now(), problem[:300], ""
        leases.save(batch)
        _facts_moved_on()


@transaction.atomic
def undo(batch: Batch, *, by: Caller) -> list[str]:
    """Remove what a finished import added and put back what it changed; returns what stays: edited since."""
    importer = importer_of(batch.kind)
    by.must(importer.power)
    batch = Batch.objects.select_for_update().get(pk=batch.pk)
    if batch.state == State.UNDONE:
        raise Refused("This import has been undone already.", "Nothing to do.")
    _must_be(batch, State.DONE)
    stays = importer.undo(batch, by=by)
    batch.state, batch.undone_at, batch.undone_by, batch.kept = State.UNDONE, clock.now(), by.name, stays
    batch.save()
    ledger.strike_out(batch)
    _facts_moved_on()
    audit.record("import.undo", by=by, subject="batch", references=[batch.pk], details={"kept": stays})
    return stays


@transaction.atomic
def read_again(batch: Batch, *, by: Caller) -> ReadList:
    """The batch's file, read once more for the download of its rejected rows: patient data, so it is written down."""
    by.must(importer_of(batch.kind).power)
    audit.record("import.download", by=by, subject="batch", references=[batch.pk], reason="rows that were not imported")
    return recognised.with_refused(_read(batch, by=by), batch.rejected or {})


def _read(batch: Batch, *, by: Caller) -> ReadList:
    """The batch's file, read with its mapping: the one a person chose, else the one remembered for this shape."""
    with as_file(batch.upload) as path:
        as_of = today(by)
        read = _read_with(batch, path, as_of, mapping=batch.columns or None)
        if batch.columns:
            return read
        remembered = ColumnMapping.objects.filter(kind=batch.kind, shape=read.shape).first()
        if remembered is None:
            return read
        as_read = batch.day_first is remembered.day_first and _columns_as_read(read) == remembered.columns
        batch.columns, batch.day_first = remembered.columns, remembered.day_first
        if as_read:  # the mapping says what was recognised anyway
            return read
        return _read_with(batch, path, as_of, mapping=batch.columns)


def _read_with(batch: Batch, path: Any, as_of: date, *, mapping: Mapping[str, str] | None) -> ReadList:
    return read_list(
        path,
        batch.kind,
        name=batch.upload.name,
        mapping=mapping,
        sheet=batch.sheet or None,
        as_of=as_of,
        day_first=batch.day_first,
    )


def _show(batch: Batch, read: ReadList, refused: Sequence[Rejection] = (), doubts: Sequence[str] = ()) -> None:
    """Keep what pages show of the reading, so that no page reads the file again."""
    batch.recognised = recognised.as_plain(read) | {"doubts": list(doubts)}
    batch.rejected = recognised.rejected_as_plain(read, refused=refused, most=MOST_SHOWN)
    batch.shape = read.shape


def _remember_mapping(batch: Batch, read: ReadList) -> None:
    """Keep the mapping for the next file of this shape: an import has run with it."""
    ColumnMapping.objects.update_or_create(
        kind=batch.kind,
        shape=read.shape,
        defaults={
            "columns": batch.columns or _columns_as_read(read),
            "day_first": batch.day_first,
            "used_at": clock.now(),
        },
    )


def _columns_as_read(read: ReadList) -> dict[str, str]:
    return {column.field: column.header for column in read.columns if column.field}


def keep_mapping_as(batch: Batch, name: str, *, by: Caller) -> None:
    """Give the mapping a batch has run with a name to ask for it by; the name passes from an older mapping to it."""
    by.must(importer_of(batch.kind).power)
    name = as_text(name)
    if not 0 < len(name) <= LONGEST_MAPPING_NAME:
        raise DataError("A mapping's name has 1 to 120 characters.", "Choose a short name, such as 'WebPT'.")
    with transaction.atomic():
        ColumnMapping.objects.filter(kind=batch.kind, name=name).update(name="")
        ColumnMapping.objects.filter(kind=batch.kind, shape=batch.shape).update(name=name)
        audit.record("import.name_mapping", by=by, subject="batch", references=[batch.pk], details={"kind": batch.kind})


def _move_on(batch: Batch, to: str, *states: str) -> None:
    """One step further, if the row is still where the caller saw it: of two tabs, one finds it has moved."""
    moved = Batch.objects.filter(pk=batch.pk, state__in=states).update(state=to)
    batch.refresh_from_db(fields=["state"])
    if not moved:
        _must_be(batch, *states)


def _must_be(batch: Batch, *states: str) -> None:
    if batch.state not in states:
        raise DataError(
            f"This import is {batch.get_state_display().lower()}.", "Load the page again to see where it is."
        )
