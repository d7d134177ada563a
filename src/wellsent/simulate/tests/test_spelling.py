"""How names are typed: plainly without mess, in many ways with it, and always so that the right one can be told."""

from collections import Counter
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from wellsent.simulate.dice import Dice
from wellsent.simulate.names import PersonName, made_up_names
from wellsent.simulate.people import Provider, make_providers
from wellsent.simulate.spelling import STYLES, Typist

PROVIDERS = make_providers(Dice(1, "providers"), made_up_names(Dice(1, "names")), 120)
PEOPLE = [one for one in PROVIDERS if one.person]


def typist(seed: int, mess: float) -> Typist:
    return Typist(Dice(seed, "typing"), PROVIDERS, style="Okafor, Ada, MD", mess=mess)


def test_without_mess_a_name_is_typed_in_the_style_of_the_house() -> None:
    provider = replace(PEOPLE[0], person=PersonName("Ada", "Okafor", "M", "Jr"), credential="DO")
    assert typist(1, 0).provider(provider) == "Okafor Jr, Ada M., DO"


def test_every_style_writes_the_name_it_is_called_after() -> None:
    provider = replace(PEOPLE[0], person=PersonName("Ada", "Okafor"), credential="MD")
    for style in STYLES:
        assert Typist(Dice(1, "typing"), PROVIDERS, style=style, mess=0).provider(provider) == style


def test_a_busy_front_desk_types_one_name_in_many_ways() -> None:
    busy = typist(2, 1)
    assert len({busy.provider(PEOPLE[0]) for _ in range(100)}) > 15


def test_about_three_npis_in_ten_are_left_out() -> None:
    busy = typist(3, 1)
    blank = sum(busy.npi(PEOPLE[0])[0] == "" for _ in range(2000))
    assert 500 < blank < 700


@given(st.integers(0, 10_000), st.sampled_from(PEOPLE))
def test_a_wrong_npi_differs_in_one_digit(seed: int, provider: Provider) -> None:
    npi, wrong = typist(seed, 2).npi(provider)
    differ = sum(typed != right for typed, right in zip(npi, provider.npi, strict=bool(npi)))
    assert differ == (1 if wrong else 0)


def test_only_a_family_name_unique_in_its_practice_is_ever_typed_alone() -> None:
    families = Counter((one.practice.npi, one.person.family) for one in PEOPLE if one.person)
    shared = [one for one in PEOPLE if one.person and families[one.practice.npi, one.person.family] > 1]
    assert shared
    careless = typist(4, 20)
    for provider in shared:
        for _ in range(50):
            typed = careless.provider(provider).strip().lower()
            assert provider.person
            assert typed != f"dr. {provider.person.family}".lower()


def test_a_practice_is_spelled_in_several_ways() -> None:
    busy = typist(5, 1)
    assert len({busy.practice(PEOPLE[0]) for _ in range(100)}) > 4


def test_only_doctors_are_typed_as_doctors() -> None:
    careless = typist(6, 5)
    for provider in PEOPLE:
        if provider.credential in ("NP", "PA-C", "OTR/L"):
            assert not any(careless.provider(provider).lower().startswith("dr.") for _ in range(30))
