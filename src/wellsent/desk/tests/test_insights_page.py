"""The practice as a whole: every figure with its range, one question of what if, nothing for who sees no volume."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client

from wellsent.accounts.models import Role, User
from wellsent.directory.models import Provider
from wellsent.testing.factories import a_provider, a_referral

TODAY = date(2026, 11, 24)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("organisation", "_noon")]


@pytest.fixture(name="_noon")
def noon() -> Iterator[None]:
    with time_machine.travel("2026-11-24T17:00:00Z", tick=False):
        yield


@pytest.fixture
def owners(a_person: Callable[..., User], client: Client) -> Client:
    """The owner's browser."""
    client.force_login(a_person(Role.OWNER, all_clinics=True))
    return client


def sends(source: Provider, count: int, *, every: int, **more: Any) -> Provider:
    for at in range(count):
        received = TODAY - timedelta(days=every * at)
        evaluated = received + timedelta(days=4) if at % 4 and at * every > 4 else None
        a_referral(source, received_on=received, evaluated_on=evaluated, **more)
    return source


def test_before_the_first_import_it_leads_there(owners: Client) -> None:
    text = owners.get("/insights/").text
    assert "Nothing to count yet" in text
    assert 'href="/import/"' in text


@pytest.mark.parametrize("role", [Role.FRONT_DESK, Role.CLINICIAN, Role.COMPLIANCE])
def test_who_sees_no_practice_volume_is_refused(a_person: Callable[..., User], client: Client, role: str) -> None:
    client.force_login(a_person(role, all_clinics=True))
    assert client.get("/insights/").status_code == 403


class TestFigures:
    @pytest.fixture(autouse=True)
    def _sources(self) -> None:
        self.okafor = sends(a_provider("Ada", "Okafor"), 60, every=7, payer="Medicare")
        sends(a_provider("Nils", "Brandt"), 20, every=20, payer="Aetna PPO")

    def test_months_that_were_and_months_to_come_stand_in_one_chart(self, owners: Client) -> None:
        page = owners.get("/insights/").context["page"]
        assert "Nov 2026" in page.chart_table
        assert "May 2027" in page.chart_table
        assert page.chart.count('fill="url(#hatch)"') == 6
        assert page.band.startswith("Next six months, hatched: ")

    @pytest.mark.parametrize("by", ["kind", "source", "practice", "clinic", "payer", "condition"])
    def test_volume_is_broken_down_by_what_the_address_says(self, owners: Client, by: str) -> None:
        page = owners.get(f"/insights/?by={by}").context["page"]
        assert page.asked.by == by
        assert sum(int(row.lately) for row in page.groups) == 52 + 18

    def test_groups_lead_to_their_sources(self, owners: Client) -> None:
        largest, *_ = owners.get("/insights/?by=source").context["page"].groups
        assert (largest.label, largest.url) == ("Ada Okafor, MD", f"/sources/{self.okafor.pk}/")

    def test_what_became_of_referrals_has_its_range(self, owners: Client) -> None:
        rows = {label: (value, likely) for label, value, likely in owners.get("/insights/").context["page"].became}
        assert rows["Come to evaluation"][1].startswith("likely ")
        assert rows["Days until then"] == ("4", "median; one in ten over 4")

    def test_the_page_says_how_many_are_watched_within_which_budget(self, owners: Client) -> None:
        assert owners.get("/insights/").context["page"].watched == (
            "2 of 2 sources are watched for going quiet. At most 0.5 false alarms a month, by simulation."
        )

    def test_losing_a_source_is_worked_out_with_those_who_come_anyway(self, owners: Client) -> None:
        alone = owners.get(f"/insights/?source={self.okafor.pk}&anyway=0").context["page"].what_if.answer
        half = owners.get(f"/insights/?source={self.okafor.pk}&anyway=50").context["page"].what_if
        assert "instead of" in alone
        assert half.answer != alone
        assert half.anyway == 50

    @pytest.mark.parametrize("asked", ["by=weather", "source=x&anyway=-4", "source=99999999999999999999", "anyway=1e9"])
    def test_an_address_that_asks_for_what_is_not_there_still_opens(self, owners: Client, asked: str) -> None:
        assert owners.get(f"/insights/?{asked}").status_code == 200

    def test_more_than_all_is_all(self, owners: Client) -> None:
        what_if = owners.get(f"/insights/?source={self.okafor.pk}&anyway=999").context["page"].what_if
        assert what_if.anyway == 100
        assert "0 fewer, 0 %" in what_if.answer

    def test_a_source_nobody_knows_takes_nothing_along(self, owners: Client) -> None:
        answer = owners.get("/insights/?source=123456").context["page"].what_if.answer
        assert answer == "Nothing has come from that source."
