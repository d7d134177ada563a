"""The page of what the registry says has changed."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from wellsent.accounts.models import Role
from wellsent.config import cli, django_start
from wellsent.directory.models import Provider, RegistryAnswer
from wellsent.directory.registry.tests.made_up import month, person
from wellsent.simulate.people import make_npi
from wellsent.testing.factories import a_provider
from wellsent.testing.pages import queries_for
from wellsent.testing.registry import Loads

URL = "/sources/registry/"

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("organisation")]


@pytest.fixture
def surgeon(registry_of: Loads) -> Provider:
    """Somebody we have as a podiatrist and the registry as a surgeon."""
    registry_of(person(1, codes=("207X00000X",)))
    return a_provider("Ada", "Quill1", npi=make_npi(1), kind_id="podiatry")


def posted(surgeon: Provider, answer: str) -> dict[str, str]:
    return {"provider": str(surgeon.pk), "what": "kind", "value": "orthopaedic-surgery", "answer": answer}


def test_without_a_registry_it_says_how_to_get_one(
    signed_in: Callable[..., Client], settings: Any, tmp_path: Path
) -> None:
    settings.WELLSENT_HOME = tmp_path
    text = signed_in(Role.LIAISON).get(URL).text
    assert "The national registry is not loaded" in text
    assert "wellsent registry load FILE.zip" in text


def test_where_all_agrees_it_says_what_comes_next(signed_in: Callable[..., Client], registry_of: Loads) -> None:
    registry_of(person(1))
    text = signed_in(Role.LIAISON).get(URL).text
    assert "The registry and your sources agree" in text
    assert "The registry as of 7 Nov 2026" in text


def test_a_difference_says_what_and_why_and_is_taken_over_and_back_with_one_click(
    signed_in: Callable[..., Client], surgeon: Provider
) -> None:
    browser = signed_in(Role.LIAISON)
    text = browser.get(URL).text
    assert "Ada Quill1, MD is of the kind Orthopaedic surgery" in text
    assert "So says the entry of 5 Oct 2026; we have Podiatry." in text
    after = browser.post(URL + "answer/", posted(surgeon, "applied"), follow=True)
    assert "Taken over: Ada Quill1, MD is of the kind Orthopaedic surgery." in after.text
    assert "The registry and your sources agree" in after.text
    surgeon.refresh_from_db()
    assert surgeon.kind_id == "orthopaedic-surgery"
    way_back = after.context["offer"].path
    assert "we have Podiatry" in browser.post(way_back, follow=True).text
    surgeon.refresh_from_db()
    assert surgeon.kind_id == "podiatry"


def test_what_is_not_so_leaves_the_page_and_stands_below_with_its_way_back(
    signed_in: Callable[..., Client], surgeon: Provider
) -> None:
    browser = signed_in(Role.LIAISON)
    text = browser.post(URL + "answer/", posted(surgeon, "not-so"), follow=True).text
    assert "Answered lately" in text
    assert "Liaison Person" in text
    assert RegistryAnswer.objects.get().answer == "not-so"


def test_what_was_answered_meanwhile_is_refused_in_words(signed_in: Callable[..., Client], surgeon: Provider) -> None:
    browser = signed_in(Role.LIAISON)
    browser.post(URL + "answer/", posted(surgeon, "applied"))
    assert "or it has been answered." in browser.post(URL + "answer/", posted(surgeon, "applied"), follow=True).text


def test_one_sort_is_shown_at_a_time(signed_in: Callable[..., Client], surgeon: Provider) -> None:
    a_provider("Luc", "Moreau", npi=make_npi(90_001))
    browser = signed_in(Role.LIAISON)
    assert [words for words, _, _ in browser.get(URL).context["tabs"]] == [
        "All 2", "Somebody else’s NPI 1", "Another kind 1",
    ]  # fmt: skip
    assert [one.change.what for one in browser.get(URL, {"what": "kind"}).context["lines"]] == ["kind"]


def test_a_load_says_on_the_server_what_has_changed_and_status_where_to_look(
    surgeon: Provider, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("WELLSENT_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("DATABASE_URL", "this test's own")
    monkeypatch.setattr(django_start, "start_django", lambda: None)
    newer = month(tmp_path / "newer.csv", person(1, codes=("207X00000X",)), last="11/14/2026")
    assert cli.main(["registry", "load", str(newer)]) == 0
    assert "Of your sources: 1 another kind." in capsys.readouterr().out
    assert cli.main(["registry", "status"]) == 0
    assert "Registry changes, /sources/registry/" in capsys.readouterr().out


def test_the_page_asks_as_often_for_many_differences_as_for_one(
    signed_in: Callable[..., Client], surgeon: Provider, registry_of: Loads
) -> None:
    browser, counted = signed_in(Role.LIAISON), []
    for several in (range(0), range(2, 20)):
        registry_of(*(person(serial, codes=("207X00000X",)) for serial in (1, *several)))
        for serial in several:
            a_provider("Ada", f"Quill{serial}", npi=make_npi(serial), kind_id="podiatry")
        counted.append(queries_for(browser, URL))
    assert counted[0] == counted[1]
    assert len(browser.get(URL).context["lines"]) == 19
