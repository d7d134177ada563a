"""Answers to the weekly list as they may be posted."""

from __future__ import annotations

import pytest
from django.test import Client

from wellsent.accounts.caller import Caller
from wellsent.plan.models import Answer
from wellsent.testing import factories

pytestmark = pytest.mark.django_db
GONE = "already gone from the list"


@pytest.mark.parametrize("source", ["", "1", "9" * 5000, "-1", "x", "\u0663"])
def test_an_answer_to_a_line_that_is_not_there_changes_nothing(client: Client, owner: Caller, source: str) -> None:
    assert owner.user is not None
    client.force_login(owner.user)
    posted = {"topic": "quiet", "source": source, "choice": "not needed", "reason": "retired\x00"}
    page = client.post("/week/answer/", posted, follow=True)
    assert GONE in page.content.decode()
    assert not Answer.objects.exists()


@pytest.mark.parametrize("who", ["front_desk", "clinician", "compliance", "liaison"])
def test_whoever_does_not_see_the_list_is_not_told_that_all_is_well(
    client: Client, owner: Caller, who: str, request: pytest.FixtureRequest
) -> None:
    caller: Caller = request.getfixturevalue(who)
    assert caller.user is not None
    factories.a_touch(factories.a_provider())
    caller.user.chooses_gifts = True
    caller.user.save()
    client.force_login(caller.user)
    page = client.get("/").content.decode()
    assert "gone quiet" not in page
    assert "listed for those who see volume" in page
