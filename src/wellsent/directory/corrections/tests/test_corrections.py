"""From the loaded registry to the corrected source, and back."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from wellsent.accounts.caller import Caller
from wellsent.accounts.models import AuditEvent
from wellsent.base.errors import Forbidden, Refused
from wellsent.directory import actions as directory
from wellsent.directory import queries as known
from wellsent.directory.corrections import actions, queries
from wellsent.directory.corrections.rules import Change
from wellsent.directory.models import Affiliation, ContactPoint, Provider, RegistryReading
from wellsent.directory.registry.tests.made_up import person
from wellsent.simulate.people import make_npi
from wellsent.testing.factories import a_contact_point, a_practice, a_provider, an_npi
from wellsent.testing.registry import Loads

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("organisation")]

NPI = make_npi(1)
LINE = "Provider First Line Business Practice Location Address"
GROUPS = "NPI, Ind_PAC_ID, org_nm, org_pac_id, num_org_mem, adr_ln_1, cty, st, zip, phn_numbr, adrs_id"


@pytest.fixture(autouse=True)
def noon() -> Iterator[None]:
    with time_machine.travel("2026-11-28T17:00:00Z", tick=False):
        yield


def ada(practice: Provider | None = None, **facts: Any) -> Provider:
    """Ada Quill1 as the made-up registry has her, at 1 Lakeside Ave."""
    columns: dict[str, Any] = {"npi": NPI, "kind_id": "podiatry", **facts}
    provider = a_provider("Ada", "Quill1", practice=practice, **columns)
    at(provider, "1 lakeside ave|30309", "1 Lakeside Ave")
    return provider


def at(provider: Provider, value: str, shown: str, zip_code: str = "30309") -> ContactPoint:
    return a_contact_point(provider, "address", value=value, shown=shown, zip=zip_code)


def the_change(by: Caller) -> Change:
    (change,) = queries.changes(by)
    return change


def take_over(by: Caller, change: Change | None = None) -> Any:
    change = change or the_change(by)
    return actions.take_over(provider=change.provider, what=change.what, value=change.value, by=by)


def state() -> dict[str, Any]:
    """All that a correction may touch, but for when it was changed."""
    columns = [field.attname for field in Provider._meta.concrete_fields if field.name != "changed_at"]
    return {
        "providers": list(Provider.objects.order_by("pk").values_list(*columns)),
        "affiliations": list(Affiliation.objects.order_by("pk").values_list()),
        "points": list(ContactPoint.objects.order_by("pk").values_list()),
        "names": sorted(known_names()),
    }


def known_names() -> list[tuple[int, str]]:
    return list(Provider.objects.exclude(names=None).values_list("pk", "names__text"))


def groups_file(folder: Path, name: str) -> Path:
    file = folder / "groups.csv"
    file.write_text(f"{GROUPS}\n{NPI},1,{name},42,12,9 HILL RD,MACON,GA,31201,4045550100,X\n")
    return file


def test_without_a_registry_nothing_has_changed(liaison: Caller, settings: Any, tmp_path: Path) -> None:
    settings.WELLSENT_HOME = tmp_path
    ada()
    assert queries.changes(liaison) == []


def test_what_agrees_is_no_change(liaison: Caller, registry_of: Loads) -> None:
    ada(a_practice("Lakeside Feet"))
    registry_of(person(1))
    assert queries.changes(liaison) == []


CHANGED: dict[str, dict[str, Any]] = {
    "moved": {"zip_code": "31201", LINE: "9 HILL RD"},
    "retired": {"deactivated": "10/01/2026"},
    "renumbered": {"deactivated": "10/01/2026", "replaced_by": make_npi(55)},
    "mistaken": {"Provider First Name": "LUC", "last_name": "MOREAU"},
    "renamed": {"last_name": "QUILL1-MOREAU"},
    "kind": {"codes": ("207X00000X",)},
}


def the_row(what: str) -> list[dict[str, str]]:
    """Ada's entry changed, and under the NPI that may replace hers the entry as it was."""
    cells = CHANGED[what]
    short = {name: value for name, value in cells.items() if not name.startswith("Provider")}
    row = person(1, **short) | {name: value for name, value in cells.items() if name.startswith("Provider")}
    return [row, person(55, last_name="QUILL1") | {LINE: "1 LAKESIDE AVE"}]


@pytest.mark.parametrize("what", CHANGED)
def test_a_change_is_told_taken_over_with_one_call_and_taken_back_exactly(
    what: str, liaison: Caller, registry_of: Loads
) -> None:
    ada(a_practice("Lakeside Feet"))
    registry_of(*the_row(what))
    before = state()
    change = the_change(liaison)
    assert change.what == what
    assert state() == before  # nothing is taken over by itself
    answer = take_over(liaison, change)
    assert state() != before
    assert [one.what for one in queries.changes(liaison)] == []
    assert AuditEvent.objects.filter(verb="sources.answer registry").count() == 1
    actions.take_back(answer=answer.pk, by=liaison)
    assert state() == before
    assert the_change(liaison) == change


def test_the_columns_are_as_the_registry_has_them(liaison: Caller, registry_of: Loads) -> None:
    source = ada()
    registry_of(*the_row("renamed"))
    take_over(liaison)
    source.refresh_from_db()
    assert (source.family, source.given, source.name) == ("Quill1-Moreau", "Ada", "Ada Quill1-Moreau, MD")
    assert [one.pk for one in known.find(liaison, "quill1 moreau")] == [source.pk]


def test_another_group_ends_the_one_affiliation_and_begins_another(
    liaison: Caller, registry_of: Loads, tmp_path: Path
) -> None:
    source = ada(a_practice("Lakeside Feet"))
    registry_of(person(1), files=(groups_file(tmp_path, "PEACHTREE DIALYSIS LLC"),))
    before = state()
    answer = take_over(liaison)
    works = [
        (one.practice.name, one.ended_on is None) for one in Affiliation.objects.filter(provider=source).order_by("pk")
    ]
    assert works == [("Lakeside Feet", False), ("Peachtree Dialysis LLC", True)]
    assert queries.changes(liaison) == []
    actions.take_back(answer=answer.pk, by=liaison)
    assert state() == before


def test_who_comes_to_a_known_office_is_a_new_partner_and_not_who_was_there_before(
    liaison: Caller, registry_of: Loads
) -> None:
    office = a_practice("Lakeside Feet")
    ada(office)
    at(office, "1 lakeside ave|30309", "1 Lakeside Ave")
    long_there = person(2) | {LINE: "1 LAKESIDE AVE"}
    registry_of(person(1), long_there, person(3, zip_code="99501"))
    assert queries.changes(liaison) == []
    registry_of(person(3, updated="11/12/2026") | {LINE: "1 LAKESIDE AVE"}, weekly=True)
    before = state()
    change = the_change(liaison)
    assert (change.what, change.provider, change.after) == ("partner", office.pk, "Ada Quill3")
    registry_of(person(3, updated="11/19/2026") | {LINE: "1 LAKESIDE AVE"}, weekly=True)
    assert the_change(liaison).key == change.key  # a further update forgets nobody
    answer = take_over(liaison)
    added = Provider.objects.get(npi=make_npi(3))
    assert (added.kind_id, [one.practice for one in added.affiliations.all()]) == ("podiatry", [office])
    assert queries.changes(liaison) == []
    actions.take_back(answer=answer.pk, by=liaison)
    assert state() == before


def test_what_is_not_so_is_not_asked_again_for_this_value_but_for_another(liaison: Caller, registry_of: Loads) -> None:
    ada()
    registry_of(*the_row("moved"))
    change = the_change(liaison)
    answer = actions.not_so(provider=change.provider, what=change.what, value=change.value, by=liaison)
    assert queries.changes(liaison) == []
    registry_of(*the_row("moved"), last="11/14/2026")
    assert queries.changes(liaison) == []
    moved, *others = the_row("moved")
    registry_of(moved | {LINE: "77 OAK ST"}, *others, last="11/21/2026")
    assert the_change(liaison).after == "77 Oak St, Atlanta, GA 31201"
    registry_of(*the_row("moved"), last="11/22/2026")
    actions.take_back(answer=answer.pk, by=liaison)
    assert the_change(liaison) == change


def test_a_merged_source_is_compared_under_every_npi_it_has(liaison: Caller, registry_of: Loads) -> None:
    source = ada(npi="")
    directory.merge(survivor=source.pk, merged=a_provider("Ada", "Quill1", npi=NPI).pk, by=liaison)
    registry_of(*the_row("mistaken"))
    answer = take_over(liaison)
    assert not Provider.objects.filter(npi=NPI).exists()
    actions.take_back(answer=answer.pk, by=liaison)
    assert Provider.objects.get(npi=NPI).merged_into == source


def test_the_new_npi_of_somebody_we_know_and_their_new_entry_are_no_partner_beside_them(
    liaison: Caller, registry_of: Loads
) -> None:
    lakeside = a_practice("Lakeside Feet")
    ada(lakeside)
    a_provider("Luc", "Moreau", practice=lakeside)
    registry_of(person(1) | {LINE: "1 LAKESIDE AVE"})
    new = {LINE: "1 LAKESIDE AVE", "Provider First Name": "LUC", "Last Update Date": "11/14/2026"}
    gone, back = the_row("renumbered")
    registry_of(gone, back | new, person(3, last_name="MOREAU") | new, last="11/14/2026")
    assert [one.what for one in queries.changes(liaison)] == ["renumbered"]
    registry_of(gone, back | new, person(4, last_name="KING") | new, last="11/14/2026")
    assert [one.what for one in queries.changes(liaison)] == ["renumbered", "partner"]


def test_what_was_changed_again_since_is_not_taken_back(liaison: Caller, registry_of: Loads) -> None:
    source = ada()
    registry_of(*the_row("kind"))
    answer = take_over(liaison)
    directory.set_kind(provider=source.pk, kind="neurology", by=liaison)
    with pytest.raises(Refused, match="changed again since"):
        actions.take_back(answer=answer.pk, by=liaison)


def test_what_the_registry_does_not_say_is_refused(liaison: Caller, registry_of: Loads) -> None:
    source = ada()
    registry_of(*the_row("moved"))
    with pytest.raises(Refused, match="does not say this any more"):
        actions.take_over(provider=source.pk, what="moved", value="5 made up st|31201", by=liaison)


def test_who_may_not_change_sources_answers_nothing(front_desk: Caller, liaison: Caller, registry_of: Loads) -> None:
    ada()
    registry_of(*the_row("moved"))
    change = the_change(liaison)
    for act in (actions.take_over, actions.not_so):
        with pytest.raises(Forbidden):
            act(provider=change.provider, what=change.what, value=change.value, by=front_desk)


def test_nothing_is_worked_out_again_while_neither_side_has_changed(
    liaison: Caller, registry_of: Loads, monkeypatch: pytest.MonkeyPatch
) -> None:
    ada()
    registry_of(*the_row("moved"))
    queries.changes(liaison)
    monkeypatch.setattr(actions, "refresh", None)
    assert len(queries.changes(liaison)) == 1


def test_an_answer_asks_the_registry_about_nobody_again(
    liaison: Caller, registry_of: Loads, monkeypatch: pytest.MonkeyPatch
) -> None:
    ada()
    registry_of(*the_row("moved"))
    take_over(liaison)
    monkeypatch.setattr(actions, "_ask", None)
    assert queries.changes(liaison) == []
    assert RegistryReading.objects.count() == 1


def test_the_reading_takes_no_more_queries_for_many(liaison: Caller, registry_of: Loads) -> None:
    registry_of(person(1))
    actions.refresh(by=liaison)
    counted = []
    for several in (1, 12):
        for _ in range(several):
            office = a_practice(npi=an_npi())
            a_contact_point(a_provider(practice=office), "address", value="1 lakeside ave|30309", zip="30309")
        with CaptureQueriesContext(connection) as captured:
            actions.refresh(by=liaison)
        counted.append(len(captured))
    assert counted[0] == counted[1]
