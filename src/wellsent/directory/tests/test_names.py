"""Names as lists write them. All people are made up."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wellsent.directory import names

ADA = ("Okafor", "Ada", "B", "", ("MD",))


@pytest.mark.parametrize(
    "text",
    [
        "OKAFOR, ADA B MD",
        "Okafor, Ada B., M.D.",
        "Okafor MD, Ada B",
        "Okafor,Ada,B,MD",
        "ADA B. OKAFOR, MD",
        "Ada B Okafor M. D.",
        "Dr. Ada B. Okafor MD",
        "DR OKAFOR, ADA B (MD)",
        "Okafor Ada B MD",
        "okafor, ada b, md",
        "Referred by: Ada B Okafor MD",
        "Okafor, Ada B MD (1003000126)",
        "ZZZ Okafor, Ada B MD (inactive)",
    ],
)
def test_one_person_is_read_from_every_order_and_capital(text: str) -> None:
    name = names.parse(text)
    assert name.kind == "person"
    assert (name.family, name.given, name.middle, name.suffix, name.credentials) == ADA


def test_a_name_is_shown_as_said_and_as_filed() -> None:
    name = names.parse("OKAFOR JR., ADA B, MD, FAAOS")
    assert name.display == "Ada B. Okafor Jr., MD, FAAOS"
    assert name.sorted_display == "Okafor, Ada B., Jr., MD, FAAOS"


@pytest.mark.parametrize(
    ("text", "family", "given"),
    [
        ("Juan de la Vega", "de la Vega", "Juan"),
        ("van der Berg-Ng, Ada", "van der Berg-Ng", "Ada"),
        ("VAN DER BERG ADA M", "van der Berg", "Ada"),
        ("TRAVIS VAN METER MD", "van Meter", "Travis"),
        ("Minh Van Nguyen", "Nguyen", "Minh"),
        ("Jill St. Clair", "St. Clair", "Jill"),
        ("Juan Velasquez y Garcia", "Velasquez y Garcia", "Juan"),
        ("GABRIEL GARCIA MARQUEZ", "Garcia Marquez", "Gabriel"),
        ("O'BRIEN, PAT", "O'Brien", "Pat"),
        ("RONALD MCDONALD", "McDonald", "Ronald"),
        ("Okafor-Smith, Ada", "Okafor-Smith", "Ada"),
        ("J. Wesley Dawson", "Dawson", "J"),
    ],
)
def test_family_names_of_several_parts_stay_whole(text: str, family: str, given: str) -> None:
    name = names.parse(text)
    assert (name.family, name.given) == (family, given)


@pytest.mark.parametrize(
    ("text", "family", "given", "credentials"),
    [
        ("Do, Minh", "Do", "Minh", ()),
        ("MINH DO", "Do", "Minh", ()),
        ("Minh Do, DO", "Do", "Minh", ("DO",)),
        ("Smith, John DO", "Smith", "John", ("DO",)),
        ("Smith, DO", "Smith", "", ("DO",)),
        ("Jack Ma", "Ma", "Jack", ()),
        ("Doctor, Umakant S", "Doctor", "Umakant", ()),
    ],
)
def test_a_credential_that_is_also_a_name_is_told_by_its_place(
    text: str, family: str, given: str, credentials: tuple[str, ...]
) -> None:
    name = names.parse(text)
    assert (name.family, name.given, name.credentials) == (family, given, credentials)


@pytest.mark.parametrize(
    ("text", "family", "given", "middle", "credentials"),
    [
        ("Vasquez Ford, D. C., MD", "Vasquez Ford", "D", "C", ("MD",)),
        ("John Ford, D. C., MD", "Ford", "John", "", ("DC", "MD")),
        ("Y. Wojcik Lane, MD", "Lane", "Y", "Wojcik", ("MD",)),
        ("Okafor y Ruiz, Ana", "Okafor y Ruiz", "Ana", "", ()),
    ],
)
def test_initials_that_read_like_something_else_are_initials(
    text: str, family: str, given: str, middle: str, credentials: tuple[str, ...]
) -> None:
    name = names.parse(text)
    assert (name.family, name.given, name.middle, name.credentials) == (family, given, middle, credentials)


@pytest.mark.parametrize("text", ["Okafor A", "A Okafor", "Okafor, A.", "OKAFOR, A"])
def test_an_initial_is_the_given_name_on_either_side(text: str) -> None:
    assert (names.parse(text).family, names.parse(text).given) == ("Okafor", "A")


@pytest.mark.parametrize(
    "text", ["Katherine (Kate) Smith NP", 'Smith, Katherine "Kate" NP', "Katherine 'Kate' Smith, NP"]
)
def test_a_nickname_in_quotes_or_brackets_is_kept_apart(text: str) -> None:
    name = names.parse(text)
    assert (name.family, name.given, name.nickname, name.credentials) == ("Smith", "Katherine", "Kate", ("NP",))


def test_credentials_are_written_one_way() -> None:
    assert names.parse("Ada Okafor, PT/DPT, OTR/L, Ph.D., PA-C, F.A.A.O.S.").credentials == (
        "PT",
        "DPT",
        "OTR/L",
        "PhD",
        "PA-C",
        "FAAOS",
    )


@pytest.mark.parametrize(
    "text", ["Smith, John III MD", "Smith III, John, MD", "John Smith III MD", "Smith, John, Iii, M.D."]
)
def test_a_suffix_is_found_wherever_it_stands(text: str) -> None:
    name = names.parse(text)
    assert (name.family, name.given, name.suffix, name.credentials) == ("Smith", "John", "III", ("MD",))


@pytest.mark.parametrize(
    "text",
    [
        "Lakeside Orthopaedics, P.A.",
        "COUNTY OF EXAMPLE",
        "Smith Family Practice",
        "John Doe, MD, PA",
        "JANE ROE DDS INC.",
        "Riverbend Rehab",
        "St. Luke's Hospital",
        "Dr. Smith's office",
        "Roe Periodontics",
        "4711",
    ],
)
def test_organisations_are_told_from_people(text: str) -> None:
    assert names.parse(text).kind == "organisation"


@pytest.mark.parametrize(
    "text", ["Hill, Paul", "Dr. Paul Hill", "Susan Law MD", "Park, Ji-Min", "Church, Amy B", "House, Greg MD"]
)
def test_family_names_that_are_also_places_stay_people(text: str) -> None:
    assert names.parse(text).kind == "person"


@pytest.mark.parametrize(
    "text", ["Smith/Jones", "Smith, John MD / Jones, Ann PA-C", "Smith & Jones", "Drs. Smith and Jones"]
)
def test_two_people_in_one_cell_are_an_office_and_neither_of_them(text: str) -> None:
    assert names.parse(text).kind == "organisation"


def test_an_organisations_capitals_are_undone() -> None:
    assert names.parse("ST. LUKE'S HOSPITAL OF THE VALLEY, LLC").display == "St. Luke's Hospital of the Valley, LLC"


@pytest.mark.parametrize(
    "text",
    [None, "", "  ", "N/A", "(Unassigned)", "Self", "SELF-REFERRED", "None", "Null", "Walk-in", "---", "Dr.", "MD"],
)
def test_a_cell_that_names_nobody_says_so(text: str | None) -> None:
    assert names.parse(text).is_blank


@pytest.mark.parametrize(
    ("text", "family"),
    [("Null, Ada MD", "Null"), ("None, Ada", "None"), ("x", "X"), ("True", "True"), ("a" * 900, "A" + "a" * 299)],
)
def test_odd_names_are_names(text: str, family: str) -> None:
    assert names.parse(text).kind == "person"
    assert names.parse(text).family == family


def test_what_cannot_be_seen_is_not_part_of_a_name() -> None:
    assert names.parse("\u202eOka\u200bfor,\u00a0Ada\x00").display == "Ada Okafor"
    assert names.parse("ﬁsher, ﬁona").sorted_display == "Fisher, Fiona"


def test_twins_of_one_name_share_a_key() -> None:
    written = ["José Núñez, MD", unicodedata.normalize("NFD", "José Núñez"), "NUNEZ, JOSE", "Núñez, José M., MD"]
    assert {names.parse(text).key for text in written} == {"nunez jose"}
    assert names.parse("Jose Nunez Jr").key != "nunez jose"


def test_a_columns_other_cells_say_which_of_two_unknown_words_is_the_family_name() -> None:
    column = ["Brody Spencer J MD", "Lampert Scott I MD", "Rosen Alan S MD", "Obray Rick W MD", "Zorvath Quill MD"]
    assert names.parse("Zorvath Quill MD").family == "Quill"
    assert names.parse_many(column)[-1].family == "Zorvath"


def test_a_name_seen_with_a_comma_tells_its_order_elsewhere_in_the_column() -> None:
    column = ["Zorvath, Quill", "Zorvath, Ada", "Zorvath Quill"]
    assert {name.family for name in names.parse_many(column)} == {"Zorvath"}


def test_a_column_keeps_its_order_and_its_repeated_cells() -> None:
    assert [name.display for name in names.parse_many(["Ada Okafor", None, "Ada Okafor"])] == [
        "Ada Okafor",
        "",
        "Ada Okafor",
    ]


FAMILY = st.sampled_from(["Okafor", "Abernathy", "Zielinski", "O'Brien", "Núñez", "Lopez-Ng", "McDonald", "Fitzgerald"])
GIVEN = st.sampled_from(["Ada", "Katherine", "Rajesh", "Miguel", "Svetlana", "José", "Ann-Marie", "Tomasz"])
CREDENTIALS = st.lists(st.sampled_from(["MD", "DO", "PA-C", "DPM", "NP", "PhD"]), max_size=3, unique=True)
INITIAL = st.sampled_from(["", "B", "Q"])


@given(FAMILY, GIVEN, INITIAL, CREDENTIALS, st.booleans(), st.integers(0, 5))
def test_ten_styles_of_one_name_say_the_same(
    family: str, given_name: str, initial: str, credentials: list[str], shouted: bool, style: int
) -> None:
    first = f"{given_name} {initial}".strip()
    text = [
        ", ".join([f"{family}, {first}", *credentials]),
        " ".join([f"{family}, {first}", *credentials]),
        ", ".join([f"{first} {family}", *credentials]),
        " ".join([f"Dr. {first} {family}", *credentials]),
        " ".join([f"{family},{first}", *credentials]),
        f"{' '.join([family, *credentials])}, {first}",
    ][style]
    name = names.parse(text.upper() if shouted else text)
    assert (name.kind, names.fold(name.family), names.fold(name.given)) == (
        "person",
        names.fold(family),
        names.fold(given_name),
    )
    assert (name.middle, list(name.credentials)) == (initial, credentials)


@given(st.one_of(st.text(max_size=400), st.text(alphabet="(),./&'\" -MDaÉ1;", max_size=120)))
def test_any_text_becomes_a_name_or_nobody_and_reads_back_steadily(text: str) -> None:
    name = names.parse(text)
    assert name.kind in {"person", "organisation", "none"}
    assert name.is_blank or name.display
    assert len(name.display) <= 400
