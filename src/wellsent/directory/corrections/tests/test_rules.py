from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wellsent.directory.corrections import presenters, rules
from wellsent.directory.corrections.rules import Change, Held, Office, Place
from wellsent.directory.registry.entry import Entry, Site

LAKESIDE = Site("1200 LAKESIDE AVE, SUITE 4", "ATLANTA", "GA", "30309", "4045550100")
HILL = Site("9 HILL RD", "MACON", "GA", "31201")
NPI = "1003000126"
ENTRY = Entry(
    npi=NPI, is_organisation=False, organisation="", family="OKAFOR", given="ADA", middle="B", suffix="",
    credential="M.D.", codes=("213E00000X",), fax="", updated_on="2026-11-05", deactivated_on="", replaced_by="",
    sites=(LAKESIDE,),
)  # fmt: skip
AT_LAKESIDE = Place("1200 lakeside ave", "4", "30309")
OFFICE = Office(7, "Lakeside Foot Care", (AT_LAKESIDE,))
HELD = Held(
    number=3, npi=NPI, is_person=True, name="Ada Okafor, DPM", family="Okafor", given="Ada", kind="podiatry",
    places=(AT_LAKESIDE,), offices=(OFFICE,),
)  # fmt: skip


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("PEARLMAN, REESA, LCSW-C", "Reesa Pearlman, LCSW-C"),
        ("PERKINS, TONI MARIE, RBT", "Toni Marie Perkins, RBT"),
        ("BAKER, FRED LIVINGSTON JR., D.M.D.", "Fred Livingston Baker Jr., DMD"),
        ("CHENG, NEIN-EN", "Nein-En Cheng"),
        ("CHENG, NEIN-EN, N/A", "Nein-En Cheng"),
        ("BIOSCRIP PHARMACY, INC.", "Bioscrip Pharmacy, Inc."),
    ],
)
def test_what_stands_behind_the_second_comma_of_the_registry_is_a_credential_and_no_name(
    written: str, said: str
) -> None:
    assert rules.name_written(written).display == said


def whats(held: Held, entry: Entry, **options: object) -> list[str]:
    return [one.what for one in rules.changes(held, entry, **options)]  # type: ignore[arg-type]


def test_who_is_as_we_hold_them_has_not_changed() -> None:
    assert rules.changes(HELD, ENTRY) == []


def test_who_practises_at_none_of_the_addresses_we_hold_has_moved() -> None:
    (moved,) = rules.changes(HELD, replace(ENTRY, sites=(HILL,)))
    assert (moved.what, moved.value, moved.after) == ("moved", "9 hill rd|31201", "9 Hill Rd, Macon, GA 31201")
    assert presenters.title(moved) == "Ada Okafor, DPM has moved to 9 Hill Rd, Macon, GA 31201"


@pytest.mark.parametrize(
    "site",
    [
        replace(LAKESIDE, street="1200 LAKESIDE AVENUE STE 900"),
        replace(LAKESIDE, street="1200 LAKESIDE"),
        replace(LAKESIDE, street="PO BOX 12"),
        replace(LAKESIDE, zip=""),
    ],
)
def test_another_suite_spelling_or_a_post_office_box_is_no_move(site: Site) -> None:
    assert whats(HELD, replace(ENTRY, sites=(site,))) == []


def test_who_practises_at_a_second_address_that_we_hold_has_not_moved() -> None:
    assert whats(HELD, replace(ENTRY, sites=(HILL, LAKESIDE))) == []


def test_of_whom_no_address_is_held_no_move_is_told() -> None:
    assert whats(replace(HELD, places=()), replace(ENTRY, sites=(HILL,))) == []


def test_a_deactivated_npi_is_retired_and_nothing_else_is_compared() -> None:
    gone = replace(ENTRY, deactivated_on="2026-10-01", family="", given="", sites=())
    assert [(one.what, one.value) for one in rules.changes(HELD, gone)] == [("retired", "2026-10-01")]


def test_a_replaced_npi_is_followed_unless_somebody_we_know_holds_the_new_one() -> None:
    gone = replace(ENTRY, deactivated_on="2026-10-01", replaced_by="1234567893")
    assert whats(HELD, gone) == ["renumbered"]
    assert whats(HELD, gone, taken={"1234567893"}) == ["retired"]


@pytest.mark.parametrize(
    ("family", "given", "also", "what"),
    [
        ("OKAFOR", "ADA", (), []),
        ("OKAFOR", "A", (), []),
        ("OKAFOR-SMITH", "ADA", (), ["renamed"]),
        ("SMITH", "ADA", (), ["renamed"]),
        ("SMITH", "ADELE", ("OKAFOR",), ["renamed"]),
        ("SMITH", "LUC", (), ["mistaken"]),
        ("OKAFOR", "LUC", (), ["mistaken"]),
    ],
)
def test_another_family_name_is_a_new_name_and_another_person_a_mistaken_npi(
    family: str, given: str, also: tuple[str, ...], what: list[str]
) -> None:
    assert whats(HELD, replace(ENTRY, family=family, given=given, middle="", also=also)) == what


def test_a_name_that_a_list_once_wrote_is_known() -> None:
    assert whats(replace(HELD, spellings=("Smith, Ada MD",)), replace(ENTRY, family="SMITH")) == []


def test_a_person_with_the_npi_of_an_organisation_is_mistaken() -> None:
    company = replace(ENTRY, is_organisation=True, organisation="LAKESIDE LLC", family="", given="")
    assert whats(HELD, company) == ["mistaken"]


@pytest.mark.parametrize(
    ("organisation", "what"),
    [("LAKESIDE FOOT CARE, P.C.", []), ("LAKESIDE FOOT", []), ("PEACHTREE DIALYSIS LLC", ["renamed"])],
)
def test_a_practice_is_compared_by_the_telling_words_of_its_name(organisation: str, what: list[str]) -> None:
    practice = Held(number=7, npi=NPI, is_person=False, name="Lakeside Foot Care")
    company = replace(ENTRY, is_organisation=True, organisation=organisation, family="", given="", codes=())
    assert whats(practice, company) == what


def test_another_taxonomy_is_another_kind_unless_we_hold_none_or_one_of_our_own() -> None:
    surgeon = replace(ENTRY, codes=("207X00000X",))
    assert whats(HELD, surgeon) == ["kind"]
    assert whats(replace(HELD, kind=""), surgeon) == []
    assert whats(HELD, replace(ENTRY, codes=("183500000X",))) == []


@pytest.mark.parametrize(
    ("group", "what"),
    [
        (replace(HILL, group="PEACHTREE DIALYSIS"), ["group"]),
        (replace(HILL, group="LAKESIDE FOOT CARE PC"), []),
        (replace(LAKESIDE, group="PEACHTREE HOLDINGS"), []),
    ],
)
def test_a_group_of_another_name_at_another_address_is_another_group(group: Site, what: list[str]) -> None:
    assert whats(HELD, replace(ENTRY, groups=(group,))) == what


def partners(
    *entries: Entry, offices: tuple[Office, ...] = (OFFICE,), taken: frozenset[str] = frozenset()
) -> list[int]:
    return [one.provider for one in rules.partners(offices, entries, taken=taken)]


def test_who_arrives_at_the_address_of_an_office_is_a_new_partner_there() -> None:
    assert partners(ENTRY) == [7]
    assert partners(ENTRY, taken=frozenset({NPI})) == []
    assert partners(replace(ENTRY, codes=("183500000X",))) == []


@pytest.mark.parametrize(
    ("family", "given", "comes_to"), [("Okafor", "A", []), ("OKAFOR", "Ada", []), ("Okafor", "Luc", [7])]
)
def test_who_works_there_already_without_an_npi_that_we_know_is_no_new_partner(
    family: str, given: str, comes_to: list[int]
) -> None:
    assert partners(ENTRY, offices=(replace(OFFICE, unnumbered=((family, given),)),)) == comes_to


def test_another_suite_of_the_building_is_another_office() -> None:
    assert partners(replace(ENTRY, sites=(replace(LAKESIDE, street="1200 LAKESIDE AVE STE 900"),))) == []


def test_of_two_offices_in_one_building_the_one_named_as_their_group_has_the_partner() -> None:
    other = Office(8, "Peachtree Dialysis", (replace(AT_LAKESIDE, unit=""),))
    entry = replace(ENTRY, groups=(replace(LAKESIDE, group="PEACHTREE DIALYSIS, LLC"),))
    assert partners(entry, offices=(OFFICE, other)) == [8]


words = st.text("ABC 12,-'", max_size=12)
entries = st.builds(
    replace, st.just(ENTRY), family=words, given=words, organisation=words, is_organisation=st.booleans(),
    deactivated_on=st.sampled_from(["", "2026-10-01"]), replaced_by=st.sampled_from(["", "1234567893"]),
    sites=st.lists(st.builds(Site, words, words, st.just("GA"), st.sampled_from(["30309", ""])), max_size=2).map(tuple),
)  # fmt: skip


@given(entries)
def test_whatever_the_registry_says_each_difference_is_told_once_and_in_words(entry: Entry) -> None:
    found = rules.changes(HELD, entry)
    assert len({one.key for one in found}) == len(found)
    assert len(found) == 1 or not {"retired", "renumbered", "mistaken"} & {one.what for one in found}
    for one in found:
        assert Change(**one.to_json()) == one
        assert presenters.title(one)
        assert presenters.why(one)
        assert presenters.BUTTONS[one.what]
