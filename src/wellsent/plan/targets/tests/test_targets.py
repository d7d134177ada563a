"""The list of targets from what is stored, what is decided of them, and what becomes of that."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.db import transaction
from django.test import Client

from wellsent.accounts.caller import Caller, caller_of, shell_caller
from wellsent.accounts.models import AuditEvent, Clinic, Role, User
from wellsent.base import facts
from wellsent.base.errors import DataError, Forbidden, Refused
from wellsent.base.kept import Kept
from wellsent.base.ledgers import strike
from wellsent.directory import actions as directory
from wellsent.directory.models import Provider
from wellsent.directory.registry import Registry
from wellsent.directory.registry.tests.made_up import load
from wellsent.insights import actions as insights
from wellsent.plan import actions as plan
from wellsent.plan import queries as week
from wellsent.plan.models import ProfileVersion, TargetDecision
from wellsent.plan.targets import actions, queries
from wellsent.plan.targets.queries import TargetList
from wellsent.plan.targets.rules import Target
from wellsent.simulate.people import make_npi
from wellsent.testing.factories import a_contact_point, a_profile, a_provider, a_referral, a_target, a_touch

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("registry_here")]
TODAY = date(2026, 11, 24)
NOON = datetime(2026, 11, 24, 12, tzinfo=ZoneInfo("America/New_York"))


@pytest.fixture(autouse=True)
def today() -> Iterator[None]:
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture(autouse=True)
def profile(northside: Clinic) -> None:
    a_profile(northside, kinds=("podiatry", "orthopaedic-surgery"), conditions=("foot and ankle", "knee"))


def listed(caller: Caller) -> TargetList:
    found = queries.targets(caller)
    assert found is not None
    return found


def names(caller: Caller) -> list[str]:
    return [target.candidate.name for target in listed(caller).ranked.targets]


def first(caller: Caller) -> Target:
    return listed(caller).ranked.targets[0]


def refresh() -> None:
    """Read the sources' standing from what is stored now."""
    with transaction.atomic():
        facts.moved_on("referrals")
    insights.refresh(as_of=TODAY, by=shell_caller())


def decide(target: Target, choice: str = "accepted", *, by: Caller, **told: Any) -> TargetDecision:
    return actions.decide(target=target, choice=choice, on=TODAY, by=by, **told)


def test_before_there_is_a_profile_there_is_no_list(owner: Caller) -> None:
    strike(ProfileVersion.objects.all())
    assert queries.targets(owner) is None


def test_the_registry_s_providers_of_the_profile_s_kinds_within_reach_are_candidates(owner: Caller) -> None:
    found = names(owner)
    assert len(found) == 9
    assert {"Ada Quill1", "Ada Okafor"} <= set(found)
    assert listed(owner).in_registry == 9


def test_the_registry_is_asked_once_for_each_clinic(owner: Caller, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    near = Registry.near

    def noted(self: Registry, code: str, *args: Any, **more: Any) -> Any:
        asked.append(code)
        return near(self, code, *args, **more)

    monkeypatch.setattr(Registry, "near", noted)
    listed(owner)
    assert asked == ["30309"]


def test_whom_the_practice_knows_within_reach_and_who_does_not_refer_is_a_candidate_too(owner: Caller) -> None:
    known = a_target(given="Emi", family="Sato")
    a_target(given="Nils", family="Chiro", kind_id="chiropractic")
    assert "Emi Sato, MD" in names(owner)
    assert "Nils Chiro, MD" not in names(owner)
    assert next(one for one in listed(owner).ranked.targets if one.candidate.known == known.pk).candidate.key


def test_one_known_by_the_registry_s_npi_is_one_candidate_with_the_directory_s_kind(owner: Caller) -> None:
    known = a_provider("Ada", "Quill1", npi=make_npi(1), kind_id="orthopaedic-surgery")
    found = [one.candidate for one in listed(owner).ranked.targets if one.candidate.npi == make_npi(1)]
    assert [(one.known, one.kind, one.name) for one in found] == [(known.pk, "orthopaedic-surgery", "Ada Quill1, MD")]


def test_one_known_by_name_without_an_npi_is_not_offered_as_a_stranger(owner: Caller) -> None:
    a_provider("Ada", "Quill1", credentials="")
    assert "Ada Quill1" not in names(owner)


def test_medicare_s_files_speak_for_and_against_once_they_are_loaded(
    owner: Caller, registry_here: Path, tmp_path: Path
) -> None:
    assert listed(owner).lacks_medicare
    ordering, opted_out = tmp_path / "ordering.csv", tmp_path / "opted.csv"
    ordering.write_text(f"NPI,PARTB,DME,HHA\n{make_npi(1)},Y,N,Y\n{make_npi(2)},N,Y,Y\n")
    heads = "NPI,Optout Effective Date,Optout End Date,Eligible to Order and Refer"
    opted_out.write_text(f"{heads}\n{make_npi(3)},01/01/2025,01/01/2027,Y\n")
    load(registry_here, ordering, opted_out)
    found = listed(owner)
    said = {
        target.candidate.npi: reason.text.partition(" (")[0]
        for target in found.ranked.targets
        for reason in target.reasons
        if "Medicare" in reason.text
    }
    assert not found.lacks_medicare
    assert said[make_npi(1)] == "Enrolled to order and refer for Medicare’s patients"
    assert said[make_npi(2)] == "Not among those enrolled to order and refer for Medicare’s patients"
    assert said[make_npi(3)].startswith("Opted out of Medicare from 1 January 2025 to 1 January 2027")


def test_sources_are_left_out_and_those_who_have_just_begun_say_so(owner: Caller) -> None:
    source, begun = a_target(given="Tom", family="Source"), a_target(given="Eva", family="Beginner")
    for days in (5, 15, 25):
        a_referral(source, received_on=TODAY - timedelta(days=days))
    a_referral(begun, received_on=TODAY - timedelta(days=5))
    refresh()
    found = listed(owner).ranked.targets
    assert "Tom Source, MD" not in {one.candidate.name for one in found}
    (one,) = [one for one in found if one.candidate.known == begun.pk]
    assert one.reasons[0].text == "One patient came on 19 November 2026: they have just begun."


def test_a_merged_source_counts_under_each_of_its_numbers(owner: Caller) -> None:
    source = a_target(given="Tom", family="Source")
    other = a_provider("Ada", "Quill1", npi=make_npi(1), kind_id="podiatry")
    for days in (5, 15, 25):
        a_referral(source, received_on=TODAY - timedelta(days=days))
    directory.merge(survivor=source.pk, merged=other.pk, why="the same", by=owner)
    refresh()
    assert not {"Tom Source, MD", "Ada Quill1"} & set(names(owner))


@pytest.mark.parametrize("decision", ["retire", "do_not_contact"])
def test_who_retired_or_asked_not_to_be_contacted_is_left_alone(decision: str, owner: Caller) -> None:
    known = a_target(given="Emi", family="Sato")
    if decision == "retire":
        directory.retire(provider=known.pk, on=TODAY, why="moved", by=owner)
    else:
        directory.do_not_contact(provider=known.pk, since=TODAY, why="asked", by=owner)
    assert "Emi Sato, MD" not in names(owner)


def test_what_to_expect_is_read_from_own_sources_of_the_kind(owner: Caller) -> None:
    for number in range(5):
        source = a_provider(kind_id="podiatry")
        for days in range(3 + number):
            a_referral(source, received_on=TODAY - timedelta(days=10 + 20 * days), payer="Medicare")
    refresh()
    target = next(one for one in listed(owner).ranked.targets if one.candidate.kind == "podiatry")
    assert target.estimate is not None
    assert (target.estimate.low, target.estimate.high) == (3, 7)
    assert "Of the last 25 referrals of this kind, 25 had a payer that you take." in str(target.reasons)


def test_whoever_chooses_gifts_sees_only_strangers_and_nothing_that_rests_on_referrals(liaison: Caller) -> None:
    blind = replace(liaison, chooses_gifts=True)
    a_target(given="Emi", family="Sato")
    a_provider("Ada", "Quill1", npi=make_npi(1), kind_id="podiatry")
    refresh()
    found = listed(blind)
    assert not found.with_volume
    assert len(found.ranked.targets) == 8
    assert all(one.estimate is None and one.candidate.known is None for one in found.ranked.targets)
    assert "Of the last" not in str(found.ranked.targets)


def test_the_page_shows_whoever_chooses_gifts_no_estimate(
    client: Client, a_person: Callable[..., User], owner: Caller
) -> None:
    gifts = a_person(Role.LIAISON, all_clinics=True)
    gifts.chooses_gifts = True
    gifts.save()
    client.force_login(gifts)
    page = client.get("/targets/").content.decode()
    assert "Accept" in page
    for word in ("estimate", "referrals of this kind", "has begun"):
        assert word not in page.casefold()


def test_a_kind_the_practice_added_is_found_by_its_codes(owner: Caller, northside: Clinic) -> None:
    directory.add_kind(label="Midwives", codes=["176B00000X"], message="", conditions=["pelvic"], by=owner)
    a_profile(northside, kinds=("midwives",), conditions=("pelvic",))
    assert names(owner) == []
    a_profile(northside, kinds=("midwives", "podiatry"), conditions=("knee", "foot and ankle"))
    assert "Ada Pillai" not in names(owner)  # no lane for pelvic care
    directory.word_kind(kind="midwives", message="", conditions=["knee"], by=owner)
    (midwife,) = [one for one in listed(owner).ranked.targets if one.candidate.name == "Ada Pillai"]
    kept = decide(midwife, by=owner)
    assert kept.provider is not None
    assert kept.provider.kind_id == "midwives"


def test_of_a_kind_without_codes_only_those_the_practice_knows_are_candidates(owner: Caller, northside: Clinic) -> None:
    directory.add_kind(label="Gyms", codes=[], message="", conditions=["knee"], by=owner)
    a_profile(northside, kinds=("gyms",), conditions=("knee",))
    known = a_provider("Greta", "Gym", kind_id="gyms")
    a_contact_point(known, "address", value="1 lakeside ave|30309", zip="30309")
    refresh()
    assert names(owner) == [known.name]
    assert listed(owner).in_registry == 0


def test_an_accepted_stranger_comes_into_the_directory_as_the_registry_knows_them(owner: Caller) -> None:
    target = first(owner)
    kept = decide(target, by=owner)
    provider = Provider.objects.get(npi=target.candidate.npi)
    assert kept.provider == provider
    assert (provider.kind_id, provider.family, provider.given) == ("podiatry", target.candidate.name.split()[1], "Ada")
    (address,) = provider.contact_points.filter(channel="address")
    assert (address.city, address.state, address.zip) == ("Atlanta", "GA", "30309")
    assert target.candidate.name not in names(owner)
    assert AuditEvent.objects.filter(verb="target.accepted").exists()


def test_an_accepted_target_is_proposed_for_a_first_visit_until_somebody_has_met_them(owner: Caller) -> None:
    kept = decide(first(owner), by=owner)
    assert kept.provider is not None
    line = week.line(owner, topic="first visit", source=kept.provider_id)
    assert line is not None
    assert line.title == f"Visit {kept.name} for the first time"
    assert line.reason.startswith("A target since 24 November.")
    a_touch(kept.provider, on=TODAY)
    Kept.forget_all()
    assert week.line(owner, topic="first visit", source=kept.provider_id) is None


def test_a_first_visit_can_be_put_off_like_any_line(owner: Caller) -> None:
    kept = decide(first(owner), by=owner)
    line = week.line(owner, topic="first visit", source=kept.provider_id)
    assert line is not None
    plan.answer(line=line, choice="later", on=TODAY, by=owner)
    assert week.line(owner, topic="first visit", source=kept.provider_id) is None


def test_undo_brings_the_target_back_and_takes_out_who_came_in_by_it(owner: Caller) -> None:
    target = first(owner)
    kept = decide(target, by=owner)
    for _ in range(2):
        actions.undo(decision=kept.pk, by=owner)
    assert not Provider.objects.filter(npi=target.candidate.npi).exists()
    assert target.candidate.name in names(owner)


def test_undo_leaves_who_has_been_visited_since(owner: Caller) -> None:
    kept = decide(first(owner), by=owner)
    assert kept.provider is not None
    a_touch(kept.provider)
    actions.undo(decision=kept.pk, by=owner)
    kept.refresh_from_db()
    assert kept.provider is not None
    assert kept.name in names(owner)


def test_a_target_put_off_comes_back_on_its_day(owner: Caller) -> None:
    target = first(owner)
    decide(target, "later", until=TODAY + timedelta(days=30), by=owner)
    assert target.candidate.name not in names(owner)
    with time_machine.travel(NOON + timedelta(days=30)):
        assert target.candidate.name in names(owner)


def test_a_declined_target_stays_away_with_its_reason_until_it_is_taken_back(owner: Caller) -> None:
    target = first(owner)
    kept = decide(target, "declined", reason="sends to a group of their own", by=owner)
    assert target.candidate.name not in names(owner)
    assert not Provider.objects.filter(npi=target.candidate.npi).exists()
    actions.undo(decision=kept.pk, by=owner)
    assert target.candidate.name in names(owner)


@pytest.mark.parametrize(
    ("choice", "told", "said"),
    [
        ("declined", {"reason": " "}, "Why they are declined is missing."),
        ("later", {"until": TODAY}, "The day to come back to them is missing or past."),
        ("later", {}, "The day to come back to them is missing or past."),
        ("maybe", {}, "That is not a decision on a target."),
    ],
)
def test_what_is_no_decision_is_refused(choice: str, told: dict[str, Any], said: str, owner: Caller) -> None:
    with pytest.raises(DataError, match=said):
        decide(first(owner), choice, by=owner, **told)
    assert not TargetDecision.objects.exists()


def test_two_who_accept_the_same_stranger_at_once_make_one_provider(owner: Caller, liaison: Caller) -> None:
    target = first(owner)
    decide(target, by=owner)
    with pytest.raises(Refused, match="This NPI belongs to"):
        decide(target, by=liaison)
    assert Provider.objects.filter(npi=target.candidate.npi).count() == 1


def test_only_owner_and_liaison_decide(read_only: Caller, front_desk: Caller) -> None:
    target = first(read_only)
    for caller in (read_only, front_desk):
        with pytest.raises(Forbidden):
            decide(target, by=caller)
    with pytest.raises(Forbidden):
        queries.targets(front_desk)


def test_who_sees_one_clinic_is_offered_those_near_it(a_person: Callable[..., User], harbor: Clinic) -> None:
    outsider = caller_of(a_person(Role.LIAISON, clinics=[harbor]))
    assert names(outsider) == []


def test_other_weights_can_be_looked_at_without_being_kept(owner: Caller) -> None:
    by_room = queries.targets(owner, weights={"conditions": 0, "distance": 0, "payers": 0, "capacity": 4})
    assert by_room is not None
    assert {one.fit for one in by_room.ranked.targets} == {100}
    assert listed(owner).ideal.weights["conditions"] == 2
    with pytest.raises(DataError, match="Nothing counts"):
        queries.targets(owner, weights=dict.fromkeys(listed(owner).ideal.weights, 0))


def test_made_up_targets_leave_with_the_made_up_practice(owner: Caller, organisation: Any) -> None:
    decide(first(owner), by=owner)
    organisation.is_sample = True
    organisation.save()
    plan.forget_made_up(by=owner)
    assert queries.targets(owner) is None
    assert not TargetDecision.objects.exists()
