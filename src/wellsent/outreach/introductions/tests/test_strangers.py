"""The way in to somebody whom only the national registry knows: through whom we know beside them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from uuid import uuid4

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from pytest_django.fixtures import Settings

from wellsent.accounts.caller import Caller
from wellsent.base.errors import Refused
from wellsent.base.kept import Kept
from wellsent.directory import actions as directory
from wellsent.directory.corrections.queries import facts_for
from wellsent.directory.models import Provider
from wellsent.directory.names import parse
from wellsent.directory.registry.tests.made_up import load, month, person
from wellsent.directory.registry_here import registry
from wellsent.directory.ties.beside import Stranger
from wellsent.directory.ties.ends import provider_node
from wellsent.directory.ties.rules import MOST_TOGETHER
from wellsent.outreach.introductions import actions, queries
from wellsent.outreach.introductions.presenters import WayInView, way_in_view
from wellsent.outreach.models import TouchKind
from wellsent.simulate.people import make_npi
from wellsent.testing.factories import a_contact_point, a_practice, a_provider, a_tie, a_touch

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 24)
AT_HARBOR, NEXT_DOOR, IN_THE_GROUP, IN_THE_HOSPITAL, COLLEAGUE = (make_npi(serial) for serial in range(1, 6))
AT_HARBOR_TOO, OF_THE_CLASS, OF_THE_NEXT, OF_NO_SCHOOL, OF_NONE_EITHER = (make_npi(serial) for serial in range(6, 11))
GROUPS = "NPI,org_nm,org_pac_id,num_org_mem,adr_ln_1,cty,st,zip,Med_sch,Grd_yr"
TULANE = "TULANE UNIVERSITY SCHOOL OF MEDICINE"


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A registry with two suites of one building, and a small and a large group of Medicare's file."""
    home = tmp_path_factory.mktemp("home")
    street = "Provider First Line Business Practice Location Address"
    people = [person(serial) for serial in range(1, 11)]
    for at, where in {0: "12 HARBOR RD STE 4", 1: "12 HARBOR ROAD SUITE 9", 5: "12 HARBOR RD STE 4"}.items():
        people[at][street] = where
    for at in range(6, 10):
        people[at][street] = f"{at} MILL ST"
    clinic, hospital = "LAKE FOOT CLINIC,42,3,1 LAKE ST", "HOSPITAL,77,102,9 HILL ST"
    crowd = [IN_THE_HOSPITAL, COLLEAGUE, *(make_npi(serial) for serial in range(100, 100 + MOST_TOGETHER))]
    inside = [(npi, clinic) for npi in (IN_THE_GROUP, COLLEAGUE)] + [(npi, hospital) for npi in crowd]
    groups = home / "groups.csv"
    schools = {
        COLLEAGUE: f"{TULANE},1998",
        OF_THE_CLASS: f"{TULANE},1998",
        OF_THE_NEXT: f"{TULANE},1999",
        OF_NO_SCHOOL: "OTHER,1998",
        OF_NONE_EITHER: "OTHER,1998",
    }
    inside += [
        (npi, f"SOLO {npi},{npi},1,7 MILL ST") for npi in (OF_THE_CLASS, OF_THE_NEXT, OF_NO_SCHOOL, OF_NONE_EITHER)
    ]
    rows = [f"{npi},{group},ATLANTA,GA,30309,{schools.get(npi, ',')}" for npi, group in inside]
    groups.write_text("\n".join([GROUPS, *rows, ""]))
    load(home / "registry", month(home / "month.csv", *people), groups)
    return home


@pytest.fixture(autouse=True)
def registry_and_noon(home: Path, settings: Settings) -> Iterator[None]:
    settings.WELLSENT_HOME = home
    with time_machine.travel("2026-11-24T17:00:00Z", tick=False):
        yield


def met_twice(provider: Provider) -> Provider:
    """Somebody who may be asked for a favour."""
    for on in (date(2026, 9, 1), date(2026, 10, 1)):
        a_touch(provider, on=on)
    return provider


@pytest.fixture
def okafor() -> Provider:
    """Whom we know well, in suite 4 of 12 Harbor Road."""
    okafor = met_twice(a_provider("Ada", "Okafor"))
    a_contact_point(okafor, "address", value="12 harbor rd|30309", shown="12 Harbor Rd, Suite 4", zip="30309")
    return okafor


def strangers(*npis: str) -> list[Stranger]:
    """Them as the list of targets has them."""
    near = {one.npi: one for one in registry().near("30309", 1)[1]}
    return [Stranger(npi, parse(near[npi].name).display, near[npi].practice_address or "") for npi in npis]


def shown(npi: str, caller: Caller) -> WayInView:
    way = queries.ways_in(caller, [], strangers(npi), as_of=TODAY)[npi]
    return way_in_view(way, practice="Northside PT", today=TODAY)


def test_whoever_we_know_at_their_address_may_be_able_to_introduce_us(owner: Caller, okafor: Provider) -> None:
    view = shown(AT_HARBOR, owner)
    assert view.lead == "Ada Okafor, MD may be able to introduce you."
    assert view.chain == (
        "Ada Okafor, MD",
        "Same address by the registry, 12 Harbor Rd Ste 4, Atlanta, GA 30309: Ada Quill1",
    )
    assert view.note.startswith(
        "Ada Okafor and Ada Quill1 practise side by side; whether they know each other is for you to find out."
    )
    assert view.words[0] == (
        "You to Ada Okafor",
        "“You and Ada Quill1 practise at the same address. If you know each other, would you introduce me?”",
    )
    assert view.whom == ""  # a stranger has to be accepted first


def test_another_suite_of_the_building_is_another_office(owner: Caller, okafor: Provider) -> None:
    view = shown(NEXT_DOOR, owner)
    assert view.lead == "Nobody we know is known to know them."
    assert "Accept them, then record it as a tie." in view.tries[0]


def test_so_may_whoever_is_in_their_group_unless_it_is_a_crowd(owner: Caller) -> None:
    met_twice(a_provider("Naomi", "Sato", npi=COLLEAGUE))
    view = shown(IN_THE_GROUP, owner)
    assert view.chain[1] == "Same group in Medicare’s file, Lake Foot Clinic (2 clinicians): Ada Quill3"
    assert view.words[0][1] == (
        "“You and Ada Quill3 are in the same group. If you know each other, would you introduce me?”"
    )
    assert shown(IN_THE_HOSPITAL, owner).chain == ()


def test_so_may_whoever_the_registry_has_at_their_address_while_nobody_told_us_another(owner: Caller) -> None:
    mirza = met_twice(a_provider("Lena", "Mirza", npi=AT_HARBOR_TOO))
    assert shown(AT_HARBOR, owner).chain[1].startswith("Same address by the registry, 12 Harbor Rd Ste 4")
    assert shown(NEXT_DOOR, owner).chain == ()
    a_contact_point(mirza, "address", value="9 hill st|30309", shown="9 Hill St", zip="30309")
    assert shown(AT_HARBOR, owner).chain == ()


def test_so_may_whoever_left_the_same_school_in_the_same_year(owner: Caller) -> None:
    met_twice(a_provider("Naomi", "Sato", npi=COLLEAGUE))
    met_twice(a_provider("Luc", "Moreau", npi=OF_NONE_EITHER))
    view = shown(OF_THE_CLASS, owner)
    assert view.lead == "Naomi Sato, MD may be able to introduce you."
    assert view.chain[1].startswith(
        "Same class in Medicare’s file, Tulane University School of Medicine, 1998: Ada Quill7"
    )
    assert "trained at the same school, in the same year. If you know each other" in view.words[0][1]
    assert (shown(OF_THE_NEXT, owner).chain, shown(OF_NO_SCHOOL, owner).chain) == ((), ())


def test_a_tie_of_ours_leads_on_through_the_people_of_a_practice_there_in_three_steps_at_most(owner: Caller) -> None:
    harbor = a_practice("Harbor Foot")
    a_contact_point(harbor, "address", value="12 harbor rd|30309", shown="12 Harbor Rd, Ste 4", zip="30309")
    rey = a_provider("Tomás", "Rey", practice=harbor)
    brandt = a_provider("Katherine", "Brandt")
    a_tie(brandt)
    assert shown(AT_HARBOR, owner).chain == ()
    a_tie(rey, brandt, kind="colleagues")
    view = shown(AT_HARBOR, owner)
    assert view.lead == "Katherine Brandt, MD may be able to introduce you; Jo Ellis asks."
    assert [step.partition(",")[0] for step in view.chain] == [
        "Jo Ellis",
        "Trained together: Katherine Brandt",
        "Former colleagues: Tomás Rey",
        "Same address by the registry",
    ]


def test_who_is_not_to_be_contacted_is_not_asked(owner: Caller, okafor: Provider) -> None:
    directory.do_not_contact(provider=okafor.pk, since=TODAY, why="asked us not to", by=owner)
    assert shown(AT_HARBOR, owner).chain == ()


def test_once_accepted_the_same_way_stands_and_can_be_asked(owner: Caller, okafor: Provider) -> None:
    accepted = directory.add_provider(facts_for(owner, AT_HARBOR), by=owner)
    way = queries.ways_in(owner, [accepted.pk], as_of=TODAY)[accepted.pk]
    view = way_in_view(way, practice="Northside PT", today=TODAY)
    assert view.lead == "Ada Okafor, MD may be able to introduce you."
    row = actions.ask(to=accepted.pk, whom=provider_node(okafor.pk), once=uuid4(), by=owner)
    assert row.touch is not None
    assert (row.touch.source, row.touch.kind) == (okafor, TouchKind.CALL)
    with pytest.raises(Refused, match="was asked already"):
        actions.ask(to=accepted.pk, whom=provider_node(okafor.pk), once=uuid4(), by=owner)


def test_many_strangers_take_as_many_queries_as_one(owner: Caller, okafor: Provider) -> None:
    met_twice(a_provider("Naomi", "Sato", npi=COLLEAGUE))
    Kept.forget_all()
    with CaptureQueriesContext(connection) as few:
        queries.ways_in(owner, [], strangers(IN_THE_GROUP), as_of=TODAY)
    Kept.forget_all()
    with CaptureQueriesContext(connection) as many:
        queries.ways_in(owner, [], strangers(AT_HARBOR, NEXT_DOOR, IN_THE_GROUP, IN_THE_HOSPITAL), as_of=TODAY)
    assert len(many) == len(few)
