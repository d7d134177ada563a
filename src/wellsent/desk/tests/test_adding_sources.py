"""Adding a source by name or NPI, filling one in, and an NPI that is typed with a referral or brought by a list."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from wellsent.accounts.caller import Caller
from wellsent.accounts.models import Role
from wellsent.directory import queries as directory
from wellsent.directory.models import Provider
from wellsent.directory.registry import Registry
from wellsent.directory.registry.tests.made_up import person
from wellsent.exchange.imports import actions as imports
from wellsent.exchange.imports.presenters import batch_page
from wellsent.referrals.models import Referral
from wellsent.simulate.people import make_npi
from wellsent.testing.factories import a_contact_point, a_practice, a_provider
from wellsent.testing.registry import Loads

NEW = "/sources/new/"
NPI = make_npi(1)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("organisation")]


@pytest.fixture
def registry(registry_of: Loads) -> None:
    company = person(3) | {
        "Entity Type Code": "2", "Provider Organization Name (Legal Business Name)": "PEACHTREE FEET LLC",
        "Provider Last Name (Legal Name)": "", "Provider First Name": "",
    }  # fmt: skip
    registry_of(person(1), person(2, deactivated="10/01/2026"), company)


@pytest.fixture
def liaison_at(signed_in: Callable[..., Client]) -> Client:
    return signed_in(Role.LIAISON)


def test_a_damaged_registry_counts_as_none_and_keeps_no_page_from_working(
    signed_in: Callable[..., Client], registry_of: Loads, settings: Any
) -> None:
    browser, known = signed_in(Role.LIAISON), a_provider("Ada", "Quill1", npi=NPI)
    a_contact_point(known, "address", value="1 lakeside ave|30309", zip="30309")
    registry_of(person(1))
    manifest = settings.WELLSENT_HOME / "registry" / "manifest.json"
    manifest.write_text(manifest.read_text()[:-20])
    assert "is damaged. Delete it and load the registry again." in Registry(manifest.parent).status().sentence
    for url in (f"{NEW}?q={make_npi(2)}", "/sources/registry/", f"/sources/{known.pk}/"):
        assert browser.get(url).status_code == 200
    assert "is not loaded" in browser.get("/sources/registry/").text
    assert browser.post(NEW, {"name": "Ben Vandermeer"}).status_code == 302


@pytest.mark.usefixtures("registry")
class TestAddingASource:
    @pytest.mark.parametrize("asked", ["quill1 ada", NPI])
    def test_a_name_or_an_npi_finds_them_and_one_click_adds_all_that_is_known(
        self, asked: str, liaison_at: Client
    ) -> None:
        text = liaison_at.get(NEW, {"q": asked}).text
        assert "Ada Quill1" in text
        assert "Podiatry · 1 Lakeside Ave, Atlanta, GA 30309 · (404) 555-0100" in text
        page = liaison_at.post(NEW, {"npi": NPI}, follow=True)
        added = Provider.objects.get(npi=NPI)
        assert (added.name, added.kind_id) == ("Ada Quill1", "podiatry")
        assert sorted(added.contact_points.values_list("channel", "shown")) == [
            ("address", "1 Lakeside Ave"), ("phone", "(404) 555-0100"),
        ]  # fmt: skip
        liaison_at.post(page.context["offer"].path)
        assert not Provider.objects.filter(npi=NPI).exists()

    def test_who_is_known_already_is_shown_first_and_not_offered_again(self, liaison_at: Client) -> None:
        known = a_provider("Ada", "Quill1", npi=NPI)
        page = liaison_at.get(NEW, {"q": "quill1"})
        assert (page.context["known"], page.context["told"]) == ([known], [])

    def test_names_are_looked_for_where_the_sources_are(self, liaison_at: Client) -> None:
        a_contact_point(a_practice(), "address", value="9 hill rd|99501", zip="99501", state="AK")
        assert liaison_at.get(NEW, {"q": "quill1"}).context["told"] == []
        assert [one.shown for one in liaison_at.get(NEW, {"q": "quill90001"}).context["told"]] == ["Ada Quill90001"]

    def test_a_wrong_check_digit_is_said_and_not_added(self, liaison_at: Client) -> None:
        assert "its check digit is wrong" in liaison_at.get(NEW, {"q": "1234567895"}).text
        answer = liaison_at.post(NEW, {"name": "1234567895"})
        assert answer.status_code == 422
        assert "Error:" in answer.text
        assert not Provider.objects.exists()

    @pytest.mark.parametrize("typed", ["0000000000", "12345", "3003000126", "５５５ 0100"])
    def test_digits_that_are_no_npi_are_said_to_be_none_and_not_looked_for_as_a_name(
        self, typed: str, liaison_at: Client
    ) -> None:
        shown = liaison_at.get(NEW, {"q": typed}).text
        assert "That is no NPI. Enter ten digits, the first of them 1 or 2." in shown
        assert "Nobody else of this name" not in shown
        assert liaison_at.post(NEW, {"name": typed}).status_code == 422
        assert not Provider.objects.exists()

    def test_the_npi_that_has_replaced_a_known_one_is_said_to_be_theirs(
        self, liaison_at: Client, registry_of: Loads
    ) -> None:
        a_provider("Ada", "Quill1", npi=make_npi(1))
        gone = person(1, deactivated="11/01/2026", replaced_by=make_npi(5))
        registry_of(gone, *(person(number, last_name="QUILL1") for number in (5, 6, 7)))
        shown = liaison_at.get(NEW, {"q": make_npi(5)}).text
        assert "has replaced the one of Ada Quill1" in shown
        assert "Take it over under Registry changes" in shown

    def test_a_deactivated_npi_is_said_and_not_offered(self, liaison_at: Client) -> None:
        text = liaison_at.get(NEW, {"q": make_npi(2)}).text
        assert "was deactivated on 1 Oct 2026." in text
        assert f'value="{make_npi(2)}">Add' not in text

    def test_who_is_in_no_registry_is_added_by_hand(self, liaison_at: Client) -> None:
        told = {"name": "Petra Novak, NP", "practice": "Harbor Feet", "phone": "404 555 0123"}
        assert "Petra Novak, NP is added." in liaison_at.post(NEW, told, follow=True).text
        assert Provider.objects.filter(name="Petra Novak, NP", practice_as_written="Harbor Feet").exists()


@pytest.mark.usefixtures("registry")
class TestTheNpiOfASource:
    def test_the_rest_is_filled_in_with_one_click_and_taken_back(self, liaison_at: Client, liaison: Caller) -> None:
        source = a_provider("Ada", "Quill1")
        url = f"/sources/{source.pk}/npi/"
        looked = liaison_at.post(url, {"npi": NPI, "do": "look"}).text
        assert "1 Lakeside Ave, Atlanta, GA 30309" in looked
        page = liaison_at.post(url, {"npi": NPI, "do": "fill"}, follow=True)
        source.refresh_from_db()
        assert (source.npi, source.kind_id, source.name) == (NPI, "podiatry", "Ada Quill1, MD")
        assert source.contact_points.count() == 2
        liaison_at.post(page.context["offer"].path)
        source.refresh_from_db()
        assert (source.npi, source.kind_id, source.contact_points.count()) == ("", None, 0)

    def test_another_persons_npi_is_doubted_in_words_and_saved_all_the_same(self, liaison_at: Client) -> None:
        source = a_provider("Luc", "Moreau")
        url = f"/sources/{source.pk}/npi/"
        assert "is that of Ada Quill1." in liaison_at.post(url, {"npi": NPI, "do": "look"}).text
        saved = liaison_at.post(url, {"npi": NPI, "do": "fill"}, follow=True)
        assert saved.redirect_chain[0][0] == f"/sources/{source.pk}/"
        assert "is that of Ada Quill1. Correct the name or the number" in saved.text

    @pytest.mark.parametrize(
        ("npi", "words"),
        [("1234567895", "its check digit is wrong"), ("12", "Enter ten digits"), ("", "Enter the ten")],
    )
    def test_what_is_no_npi_is_refused_beside_the_field(self, npi: str, words: str, liaison_at: Client) -> None:
        answer = liaison_at.post(f"/sources/{a_provider().pk}/npi/", {"npi": npi, "do": "fill"})
        assert answer.status_code == 422
        assert words in answer.text

    def test_an_npi_that_somebody_else_has_is_refused(self, liaison_at: Client) -> None:
        a_provider("Ada", "Quill1", npi=NPI)
        answer = liaison_at.post(f"/sources/{a_provider().pk}/npi/", {"npi": NPI, "do": "fill"})
        assert "This NPI belongs to Ada Quill1, MD." in answer.text


@pytest.mark.usefixtures("registry")
class TestAnNpiWithAReferral:
    def found(self, desk: Client, text: str) -> str:
        return desk.get("/referrals/new/sources/", {"source_text": text}).text.replace("\u00a0", "")

    def record(self, desk: Client, **told: str) -> Any:
        facts = {"received_on": "2026-11-27", "clinic": "", **told}
        return desk.post(f"/referrals/new/?once={uuid.uuid4().hex}", facts, follow=True)

    def test_it_offers_whom_the_registry_has_and_records_them_with_the_rest(
        self, signed_in: Callable[..., Client], front_desk: Caller
    ) -> None:
        desk = signed_in(Role.FRONT_DESK)
        assert f'data-value="npi:{NPI}"' in self.found(desk, NPI)
        self.record(desk, source_text="Ada Quill1", source=f"npi:{NPI}")
        source = Referral.objects.get().source
        assert (source.npi, source.name, source.kind_id) == (NPI, "Ada Quill1", "podiatry")

    @pytest.mark.parametrize(
        ("serial", "words"),
        [(2, "was deactivated on 1 Oct 2026."), (3, "is that of an organisation, Peachtree Feet LLC.")],
    )
    def test_what_speaks_against_it_is_said_and_never_stops_the_front_desk(
        self, serial: int, words: str, signed_in: Callable[..., Client]
    ) -> None:
        desk, npi = signed_in(Role.FRONT_DESK), make_npi(serial)
        assert words in self.found(desk, npi)
        answer = self.record(desk, source_text=npi, source="new")
        assert words in answer.text.replace("\u00a0", "")
        assert Referral.objects.get().source.npi == npi

    def test_a_wrong_check_digit_is_an_error(self, signed_in: Callable[..., Client]) -> None:
        answer = self.record(signed_in(Role.FRONT_DESK), source_text="1234567895", source="new")
        assert answer.status_code == 422
        assert "its check digit is wrong. Compare it digit by digit." in answer.text


@pytest.mark.usefixtures("registry")
@pytest.mark.parametrize(
    ("kind", "heads"), [("providers", "Name,NPI"), ("referrals", "Referring Provider,Referring NPI,Ref Date")]
)
def test_a_list_is_told_which_of_its_npis_the_registry_doubts(kind: str, heads: str, owner: Caller) -> None:
    rows = [("Quill1 Ada MD", NPI), ("Novak Petra MD", make_npi(2)), ("Moreau Luc MD", make_npi(90_001))]
    lines = [",".join([*row, "11/02/2026"][: heads.count(",") + 1]) for row in rows]
    batch = imports.start(kind, "list.csv", ["\n".join([heads, *lines, ""]).encode()], by=owner)
    imports.check(batch, by=owner)
    said = [doubt.replace("\u00a0", "") for doubt in batch_page(batch).doubts]
    assert said == [
        f"Row 3: NPI {make_npi(2)} was deactivated on 1 Oct 2026. Ask the office for the present one.",
        f"Row 4: NPI {make_npi(90_001)} is that of Ada Quill90001. Correct the name or the number, whichever is wrong.",
    ]
    assert directory.sources(owner).count() == 0
    imports.run(batch, by=owner)
    assert Provider.objects.filter(npi=make_npi(2)).exists()  # a doubt leaves no row out
