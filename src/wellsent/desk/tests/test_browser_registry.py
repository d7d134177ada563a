"""The pages of the registry in a real browser: accessible at both widths, and worked by keyboard."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.core.cache import cache
from django.test import Client

from wellsent.accounts.models import Role, User
from wellsent.directory.models import Provider
from wellsent.directory.registry.tests.made_up import person
from wellsent.simulate.people import make_npi
from wellsent.testing.browser import DESKTOP, PHONE, PageAt, accessibility_problems
from wellsent.testing.factories import a_contact_point, a_provider
from wellsent.testing.registry import Loads

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize("width", [PHONE, DESKTOP])
@pytest.mark.usefixtures("organisation")
def test_a_correction_is_taken_over_and_back_by_keyboard_on_accessible_pages(
    width: int, page_at: PageAt, a_person: Callable[..., User], client: Client, registry_of: Loads
) -> None:
    registry_of(person(1), person(2), person(3, deactivated="10/01/2026"))
    source = a_provider("Ada", "Quill1", npi=make_npi(1))
    a_contact_point(source, "address", value="9 hill rd|30309", shown="9 Hill Rd", zip="30309", state="GA")
    gone = a_provider("Ada", "Quill3", npi=make_npi(3))
    cache.clear()
    client.force_login(a_person(Role.LIAISON, all_clinics=True))
    page = page_at(width, client=client)
    for path in (
        "/sources/registry/", "/sources/new/?q=quill2", f"/sources/new/?q={make_npi(3)}", f"/sources/{gone.pk}/npi/",
    ):  # fmt: skip
        page.goto(path)
        assert accessibility_problems(page) == "", path
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path
    page.goto("/sources/registry/?what=moved")
    page.get_by_role("button", name="Take this address").focus()
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert source.contact_points.filter(retired_on=None).get().shown == "1 Lakeside Ave"
    with page.expect_navigation():
        page.keyboard.press("u")
    assert source.contact_points.get().retired_on is None
    page.goto("/sources/new/")
    page.keyboard.type("quill2")
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Add Ada Quill2").press("Enter")
    page.wait_for_url("**/sources/*/")
    assert Provider.objects.filter(npi=make_npi(2)).exists()
