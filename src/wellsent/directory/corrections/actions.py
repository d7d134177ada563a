"""Answering what the registry says differently: taking it over, saying that it is not so, and taking either back."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import TYPE_CHECKING, Any, Final

from django.db import models, transaction
from django.db.models import Q

from wellsent.accounts import audit
from wellsent.accounts.caller import Caller
from wellsent.accounts.queries import today
from wellsent.base import clock, facts
from wellsent.base.errors import DataError, Refused
from wellsent.directory.actions.adding import add_many, add_provider, name_columns, practices_for, remove_unused
from wellsent.directory.actions.learning import learn, unlearn
from wellsent.directory.actions.rows import reaches, spelling
from wellsent.directory.corrections import presenters, queries, rules
from wellsent.directory.corrections.entering import checked
from wellsent.directory.corrections.rules import Change
from wellsent.directory.models import Affiliation, ContactPoint, KnownName, Provider, RegistryAnswer, RegistryReading
from wellsent.directory.registry.entry import Entry
from wellsent.directory.registry_here import registry
from wellsent.directory.rules import ProviderFacts, practice_key

if TYPE_CHECKING:
    from wellsent.directory.registry import Registry

Answer = RegistryAnswer.Answer

_MODELS: Final[Mapping[str, type[models.Model]]] = {
    model._meta.model_name or "": model for model in (Provider, Affiliation, ContactPoint, KnownName)
}


READINGS_KEPT = 4
"""Of the registries loaded last, on one machine or several."""


def refresh(*, by: Caller) -> RegistryReading:
    """The differences between the loaded registry and what we hold now, worked out and kept. No fact is changed, so
    nothing is audited.

    The registry is asked again only when another one is loaded, or somebody or some place is new to us: after each
    answer only the comparing is repeated. Raises DataError when no registry is loaded.
    """
    here, version = registry(), facts.version("directory")
    loaded, ours = here.version() or "", queries.ours(by)
    before = RegistryReading.objects.filter(registry=loaded).first()
    told = before.told if before and _covers(before.told, ours) else _ask(here, ours)
    entries = {npi: Entry.from_json(one) for npi, one in told["entries"].items()}
    found = [
        change
        for held in ours.held
        if held.npi in entries
        for change in rules.changes(held, entries[held.npi], taken=ours.npis)
    ]
    arrived = [Entry.from_json(one) for one in told["arrived"]]
    renumbered = {entry.replaced_by for npi, entry in entries.items() if npi in ours.npis}
    found += rules.partners(ours.offices, arrived, taken=ours.npis | renumbered)
    found.sort(key=lambda one: (rules.WHATS.index(one.what), one.name, one.value))
    now: dict[str, Any] = {"facts": version, "changes": [one.to_json() for one in found]}
    if before is None or told is not before.told:
        now["told"] = told
    reading, _ = RegistryReading.objects.update_or_create(registry=loaded, defaults=now)
    last = RegistryReading.objects.order_by("-pk").values_list("pk", flat=True)[:READINGS_KEPT]
    RegistryReading.objects.exclude(pk__in=list(last)).delete()
    return reading


def _covers(told: Mapping[str, Any], ours: queries.Ours) -> bool:
    """Whether the registry was asked about all of these already."""
    known = {*told["npis"], *(one["npi"] for one in told["arrived"])}
    return ours.npis <= known and ours.zips <= set(told["zips"])


def _ask(here: Registry, ours: queries.Ours) -> dict[str, Any]:
    """All that the registry says of those we know and of who has come to them, as plain values."""
    arrived = here.arrived(ours.zips)
    entries = {one.npi: one for one in arrived} | here.entries(ours.npis)
    return {
        "npis": sorted(ours.npis),
        "zips": sorted(ours.zips),
        "entries": {npi: one.to_json() for npi, one in entries.items()},
        "arrived": [one.to_json() for one in arrived],
    }


@transaction.atomic
def take_over(*, provider: int, what: str, value: str, by: Caller) -> RegistryAnswer:
    """Correct a source as the registry has it. Raises Refused when the registry does not say so (any more)."""
    by.must("sources.change")
    change = _standing(provider, what, value, by)
    row = Provider.objects.select_for_update().get(pk=change.provider)
    wanted = change.value if what == rules.RENUMBERED else change.npi
    entry = registry().entries([wanted]).get(wanted)
    if entry is None:
        raise Refused(
            f"NPI {wanted} is not in the loaded registry.", "Load the monthly file, or say that it is not so."
        )
    written = _Written()
    _TAKING_OVER[what](written, row, change, entry, by)
    facts.moved_on("directory")
    return _answered(change, Answer.APPLIED, written.kept, by)


@transaction.atomic
def not_so(*, provider: int, what: str, value: str, by: Caller) -> RegistryAnswer:
    """Say that the registry is mistaken here; it is not asked again while the registry says the same."""
    by.must("sources.change")
    return _answered(_standing(provider, what, value, by), Answer.NOT_SO, [], by)


FILLED = "filled"
"""What an answer says that filled a source in, which corrects no difference."""


@transaction.atomic
def fill_in(*, provider: int, npi: str, by: Caller) -> RegistryAnswer:
    """Give a source this NPI, and whatever the registry says of it that we do not know yet: kind, address, telephone.

    Nothing known is replaced but another NPI. Raises DataError for a wrong check digit, Refused where somebody else has
    the NPI, or where there is nothing to fill in.
    """
    by.must("sources.change")
    digits = checked(npi)
    row = Provider.objects.select_for_update().filter(pk=provider, merged_into=None).first()
    if row is None:
        raise DataError("There is no such source.", "Load the page again.")
    holder = Provider.objects.filter(npi=digits).exclude(Q(pk=row.pk) | Q(merged_into=row)).first()
    if holder:
        raise Refused(f"This NPI belongs to {holder.name}.", "Merge the two under Who this is, or correct it.")
    written = _Written()
    if row.npi and row.npi != digits:
        written.change(row, npi=digits)
    learned = learn([(row.pk, queries.facts_for(by, digits))], by=by)
    if any(learned.values()):
        written.kept.append(["learned", learned])
    if not written.kept:
        raise Refused("The registry says nothing of them that is not known already.", "Nothing to do.")
    change = Change(row.pk, digits, FILLED, digits, row.name, "", "", "")
    return _answered(change, Answer.APPLIED, written.kept, by)


@transaction.atomic
def add_from_registry(*, npi: str, by: Caller) -> RegistryAnswer:
    """Add a source with all that the registry says of this NPI. Raises Refused for one that somebody here has, or that
    is not in the loaded registry, or deactivated.
    """
    by.must("sources.change")
    digits = checked(npi)
    told = queries.told(by, {digits}).get(digits)
    if told is None or told.entry is None or told.entry.deactivated_on:
        reason = str(told.doubts[0]) if told else "The national registry is not loaded."
        raise Refused(reason, "Add the source by hand.")
    added = add_provider(rules.facts_of(told.entry), by=by)
    change = Change(added.pk, digits, FILLED, digits, added.name, "", "", "")
    return _answered(change, Answer.APPLIED, [["added", [added.pk]]], by)


@transaction.atomic
def take_back(*, answer: int, by: Caller) -> RegistryAnswer:
    """Take an answer back: what was taken over is as it was before. Doing it twice does nothing more.

    Raises Refused where something of it was changed since, or is in use.
    """
    by.must("sources.change")
    kept = RegistryAnswer.objects.select_for_update().filter(pk=answer).first()
    if kept is None:
        raise DataError("There is no such answer.", "Load the page again.")
    if kept.undone_at is not None:
        return kept
    for step in reversed(kept.kept):
        _undo(step, by)
    kept.undone_at, kept.undone_by = clock.now(), by.user
    # An answer that added a source goes with it; the audit trail has it still.
    RegistryAnswer.objects.filter(pk=answer).update(undone_at=kept.undone_at, undone_by=kept.undone_by)
    if kept.kept:
        facts.moved_on("directory")
    audit.record("sources.take back registry answer", by=by, subject="sources", references=[kept.provider_id])
    return kept


def _standing(provider: int, what: str, value: str, by: Caller) -> Change:
    """The difference that is answered. Raises Refused when it is not there, or not any more."""
    for change in queries.changes(by):
        if change.key == (provider, what, value):
            return change
    raise Refused("The registry does not say this any more, or it has been answered.", "Load the page again.")


def _answered(change: Change, answer: str, kept: list[Any], by: Caller) -> RegistryAnswer:
    said = RegistryAnswer.objects.create(
        provider_id=change.provider,
        what=change.what,
        value=change.value,
        said=presenters.title(change)[:400],
        answer=answer,
        kept=kept,
        at=clock.now(),
        by=by.user,
        by_name=by.name,
    )
    audit.record(
        "sources.answer registry",
        by=by,
        subject="sources",
        references=[change.provider],
        details={"what": change.what, "answer": str(answer)},
    )
    return said


class _Written:
    """Writes for one correction, and keeps what taking it back needs: plain values for JSON."""

    def __init__(self) -> None:
        self.kept: list[Any] = []

    def change(self, row: models.Model, **columns: Any) -> None:
        """Write columns of a row."""
        before = _columns(row, columns)
        for name, value in columns.items():
            setattr(row, row._meta.get_field(name).attname, value)  # type: ignore[union-attr]  # they are columns
        row.save(update_fields=list(columns))
        self.kept.append(["changed", row._meta.model_name, row.pk, before, _columns(row, columns)])

    def make(self, model: type[models.Model], **columns: Any) -> None:
        """Make a row."""
        made = model._default_manager.create(**columns)
        self.kept.append(["made", model._meta.model_name, made.pk])

    def added(self, providers: list[int]) -> None:
        """Providers and practices that an action of the directory has made."""
        if providers:
            self.kept.append(["added", providers])


def _columns(row: models.Model, names: Iterable[str]) -> dict[str, Any]:
    """The columns of a row as plain values, by the names they are filtered and updated by."""
    values = {name: row._meta.get_field(name).value_from_object(row) for name in names}  # type: ignore[union-attr]
    return {name: value.isoformat() if isinstance(value, date) else value for name, value in values.items()}


def _undo(step: list[Any], by: Caller) -> None:
    """Take one thing back that was written. Raises Refused when it is not as it was left."""
    word, *rest = step
    if word == "added":
        if remove_unused(rest[0], by=by):
            raise Refused("What was added is in use by now.", "Retire it on its own page instead.")
        return
    if word == "learned":
        unlearn(rest[0], by=by)
        return
    rows = _MODELS[rest[0]]._default_manager.filter(pk=rest[1])
    if word == "made":
        rows.delete()
    elif not rows.filter(**rest[3]).update(**rest[2]):
        raise Refused("This was changed again since.", "Correct it on the page of the source.")


# -- what each difference changes


def _retire(written: _Written, row: Provider, change: Change, entry: Entry, by: Caller) -> None:
    why = f"NPI deactivated on {change.value}, says the national registry"
    written.change(row, retired_on=date.fromisoformat(change.value), retired_why=why)


def _renumber(written: _Written, row: Provider, change: Change, entry: Entry, by: Caller) -> None:
    written.change(_holder(row, change), npi=change.value)


def _take_number_away(written: _Written, row: Provider, change: Change, entry: Entry, by: Caller) -> None:
    written.change(_holder(row, change), npi="")


def _rename(written: _Written, row: Provider, change: Change, entry: Entry, by: Caller) -> None:
    """The former name keeps finding them; credentials that the registry does not give stay."""
    name = rules.name_of(entry)
    told = ProviderFacts(
        name=name._replace(credentials=name.credentials or tuple(filter(None, row.credentials.split(", "))))
    )
    written.change(row, **name_columns(told))
    new = spelling(told.name.display, of_practice=told.is_practice)
    if not KnownName.objects.filter(provider=row, text=new.text, practice=new.practice).exists():
        written.make(KnownName, provider=row, text=new.text, practice=new.practice, key=new.key)


def _set_kind(written: _Written, row: Provider, change: Change, entry: Entry, by: Caller) -> None:
    written.change(row, kind=change.value)


def _move(written: _Written, row: Provider, change: Change, entry: Entry, by: Caller) -> None:
    """The address of the registry takes the place of those known; these stay as history."""
    same = [row.pk, *Provider.objects.filter(merged_into=row).values_list("pk", flat=True)]
    points = ContactPoint.objects.filter(channel=ContactPoint.Channel.ADDRESS, provider__in=same)
    for point in points.filter(retired_on=None):
        written.change(point, retired_on=today(by))
    for reach in reaches(rules.facts_of(entry)):
        if reach.channel != ContactPoint.Channel.ADDRESS:
            continue
        if known := points.filter(provider=row, value=reach.value).first():
            written.change(known, retired_on=None)
        else:
            columns = {name: getattr(reach, name) for name in ("channel", "value", "shown", "city", "state", "zip")}
            written.make(ContactPoint, provider=row, **columns)


def _change_group(written: _Written, row: Provider, change: Change, entry: Entry, by: Caller) -> None:
    """They work at the group's practice from today on; where they worked at one office alone, no longer there."""
    made, found = practices_for([change.after])
    written.added(list(made))
    same = [row.pk, *Provider.objects.filter(merged_into=row).values_list("pk", flat=True)]
    present = list(Affiliation.objects.filter(provider__in=same, ended_on=None))
    if len(present) == 1:
        written.change(present[0], ended_on=today(by))
    written.make(Affiliation, provider=row, practice_id=found[practice_key(change.after)], started_on=today(by))


def _add_partner(written: _Written, row: Provider, change: Change, entry: Entry, by: Caller) -> None:
    added = add_many([rules.facts_of(entry)], by=by)
    written.added([*added.providers, *added.practices])
    Affiliation.objects.create(provider_id=added.providers[0], practice=row, started_on=today(by))


def _holder(row: Provider, change: Change) -> Provider:
    """The row that holds the NPI: the source's own, or one merged into it."""
    return Provider.objects.select_for_update().get(npi=change.npi)


_TAKING_OVER: Final[Mapping[str, Callable[[_Written, Provider, Change, Entry, Caller], None]]] = {
    rules.RETIRED: _retire,
    rules.RENUMBERED: _renumber,
    rules.MISTAKEN: _take_number_away,
    rules.RENAMED: _rename,
    rules.KIND: _set_kind,
    rules.MOVED: _move,
    rules.GROUP: _change_group,
    rules.PARTNER: _add_partner,
}
