"""What a passkey device says is read whole or refused: no answer counts as a second factor by being odd."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from allauth.mfa.models import Authenticator
from django.core.cache import cache
from django.test import Client

from wellsent.accounts.models import Organisation, Role, User
from wellsent.testing.people import sign_in

ADD = "/second-factor/passkeys/add/"
ALONE = "/sign-in/passkey/"
BYTES = "o2NmbXRkbm9uZWdhdHRTdG10oGhhdXRoRGF0YUEA"
CLIENT = "eyJ0eXBlIjoid2ViYXV0aG4uY3JlYXRlIiwiY2hhbGxlbmdlIjoiQUEiLCJvcmlnaW4iOiJodHRwOi8vdGVzdHNlcnZlciJ9"


def answer(**response: object) -> str:
    return json.dumps({"id": "AA", "rawId": "AA", "type": "public-key", "response": response})


ODD = {
    "nothing": "",
    "zero, which is false": "0",
    "an empty list": "[]",
    "an empty object": "{}",
    "no": "false",
    "not a number": "NaN",
    "no JSON": "<script>",
    "a pit without a bottom": "[" * 9000,
    "half an object": '{"id": 1}',
    "no answer in it": answer(),
    "an answer that is a list": '{"response": []}',
    "someone's number as a number": '{"response": {"userHandle": 1}}',
    "bytes that say nothing": answer(clientDataJSON="AA", attestationObject="AA"),
    "an empty attestation": answer(clientDataJSON="e30", attestationObject="oA"),
    "a short attestation": answer(clientDataJSON=CLIENT, attestationObject=BYTES),
    "a signature of nothing": answer(
        clientDataJSON="e30", authenticatorData="A" * 60, signature="AA", userHandle="OTk5OTk5OTk5OTk5OTk5OTk5OTk5"
    ),
    "a megabyte": '{"response": {"a": "' + "a" * 1_000_000 + '"}}',
}


@pytest.fixture
def person(a_person: Callable[..., User], organisation: Organisation) -> User:
    cache.clear()
    organisation.second_factor_roles = [Role.CLINICIAN]
    organisation.save()
    return a_person(Role.CLINICIAN)


@pytest.mark.parametrize("said", ODD.values(), ids=ODD.keys())
def test_an_odd_answer_makes_no_second_factor(client: Client, person: User, said: str) -> None:
    sign_in(client, person)
    client.get(ADD)
    assert client.post(ADD, {"credential": said, "name": "x"}).status_code == 200
    assert not Authenticator.objects.exists()
    assert client.get("/account/").status_code == 302  # still led to setting one up


@pytest.mark.parametrize("said", ODD.values(), ids=ODD.keys())
def test_an_odd_answer_signs_nobody_in(client: Client, person: User, said: str) -> None:
    client.get(ALONE, headers={"Accept": "application/json"})
    assert client.post(ALONE, {"credential": said})["Location"] == "/sign-in/"
    assert "_auth_user_id" not in client.session
