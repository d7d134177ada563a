"""The pages of the profile and the targets, as they are opened and sent."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from wellsent.accounts.models import Clinic, Organisation, Role, User
from wellsent.plan.models import ProfileVersion, TargetDecision
from wellsent.plan.profile.rules import ideal_from
from wellsent.simulate.people import make_npi
from wellsent.testing.factories import a_profile, a_target, a_tie

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("northside")]


@pytest.fixture
def liaison_browser(client: Client, a_person: Callable[..., User]) -> Client:
    client.force_login(a_person(Role.LIAISON, all_clinics=True))
    return client


def text(response: Any) -> str:
    return str(response.content.decode())


def filled_in(clinic: Clinic, **changed: Any) -> dict[str, Any]:
    """The profile as a browser sends it."""
    return {
        "conditions": ["foot and ankle"],
        "kinds": ["podiatry"],
        f"zip_{clinic.pk}": "30309",
        f"miles_{clinic.pk}": "10",
        f"room_{clinic.pk}_orthopaedic": "room",
        **changed,
    }


def test_without_a_profile_the_list_leads_to_it(liaison_browser: Client) -> None:
    assert "Describe your ideal source" in text(liaison_browser.get("/targets/"))


@pytest.mark.usefixtures("registry_here")
def test_the_profile_leads_to_the_targets_and_is_kept_with_who_and_when(
    liaison_browser: Client, northside: Clinic
) -> None:
    page = text(liaison_browser.post("/profile/", filled_in(northside), follow=True))
    assert "8 providers of your kinds within 10 miles" in page
    assert "Ada Quill1" in page
    assert "Order and Referring" not in page  # this practice has not said that it takes Medicare
    assert "Liaison Person" in text(liaison_browser.get("/profile/"))


@pytest.mark.usefixtures("registry_here")
@pytest.mark.parametrize(
    ("hours", "accepts", "said"), [(0, 0, "No hours for new offices"), (0.5, 1, "Your hours are taken")]
)
def test_a_list_without_room_says_whether_there_were_no_hours_or_they_are_taken(
    hours: float, accepts: int, said: str, liaison_browser: Client, northside: Clinic
) -> None:
    Organisation.objects.update(outreach_hours_a_week=hours)
    liaison_browser.post("/profile/", filled_in(northside))
    for npi in [make_npi(1)][:accepts]:
        liaison_browser.post("/targets/decide/", {"key": f"n{npi}", "choice": "accepted"})
    page = text(liaison_browser.get("/targets/"))
    assert [words for words in ("No hours for new offices", "Your hours are taken") if words in page] == [said]


@pytest.mark.usefixtures("no_registry")
@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"conditions": []}, "Select the conditions you want more of."),
        ({"kinds": []}, "No kind of provider is chosen."),
        ({"zip": "99999"}, "99999 is no ZIP code that is known."),
        ({"zip": ""}, "No clinic has a place."),
        ({"miles": "0"}, "Enter a number from 1 to 100."),
        ({"room": ""}, "No clinic offers any care."),
    ],
)
def test_what_has_to_be_mended_in_a_profile_is_said(
    changed: dict[str, Any], said: str, liaison_browser: Client, northside: Clinic
) -> None:
    names = {"zip": f"zip_{northside.pk}", "miles": f"miles_{northside.pk}", "room": f"room_{northside.pk}_orthopaedic"}
    sent = filled_in(northside, **{names.get(name, name): value for name, value in changed.items()})
    answer = liaison_browser.post("/profile/", sent)
    assert answer.status_code == 422
    assert said in text(answer)
    assert not ProfileVersion.objects.exists()


@pytest.mark.usefixtures("no_registry")
def test_an_older_profile_counts_again_and_clinics_of_others_stay_in_it(
    client: Client, a_person: Callable[..., User], northside: Clinic, harbor: Clinic
) -> None:
    first = a_profile(northside, harbor)
    client.force_login(a_person(Role.LIAISON, clinics=[northside]))
    client.post("/profile/", filled_in(northside, **{f"miles_{northside.pk}": "25"}))
    newest = ProfileVersion.objects.first()
    assert newest is not None
    assert {place["clinic"]: place["miles"] for place in newest.ideal["places"]} == {harbor.pk: 10, northside.pk: 25}
    client.post(f"/profile/{first.pk}/bring-back/")
    newest = ProfileVersion.objects.first()
    assert newest is not None
    assert ideal_from(newest.ideal) == ideal_from(first.ideal)
    assert ProfileVersion.objects.count() == 3


@pytest.mark.usefixtures("no_registry")
def test_without_a_registry_the_page_says_how_to_get_it_and_lists_whom_one_knows(
    liaison_browser: Client, northside: Clinic
) -> None:
    a_profile(northside)
    a_target(given="Emi", family="Sato")
    page = text(liaison_browser.get("/targets/"))
    assert "wellsent registry load FILE.zip" in page
    assert "Emi Sato, MD" in page
    assert "1 provider you know, who do not refer yet" in page


@pytest.mark.usefixtures("no_registry")
def test_moved_sliders_change_the_list_for_oneself_and_are_kept_on_demand(
    liaison_browser: Client, northside: Clinic
) -> None:
    a_profile(northside)
    a_target()
    moved = {"conditions": "0", "distance": "4", "payers": "2", "capacity": "0"}
    part = text(liaison_browser.get("/targets/", moved, headers={"HX-Request": "true"}))
    assert "Distance matters twice as much as payers." in part
    assert "<html" not in part
    assert ProfileVersion.objects.count() == 1
    liaison_browser.post("/targets/weights/", moved)
    newest = ProfileVersion.objects.first()
    assert newest is not None
    assert newest.ideal["weights"] == {name: int(value) for name, value in moved.items()}


@pytest.mark.usefixtures("no_registry")
@pytest.mark.parametrize("sent", [dict.fromkeys(("conditions", "distance", "payers", "capacity"), "0")])
def test_sliders_that_say_nothing_counts_leave_the_list_as_it_was(
    sent: dict[str, str], liaison_browser: Client, northside: Clinic
) -> None:
    a_profile(northside)
    a_target(given="Emi", family="Sato")
    page = text(liaison_browser.get("/targets/", sent))
    assert "Nothing counts: move at least one slider to the right." in page
    assert "Emi Sato, MD" in page
    assert liaison_browser.post("/targets/weights/", sent).status_code == 422


@pytest.mark.usefixtures("no_registry")
def test_a_decision_by_a_plain_form_is_said_listed_and_taken_back(liaison_browser: Client, northside: Clinic) -> None:
    a_profile(northside)
    known = a_target(given="Emi", family="Sato")
    sent = {"key": f"k{known.pk}", "choice": "declined", "reason": "not a fit for us"}
    page = text(liaison_browser.post("/targets/decide/", sent, follow=True))
    assert "Emi Sato, MD: declined." in page
    decided = text(liaison_browser.get("/targets/decided/"))
    assert "not a fit for us" in decided
    kept = TargetDecision.objects.get()
    page = text(liaison_browser.post(f"/targets/decided/{kept.pk}/undo/", follow=True))
    assert "Emi Sato, MD is open again." in page
    assert f'value="k{known.pk}"' in page


@pytest.mark.usefixtures("no_registry")
@pytest.mark.parametrize("key", ["", "k999999", "n1999000017", "k" + "9" * 5000, "\x00"])
def test_a_decision_on_somebody_who_is_not_listed_changes_nothing(
    key: str, liaison_browser: Client, northside: Clinic
) -> None:
    a_profile(northside)
    page = text(liaison_browser.post("/targets/decide/", {"key": key, "choice": "accepted"}, follow=True))
    assert "already left the list" in page
    assert not TargetDecision.objects.exists()


@pytest.mark.usefixtures("registry_here")
def test_each_target_has_its_way_in_or_what_to_try_and_keeps_it_once_accepted(
    liaison_browser: Client, northside: Clinic
) -> None:
    a_profile(northside)
    known = a_target()
    a_tie(known)
    page = text(liaison_browser.get("/targets/"))
    assert "Way in: Jo Ellis knows them." in page
    assert "Class of 2011" not in page
    assert "Way in: Nobody we know is known to know them." in page
    assert "Try an invitation to your next event" in page
    assert "wellsent registry load FILE.csv" in page  # how to know who may order for Medicare
    liaison_browser.post("/targets/decide/", {"key": f"k{known.pk}", "choice": "accepted"})
    assert "Way in: Jo Ellis knows them." in text(liaison_browser.get("/targets/decided/"))
