"""The kinds of provider as a practice words them, and kinds of its own."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from wellsent.accounts.caller import Caller
from wellsent.accounts.models import AuditEvent, Role, User
from wellsent.base.errors import DataError, Forbidden
from wellsent.directory import actions, queries
from wellsent.directory.kind_messages import SHIPPED
from wellsent.directory.kinds import ALL
from wellsent.directory.models import Kind
from wellsent.directory.queries import DescribedKind

pytestmark = pytest.mark.django_db
SIX = ("primary-care", "orthopaedic-surgery", "neurology", "sports-medicine", "podiatry", "other-therapists")


def described(caller: Caller, slug: str) -> DescribedKind:
    return next(one for one in queries.described_kinds(caller) if one.slug == slug)


def midwives(by: Caller, **told: Any) -> Kind:
    told = {"label": "Midwives", "codes": ["176b00000x"], "message": "We call back.", "conditions": ["pelvic"], **told}
    return actions.add_kind(**told, by=by)


def test_every_kind_of_the_six_families_comes_with_a_message_and_what_it_typically_sends(owner: Caller) -> None:
    kinds = [one for one in queries.described_kinds(owner) if one.family in SIX]
    assert {one.family for one in kinds} == set(SIX)
    assert [one.slug for one in kinds if not one.message or not one.conditions or not one.codes] == []
    assert set(SHIPPED) <= set(ALL)


def test_a_practice_s_words_win_and_leave_their_trail_until_the_shipped_ones_are_wanted_again(owner: Caller) -> None:
    actions.word_kind(kind="podiatry", message="Seen tomorrow.", conditions=["knee", "foot and ankle"], by=owner)
    worded = described(owner, "podiatry")
    assert (worded.message, worded.conditions) == ("Seen tomorrow.", ("knee", "foot and ankle"))
    assert worded.is_worded_here
    assert AuditEvent.objects.get(verb="kinds.word").details["message"] == ["", "Seen tomorrow."]
    actions.use_shipped_words(kind="podiatry", by=owner)
    assert described(owner, "podiatry").message == SHIPPED["podiatry"].message


def test_an_upgrade_leaves_the_practice_s_words_and_kinds(owner: Caller) -> None:
    from wellsent.directory.seed import seed_kinds

    midwives(owner)
    actions.word_kind(kind="podiatry", message="Seen tomorrow.", conditions=[], by=owner)
    Kind.objects.filter(pk="podiatry").update(label="Old name")
    seed_kinds()
    assert described(owner, "podiatry").label == "Podiatry"
    assert described(owner, "podiatry").message == "Seen tomorrow."
    assert described(owner, "midwives").codes == ("176B00000X",)


@pytest.mark.parametrize(
    ("told", "said"),
    [
        ({"label": "?"}, "The kind needs a name."),
        ({"label": "Podiatry"}, "There is a kind Podiatry already."),
        ({"codes": ["176B"]}, "176B is no taxonomy code."),
        ({"codes": ["213E00000X"]}, "213E00000X means Podiatry already."),
        ({"conditions": ["luck"]}, "There is no condition 'luck'."),
    ],
)
def test_a_kind_that_cannot_be_is_refused(told: dict[str, Any], said: str, owner: Caller) -> None:
    with pytest.raises(DataError, match=said.replace("?", r"\?")):
        midwives(owner, **told)
    assert not Kind.objects.filter(added_here=True).exists()


def test_own_kinds_retire_and_come_back_and_no_shipped_one_does(owner: Caller, client: Client) -> None:
    midwives(owner)
    client.force_login(owner.user or User())
    client.post("/kinds/midwives/retire/")
    assert described(owner, "midwives").retired_on is not None
    assert "retired" in client.get("/kinds/").content.decode()
    client.post("/kinds/midwives/bring-back/")
    assert described(owner, "midwives").retired_on is None
    assert client.post("/kinds/podiatry/retire/").status_code == 409
    assert client.post("/kinds/midwives/shipped-words/").status_code == 409
    assert client.post("/kinds/midwives/explode/").status_code == 404


def test_the_pages_show_add_and_word_kinds(client: Client, a_person: Callable[..., User]) -> None:
    client.force_login(a_person(Role.LIAISON, all_clinics=True))
    told = {"label": "Midwives", "codes": "176B00000X, 367A00000Y", "conditions": ["pelvic"], "message": "We call."}
    assert "367A00000Y is no taxonomy code." in client.post("/kinds/new/", told).content.decode()
    page = client.post("/kinds/new/", {**told, "codes": "176B00000X; 374J00000X"}, follow=True).content.decode()
    assert "Added by your practice" in page
    assert "176B00000X, 374J00000X" in page
    page = client.post("/kinds/new/", {**told, "label": "Gyms", "codes": ""}, follow=True).content.decode()
    assert "The registry does not know them." in page
    page = client.post("/kinds/midwives/", {"conditions": [], "message": "Ours"}, follow=True).content.decode()
    assert "Midwives: your words are kept." in page
    assert client.get("/kinds/astrology/").status_code == 404


def test_who_may_not_change_sources_may_not_word_kinds(front_desk: Caller) -> None:
    with pytest.raises(Forbidden):
        actions.word_kind(kind="podiatry", message="x", conditions=[], by=front_desk)
