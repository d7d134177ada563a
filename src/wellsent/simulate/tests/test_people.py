"""Made-up people: nobody real, nobody twice, and nobody whom a careful reader could not tell apart."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wellsent.simulate.dice import Dice
from wellsent.simulate.names import FAMILY, FIRST, made_up_names
from wellsent.simulate.people import MOST_PROVIDERS, Provider, make_npi, make_providers


def providers(seed: int, number: int = 200) -> tuple[Provider, ...]:
    return make_providers(Dice(seed, "providers"), made_up_names(Dice(seed, "names")), number)


def passes_luhn(digits: str) -> bool:
    """The check of ISO/IEC 7812, from the right: every second digit doubled, its digits added."""
    total = 0
    for place, digit in enumerate(reversed(digits)):
        value = int(digit) * (2 if place % 2 else 1)
        total += sum(map(int, str(value)))
    return total % 10 == 0


@given(st.integers(0, 99_999))
def test_every_npi_passes_the_check_digit(serial: int) -> None:
    npi = make_npi(serial)
    assert len(npi) == 10
    assert npi.startswith("1999")
    assert passes_luhn("80840" + npi)


def test_no_two_npis_are_alike() -> None:
    npis = Counter(one.npi for one in providers(1))
    assert set(npis.values()) == {1}


def test_thousands_of_names_come_without_repeats() -> None:
    names = made_up_names(Dice(5, "names"))
    people = [next(names) for _ in range(20_000)]
    assert len({(name.first, name.family) for name in people}) == 20_000


def test_names_fit_the_encoding_of_old_exports() -> None:
    for name in FIRST + FAMILY:
        assert name.encode("cp1252").decode("cp1252") == name


def test_names_have_accents_hyphens_particles_and_apostrophes() -> None:
    families = " ".join(FAMILY)
    for part in ("Núñez", "Reyes-Soto", "de la Cruz", "O'Brien"):
        assert part in families


def test_telephone_numbers_are_those_kept_for_fiction() -> None:
    for one in providers(2):
        assert "555-01" in one.practice.phone
        assert "555-01" in one.practice.fax
        assert one.practice.email.endswith(".example")


def test_practices_do_not_share_a_name_or_a_number() -> None:
    practices = {one.practice for one in providers(3, 1500)}
    assert len({practice.name for practice in practices}) == len(practices)
    assert len({practice.phone for practice in practices}) == len(practices)


@pytest.mark.parametrize("seed", range(6))
def test_an_initial_fits_only_one_colleague(seed: int) -> None:
    initials = Counter(
        (one.practice.npi, one.person.family, one.person.first[0]) for one in providers(seed) if one.person
    )
    assert set(initials.values()) == {1}


@pytest.mark.parametrize("seed", range(6))
def test_namesakes_work_at_different_practices(seed: int) -> None:
    places: dict[tuple[str, str], list[str]] = {}
    for one in providers(seed):
        if one.person:
            places.setdefault((one.person.first, one.person.family), []).append(one.practice.npi)
    shared = [where for where in places.values() if len(where) > 1]
    assert shared
    assert all(len(set(where)) == len(where) for where in shared)


def test_some_practices_refer_as_an_office_beside_their_people() -> None:
    offices = [one for one in providers(4) if one.person is None]
    assert offices
    assert all(one.name == one.practice.name and one.npi == one.practice.npi for one in offices)


def test_more_providers_than_there_are_numbers_for_are_refused() -> None:
    with pytest.raises(ValueError, match="at most 20,000"):
        providers(1, MOST_PROVIDERS + 1)
