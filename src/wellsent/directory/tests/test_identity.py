"""Who is the same as whom, case by case. All people are made up."""

from __future__ import annotations

from dataclasses import replace

import pytest

from wellsent.directory import npi
from wellsent.directory.identity import Decisions, Known, Mention, Resolution, resolve

ADA, AMY = npi.with_check_digit("199900001"), npi.with_check_digit("199900002")
LAKESIDE, RIVER = "Lakeside Orthopaedics, P.A.", "River Family Medicine"


def groups(resolution: Resolution) -> list[tuple[int, ...]]:
    return [cluster.mentions for cluster in resolution.clusters]


def joined(*mentions: Mention) -> bool:
    """Whether these alone are one source (among a few others, so that a name is not all there is)."""
    others = [Mention(name=f"{given} {family}, MD", practice=f"{family} Clinic") for given, family in _OTHERS]
    return groups(resolve([*mentions, *others]))[0] == tuple(range(len(mentions)))


_OTHERS = [
    ("Rajesh", "Abernathy"), ("Miguel", "Zielinski"), ("Svetlana", "Fitzgerald"), ("Tomasz", "Underhill"),
    ("Noor", "Pettigrew"), ("Hannah", "Quackenbush"), ("Luis", "Montalvo"), ("Grace", "Oyelaran"),
    ("Ivan", "Hollingsworth"), ("Mei", "Castellano"),
]  # fmt: skip


def test_the_same_npi_is_the_same_source_whatever_the_spelling() -> None:
    resolution = resolve(
        [Mention(name="Ada Okafor", npi=ADA), Mention(name="OKAFOR A", npi=f"{ADA}.0", practice=RIVER)]
    )
    assert groups(resolution) == [(0, 1)]
    assert resolution.clusters[0].npi == ADA
    assert resolution.clusters[0].name.sorted_display == "Okafor, Ada"


def test_different_valid_npis_are_different_sources_and_not_even_asked_about() -> None:
    one, other = (Mention(name="Ada Okafor, MD", npi=number, practice=LAKESIDE) for number in (ADA, AMY))
    resolution = resolve([one, other])
    assert groups(resolution) == [(0,), (1,)]
    assert resolution.doubtful == ()


def test_one_npi_under_two_wildly_different_names_is_put_to_a_person() -> None:
    resolution = resolve([Mention(name="Ada Okafor", npi=ADA), Mention(name="Rajesh Abernathy", npi=ADA)])
    assert groups(resolution) == [(0,), (1,)]
    assert resolution.doubtful[0].why == "Same NPI, but the names have nothing in common."


def test_a_married_name_under_one_npi_is_one_source() -> None:
    assert groups(resolve([Mention(name="Ada Okafor", npi=ADA), Mention(name="Ada Smith", npi=ADA)])) == [(0, 1)]


@pytest.mark.parametrize(
    "written",
    [
        "Okafor, Ada",
        "ADA B. OKAFOR MD",
        "Dr. Ada Okafor",
        "Okafor A",
        "Dr. Okafor",
        "Ada Okaffor, MD",
        "Oakfor, Ada",
        "Ada  Okafor ",
        "Okafor Ada",
    ],
)
def test_one_person_at_one_practice_is_joined_however_written(written: str) -> None:
    other_spelling = "LAKESIDE ORTHOPEDIC"
    assert joined(
        Mention(name="Ada B. Okafor, MD", npi=ADA, practice=LAKESIDE), Mention(name=written, practice=other_spelling)
    )


def test_a_short_form_of_the_given_name_is_understood() -> None:
    assert joined(
        Mention(name="Katherine Underwood, NP", practice=LAKESIDE), Mention(name="Kate Underwood", practice=LAKESIDE)
    )


def test_a_hyphen_or_a_blank_in_a_double_name_makes_no_difference() -> None:
    assert joined(
        Mention(name="Ada Okafor-Smith, MD", practice=LAKESIDE),
        Mention(name="Ada Okafor Smith, MD", practice=LAKESIDE),
        Mention(name="Okafor Smith, Ada B", practice=LAKESIDE),
    )


def test_a_full_name_is_one_source_with_and_without_its_npi_though_parts_of_it_are_common_here() -> None:
    others = [Mention(name=f"{given} Delgado") for given in ("Rajesh", "Svetlana", "Noor")]
    others += [Mention(name=f"Craig {family}") for family in ("Abernathy", "Zielinski")]
    pair = [Mention(name="Dr. Craig Delgado", npi=ADA), Mention(name="Dr. Craig Delgado")]
    more = [Mention(name=f"{given} {family}") for given, family in _OTHERS]
    assert groups(resolve([*pair, *others, *more]))[0] == (0, 1)


def test_a_mistyped_npi_speaks_for_the_one_it_is_a_slip_away_from() -> None:
    wrong = ADA[:5] + str((int(ADA[5]) + 3) % 10) + ADA[6:]
    assert joined(Mention(name="A. Smith", npi=ADA), Mention(name="Smith, A", npi=wrong))


def test_an_initial_that_fits_two_people_is_joined_to_neither_and_put_to_a_person() -> None:
    resolution = resolve(
        [
            Mention(name="Ada Okafor, MD", practice=LAKESIDE),
            Mention(name="Amy Okafor, MD", practice=LAKESIDE),
            Mention(name="A. Okafor", practice=LAKESIDE),
        ]
    )
    assert groups(resolution) == [(0,), (1,), (2,)]
    assert {(doubt.cluster, doubt.other) for doubt in resolution.doubtful} == {(0, 2), (1, 2)}


def test_one_name_at_two_practices_of_two_kinds_is_two_people_or_a_question() -> None:
    resolution = resolve(
        [
            Mention(name="Ada Okafor, MD", practice=LAKESIDE, kind="Orthopedic Surgery"),
            Mention(name="Ada Okafor, MD", practice=RIVER, kind="Family Practice"),
        ]
    )
    assert groups(resolution) == [(0,), (1,)]


def test_a_name_without_practice_that_fits_two_namesakes_is_left_alone() -> None:
    namesakes = [Mention(name="Ada Okafor", npi=number, practice=at) for number, at in ((ADA, LAKESIDE), (AMY, RIVER))]
    assert groups(resolve([*namesakes, Mention(name="Okafor, Ada")])) == [(0,), (1,), (2,)]


def test_father_and_son_are_two_people() -> None:
    assert not joined(
        Mention(name="Rajesh Okafor Jr., MD", practice=LAKESIDE),
        Mention(name="Rajesh Okafor Sr., MD", practice=LAKESIDE),
    )


@pytest.mark.parametrize(
    ("one", "other", "why"),
    [
        (Mention(name="Rajesh Okafor, MD"), Mention(name="Rajesh Okafor, DPM"), "the degrees differ"),
        (
            Mention(name="Rajesh Okafor", kind="podiatry"),
            Mention(name="Rajesh Okafor", kind="neurology"),
            "the kinds differ",
        ),
    ],
    ids=["degrees", "kinds"],
)
def test_what_nobody_has_two_of_makes_one_name_at_one_practice_a_question(
    one: Mention, other: Mention, why: str
) -> None:
    both = [replace(each, practice=LAKESIDE, phone="4045550148", address="12 Mill St") for each in (one, other)]
    resolution = resolve(both)
    assert groups(resolution) == [(0,), (1,)]
    assert resolution.doubtful[0].why.endswith(f"{why}.")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Ada Okafor, MD", "Amy Okafor, MD"),
        ("Ada B. Okafor, MD", "Ada C. Okafor, MD"),
        ("Eric Hansen, MD", "Erin Hansen, MD"),
        ("Ada Okafor, MD", "Ada Underwood, MD"),
    ],
)
def test_colleagues_with_similar_names_stay_apart(one: str, other: str) -> None:
    assert not joined(Mention(name=one, practice=LAKESIDE), Mention(name=other, practice=LAKESIDE))


def test_a_married_name_without_an_npi_is_a_question_with_its_reason() -> None:
    resolution = resolve(
        [Mention(name="Ada Okafor, MD", practice=LAKESIDE), Mention(name="Ada Okafor-Underwood, MD", practice=LAKESIDE)]
    )
    assert groups(resolution) == [(0,), (1,)]
    assert resolution.doubtful[0].why == (
        "One family name is part of the other; same given name; the practices' names agree."
    )


def test_a_given_name_one_letter_from_another_is_a_question() -> None:
    resolution = resolve(
        [Mention(name="Ada Okafor, MD", practice=LAKESIDE), Mention(name="Ida Okafor", practice=LAKESIDE)]
    )
    assert groups(resolution) == [(0,), (1,)]
    assert resolution.doubtful[0].why.startswith("Same family name; Ada and Ida are close")


def test_small_likenesses_never_chain_two_people_together() -> None:
    spellings = ["Pat Okafor", "Patrick Okafor", "Patricia Okafor"]
    resolution = resolve([Mention(name=name, practice=LAKESIDE) for name in spellings])
    assert not any({1, 2} <= set(cluster.mentions) for cluster in resolution.clusters)


@pytest.mark.parametrize(
    "written",
    [
        "Blue Heron Arthritis Ctr",
        "BLUE HERON ARTHRITIS CENTER, PLLC",
        "Blue  Heron Arthritis Centre",
        "Blue Heron Arthitis Center",
    ],
)
def test_an_offices_spellings_are_one_source(written: str) -> None:
    assert joined(Mention(name="Blue Heron Arthritis Center"), Mention(name=written))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Lakeside Orthopaedics", "Lakeside Family Medicine"),
        ("Northside Clinic", "Southside Clinic"),
        ("Riverbend Clinic 2", "Riverbend Clinic 3"),
        ("Family Practice", "Family Health Center"),
    ],
)
def test_practices_with_similar_names_stay_apart(one: str, other: str) -> None:
    assert not joined(Mention(name=one), Mention(name=other))


def test_offices_of_one_name_at_two_addresses_are_two() -> None:
    at = [Mention(name="Riverbend Clinic", address=address) for address in ("12 Elm St", "900 Oak Ave")]
    assert not joined(*at)


def test_where_only_a_practice_is_named_the_office_is_the_source() -> None:
    resolution = resolve([Mention(practice=LAKESIDE), Mention(name="(Unassigned)", practice="Lakeside Orthopedics")])
    assert groups(resolution) == [(0, 1)]
    assert resolution.clusters[0].name.kind == "organisation"


def test_who_names_nobody_comes_back_as_one_blank_cluster() -> None:
    resolution = resolve([Mention(name="N/A"), Mention(name="Ada Okafor"), Mention(name="Self")])
    assert [cluster.name.is_blank for cluster in resolution.clusters] == [True, False]
    assert groups(resolution) == [(0, 2), (1,)]


def test_a_known_source_is_found_by_npi_or_by_name_and_practice() -> None:
    known = [
        Known(id=7, names=("Ada Okafor, MD", "A. Okafor"), npis=(ADA,), practices=(LAKESIDE,)),
        Known(id=9, names=("Rajesh Abernathy, DO",), practices=(RIVER,)),
    ]
    resolution = resolve(
        [
            Mention(name="Okafor, A", npi=ADA),
            Mention(name="ABERNATHY, RAJESH", practice=RIVER),
            Mention(name="New Person"),
        ],
        known,
    )
    assert [cluster.known for cluster in resolution.clusters] == [7, 9, None]


def test_a_doubt_about_a_known_source_names_it() -> None:
    known = [Known(id=7, names=("Ada Okafor, MD",), practices=(LAKESIDE,))]
    resolution = resolve([Mention(name="Ada Okafor-Underwood, MD", practice=LAKESIDE)], known)
    assert [(doubt.cluster, doubt.other, doubt.known) for doubt in resolution.doubtful] == [(0, None, 7)]


def test_two_known_sources_are_never_joined() -> None:
    known = [Known(id=number, names=("Ada Okafor, MD",), practices=(LAKESIDE,)) for number in (7, 9)]
    resolution = resolve([Mention(name="Ada Okafor", practice=LAKESIDE)], known)
    assert resolution.clusters[0].known is None
    assert {doubt.known for doubt in resolution.doubtful} == {7, 9}


def test_what_a_person_called_different_stays_apart_and_is_not_asked_again() -> None:
    one, other = Mention(name="Ada Okafor", practice=LAKESIDE), Mention(name="Okafor, A", practice=LAKESIDE)
    decided = Decisions(different=frozenset({(one.key, other.key)}))
    resolution = resolve([one, other], decided=decided)
    assert groups(resolution) == [(0,), (1,)]
    assert resolution.doubtful == ()


def test_what_a_person_called_the_same_is_joined() -> None:
    mention = Mention(name="Ada Underwood", practice=RIVER)
    known = [Known(id=7, names=("Ada Okafor, MD",), practices=(LAKESIDE,))]
    resolution = resolve([mention], known, Decisions(same=frozenset({(7, mention.key)})))
    assert resolution.clusters[0].known == 7
    assert resolution.clusters[0].why == "A person said that they are the same."


def test_the_best_name_is_the_usual_spelling_made_whole() -> None:
    resolution = resolve(
        [
            Mention(name="OKAFOR, ADA", npi=ADA, rows=(2, 3, 4)),
            Mention(name="Ada B. Okafor, MD", npi=ADA, rows=(5,)),
            Mention(name="A Okaffor", npi=ADA, rows=(6,)),
        ]
    )
    assert resolution.clusters[0].name.sorted_display == "Okafor, Ada B., MD"


def test_an_empty_list_has_no_sources() -> None:
    assert resolve([]) == Resolution((), ())
