"""Looking around in a made-up practice, and having all of it gone with one click."""

from __future__ import annotations

from datetime import date

import pytest
from django.apps import apps
from django.test import Client

from wellsent.accounts.caller import Caller
from wellsent.accounts.models import AuditEvent, Clinic, Organisation
from wellsent.base.errors import Forbidden, Refused
from wellsent.directory import actions as directory
from wellsent.directory.models import Provider
from wellsent.exchange.sample import actions, jobs
from wellsent.patients import actions as patients
from wellsent.patients.models import Patient
from wellsent.plan.models import Answer
from wellsent.referrals.models import Referral
from wellsent.testing import factories

TODAY = date(2026, 11, 2)
pytestmark = pytest.mark.django_db
STAYS = {  # what removal leaves: people, settings, the trail, and what the machinery keeps for itself
    "accounts", "base", "account", "mfa", "auth", "contenttypes", "django_tasks_database", "sessions",
}  # fmt: skip


def rows_left() -> dict[str, int]:
    """How many rows each table of facts holds, but for the kinds that every installation has."""
    counts = {
        model._meta.label: model._base_manager.count()
        for model in apps.get_models()
        if model._meta.app_label not in STAYS and model.__name__ not in {"Kind", "KindCode"}
    }
    return {label: count for label, count in counts.items() if count}


def signed_in(caller: Caller) -> Client:
    assert caller.user is not None
    client = Client()
    client.force_login(caller.user)
    return client


def test_one_click_takes_out_all_that_came_with_it_and_all_that_was_tried_on_it(owner: Caller) -> None:
    clinics = set(Clinic.objects.values_list("name", flat=True))
    actions.begin(by=owner)
    actions.import_lists(TODAY, by=owner)
    first, second = Provider.objects.filter(merged_into=None).order_by("pk")[:2]
    directory.merge(survivor=first.pk, merged=second.pk, why="tried", by=owner)
    Answer.objects.create(source=first, topic="t", choice="done", on=TODAY, at="2026-11-02T09:00Z", by=owner.user)
    assert Referral.objects.count() > 100
    assert signed_in(owner).post("/sample/remove/")["Location"] == "/import/"
    assert rows_left() == {}
    assert set(Clinic.objects.values_list("name", flat=True)) == clinics
    assert Organisation.objects.get().is_sample is False
    assert AuditEvent.objects.filter(verb="sample.removed", user=owner.user).count() == 1


def test_the_button_of_an_empty_practice_loads_it_in_the_background(owner: Caller) -> None:
    browser = signed_in(owner)
    assert "made-up practice" in browser.get("/import/").content.decode()
    assert browser.post("/sample/load/")["Location"] == "/import/"
    assert "The data here is made up." in browser.get("/sources/").content.decode()
    assert AuditEvent.objects.filter(verb="sample.loaded").count() == 1


def test_loading_twice_loads_once(owner: Caller) -> None:
    actions.begin(by=owner)
    with pytest.raises(Refused):
        actions.begin(by=owner)
    assert owner.user is not None
    jobs.load.func(owner.user.pk)
    count = Referral.objects.count()
    jobs.load.func(owner.user.pk)
    assert Referral.objects.count() == count > 0


def test_a_load_that_comes_after_the_removal_does_nothing(owner: Caller) -> None:
    actions.begin(by=owner)
    actions.remove(by=owner)
    assert owner.user is not None
    jobs.load.func(owner.user.pk)
    assert not Referral.objects.exists()


def test_made_up_data_is_never_mixed_with_real_data(owner: Caller) -> None:
    factories.a_referral()
    assert signed_in(owner).post("/sample/load/").status_code == 409
    assert Organisation.objects.get().is_sample is False


def test_real_data_is_never_removed(owner: Caller) -> None:
    factories.a_referral(patient=factories.a_patient())
    assert signed_in(owner).post("/sample/remove/").status_code == 409
    with pytest.raises(Refused):
        patients.forget_made_up(by=owner)
    assert Patient.objects.count() == 1


@pytest.mark.parametrize("who", ["liaison", "front_desk", "compliance", "read_only"])
def test_only_an_owner_removes_it(owner: Caller, who: str, request: pytest.FixtureRequest) -> None:
    actions.begin(by=owner)
    caller: Caller = request.getfixturevalue(who)
    with pytest.raises(Forbidden):
        actions.remove(by=caller)
    assert signed_in(caller).post("/sample/remove/").status_code == 403


def test_the_demo_has_nothing_else_and_is_not_emptied(owner: Caller, settings: object) -> None:
    settings.DEMO = True  # type: ignore[attr-defined]  # pytest-django's settings
    Organisation.objects.update(is_sample=True)
    assert signed_in(owner).post("/sample/remove/").status_code == 409
    assert "made up." not in signed_in(owner).get("/sources/").content.decode()
