"""The import pages against what people and browsers do to them: hostile names, double clicks, two tabs, half a file."""

from __future__ import annotations

import csv
import io
import socket
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from wellsent.accounts.caller import Caller
from wellsent.accounts.models import Clinic
from wellsent.base.errors import DataError
from wellsent.directory.models import Provider
from wellsent.exchange.imports import actions, jobs
from wellsent.exchange.imports.tests.test_importing import HEADS, ROWS, as_csv
from wellsent.exchange.models import Batch, Upload, UploadPiece
from wellsent.referrals.models import Referral
from wellsent.testing.processes import until

pytestmark = pytest.mark.django_db
State = Batch.State

HOSTILE_NAMES = [
    "../../etc/passwd", "C:\\x", "CON", "CON.csv", "a\0.csv", "x" * 300 + ".csv", '"; rm -rf /',
    "<img src=x onerror=alert(1)>.csv", "list.csv.", "\u202efdp.exe", " ", "..", "{{ 7*7 }}.csv",
    "a\r\nSet-Cookie: x=y.csv", "\ud800.csv", "",
]  # fmt: skip


def signed_in(caller: Caller, **options: Any) -> Client:
    assert caller.user is not None
    client = Client(**options)
    client.force_login(caller.user)
    return client


def posted(
    client: Client, content: bytes, *, name: str = "list.csv", kind: str = "referrals", follow: bool = True
) -> Any:
    """Send a file the way the form does."""
    form = {"kind": kind, "file": SimpleUploadedFile(name, content), "whole": "yes"}
    return client.post("/import/start/", form, follow=follow)


def a_checked_import(client: Client, rows: Sequence[Sequence[str]] = ROWS) -> Batch:
    posted(client, as_csv(rows))
    batch = Batch.objects.latest("pk")
    assert batch.state == State.CHECKED
    return batch


def words(answer: Any) -> str:
    return " ".join(answer.content.decode().split())


def columns_of(batch: Batch, **changes: str) -> dict[str, str]:
    """What the form posts for the columns as they were recognised, with some answered otherwise."""
    assert batch.recognised is not None
    form = {f"column-{number}": one["field"] or "" for number, one in enumerate(batch.recognised["columns"])}
    return {**form, **changes}


def nothing_is_stored() -> bool:
    kept = [model._default_manager.exists() for model in (Batch, Upload, UploadPiece, Referral, Provider)]
    return not any(kept) and not list((Path(settings.WELLSENT_HOME) / "tmp").glob("upload-*"))


@pytest.mark.parametrize("name", HOSTILE_NAMES)
def test_a_file_may_be_called_anything(owner: Caller, name: str) -> None:
    client = signed_in(owner)
    body, kind = a_form(name, as_csv(ROWS))
    answer = client.post("/import/start/", body, content_type=kind, follow=True)
    assert answer.status_code == 200
    page = words(answer)
    assert "<img src=x" not in page
    for hidden in ("\u202e", "\0", "\r\nSet-Cookie"):
        assert hidden not in page
    for batch in Batch.objects.all():
        download = client.get(f"/import/{batch.pk}/not-imported.csv")
        assert download["Content-Disposition"] == f'attachment; filename="not-imported-{batch.pk}.csv"'


def a_form(name: str, content: bytes, *, whole: bool = True) -> tuple[bytes, str]:
    """A form as raw as a hostile client sends it, and its content type."""
    shown = name.encode("utf-8", "surrogatepass").replace(b'"', b"%22").replace(b"\r\n", b"%0D%0A")
    field = b'--frontier\r\nContent-Disposition: form-data; name="'
    parts = [
        field + b'kind"\r\n\r\nreferrals\r\n',
        field + b'file"; filename="' + shown + b'"\r\n\r\n' + content + b"\r\n",
        field + b'whole"\r\n\r\nyes\r\n' if whole else b"",
        b"--frontier--\r\n",
    ]
    return b"".join(parts), "multipart/form-data; boundary=frontier"


def test_no_file_is_asked_for_in_words(owner: Caller) -> None:
    answer = signed_in(owner).post("/import/start/", {"kind": "referrals", "whole": "yes"}, follow=True)
    assert "Choose a file first" in words(answer)
    assert nothing_is_stored()


def test_a_form_cut_off_after_the_file_stores_nothing(owner: Caller) -> None:
    body, kind = a_form("list.csv", as_csv(ROWS), whole=False)
    answer = signed_in(owner).post("/import/start/", body, content_type=kind, follow=True)
    assert "did not arrive whole" in words(answer)
    assert nothing_is_stored()


@pytest.mark.parametrize("kind", ["gifts", "people", "../x", "<script>", "", "\0"])
def test_a_kind_of_list_that_is_none_is_refused(owner: Caller, kind: str) -> None:
    answer = posted(signed_in(owner), as_csv(ROWS), kind=kind)
    assert answer.status_code == 422
    assert "Choose one of" in words(answer)
    assert "<script>" not in words(answer)
    assert nothing_is_stored()


def test_a_liaison_who_posts_referrals_is_refused_as_who_they_are(liaison: Caller) -> None:
    assert posted(signed_in(liaison), as_csv(ROWS)).status_code == 403
    assert nothing_is_stored()


def test_a_liaison_neither_sees_nor_runs_an_import_of_referrals(owner: Caller, liaison: Caller) -> None:
    batch = a_checked_import(signed_in(owner))
    client = signed_in(liaison)
    for path in ("", "not-imported.csv"):
        assert client.get(f"/import/{batch.pk}/{path}").status_code == 409
    for path in ("run/", "undo/", "cancel/", "columns/"):
        assert client.post(f"/import/{batch.pk}/{path}").status_code == 409
    batch.refresh_from_db()
    assert batch.state == State.CHECKED


def test_a_form_of_another_site_is_refused(owner: Caller) -> None:
    client = signed_in(owner, enforce_csrf_checks=True)
    assert posted(client, as_csv(ROWS)).status_code == 403
    assert nothing_is_stored()


def test_a_file_over_the_limit_is_refused_and_not_kept(owner: Caller, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "UPLOAD_LIMIT", 1024 * 1024)
    answer = posted(signed_in(owner), b"x" * (1024 * 1024 + 1))
    assert answer.status_code == 422
    assert "larger than 1 MB" in words(answer)
    assert nothing_is_stored()


@pytest.mark.parametrize("path", ["/import/start/", "/import/1/run/", "/import/1/columns/", "/import/1/undo/"])
def test_following_a_link_changes_nothing(owner: Caller, path: str) -> None:
    assert signed_in(owner).get(path).status_code == 405


@pytest.mark.parametrize("number", ["0", "999999", "9" * 15, "9" * 30, "9" * 5000, "-1", "1e3", "١"])
@pytest.mark.parametrize("rest", ["", "run/", "columns/"])
def test_a_number_that_is_no_imports_is_said_to_be_none(owner: Caller, number: str, rest: str) -> None:
    client = signed_in(owner)
    answer = client.post(f"/import/{number}/{rest}") if rest else client.get(f"/import/{number}/")
    assert answer.status_code in {404, 409}


def test_a_double_click_on_run_imports_once_and_shows_the_result(owner: Caller) -> None:
    client = signed_in(owner)
    batch = a_checked_import(client)
    for _click in range(2):
        answer = client.post(f"/import/{batch.pk}/run/", follow=True)
    assert answer.status_code == 200
    assert "Done." in words(answer)
    assert Referral.objects.count() == 3


def test_a_double_click_on_send_makes_two_looks_of_which_the_second_changes_nothing(owner: Caller) -> None:
    client = signed_in(owner)
    first, second = a_checked_import(client), a_checked_import(client)
    for batch in (first, second):
        client.post(f"/import/{batch.pk}/run/")
    assert Referral.objects.count() == 3
    second.refresh_from_db()
    assert (second.counts["added"], second.counts["same"]) == (0, 3)


@pytest.mark.parametrize("verb", ["undo", "cancel"])
def test_a_double_click_on_any_button_is_told_where_the_import_stands(owner: Caller, verb: str) -> None:
    client = signed_in(owner)
    batch = a_checked_import(client)
    if verb == "undo":
        client.post(f"/import/{batch.pk}/run/")
    client.post(f"/import/{batch.pk}/{verb}/")
    answer = client.post(f"/import/{batch.pk}/{verb}/", follow=True)
    assert answer.status_code == 200
    assert "This import" in words(answer)
    assert not Referral.objects.exists()


def test_back_after_an_import_and_other_columns_change_nothing_and_say_so(owner: Caller) -> None:
    client = signed_in(owner)
    batch = a_checked_import(client)
    form = columns_of(batch)
    client.post(f"/import/{batch.pk}/run/")
    answer = client.post(f"/import/{batch.pk}/columns/", form, follow=True)
    assert "This import is done." in words(answer)
    batch.refresh_from_db()
    assert batch.state == State.DONE


def test_columns_chosen_in_one_tab_while_the_other_runs_are_refused(owner: Caller) -> None:
    batch = a_checked_import(signed_in(owner))
    seen_before = Batch.objects.get(pk=batch.pk)

    def other_tab(step: str, _done: int, _total: int) -> None:
        if step == "Storing rows":
            with pytest.raises(DataError, match="being worked on"):
                actions.choose(seen_before, columns={}, by=owner)

    actions.run(batch, by=owner, progress=other_tab)
    with pytest.raises(DataError, match="is done"):
        actions.choose(seen_before, columns={}, by=owner)
    assert Batch.objects.get(pk=batch.pk).state == State.DONE


def test_a_check_asked_for_before_the_run_does_not_take_it_back(owner: Caller) -> None:
    batch = a_checked_import(signed_in(owner))
    seen_before = Batch.objects.get(pk=batch.pk)
    actions.run(batch, by=owner)
    with pytest.raises(DataError, match="is done"):
        jobs.check(seen_before, by=owner)
    assert Batch.objects.get(pk=batch.pk).state == State.DONE


def test_cancelling_while_the_file_is_read_stays_cancelled(owner: Caller, monkeypatch: pytest.MonkeyPatch) -> None:
    batch = a_checked_import(signed_in(owner))
    read = actions._read

    def cancelled_meanwhile(one: Batch, *, by: Caller) -> Any:
        actions.ask_to_cancel(Batch.objects.get(pk=one.pk), by=by)
        return read(one, by=by)

    monkeypatch.setattr(actions, "_read", cancelled_meanwhile)
    actions.check(batch, by=owner)
    assert batch.state == State.CANCELLED
    assert Batch.objects.get(pk=batch.pk).state == State.CANCELLED


def test_an_import_cancelled_while_it_waits_stores_nothing(owner: Caller) -> None:
    client = signed_in(owner)
    batch = a_checked_import(client)
    actions.confirm(batch, by=owner)
    assert "is being stopped" in words(client.post(f"/import/{batch.pk}/cancel/", follow=True))
    jobs.run_batch.func(batch.pk)
    batch.refresh_from_db()
    assert batch.state == State.CANCELLED
    assert not Referral.objects.exists()
    assert not Provider.objects.exists()


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"column-0": "no_such_field"}, "choose one of the fields offered"),
        ({"column-0": "<script>"}, "choose one of the fields offered"),
        ({"column-0": "referrer_name"}, "are both chosen as"),
        ({"sheet": "No such sheet"}, "sheet"),
    ],
)
def test_columns_that_cannot_be_are_refused_and_the_dry_run_stays(
    owner: Caller, change: dict[str, str], said: str
) -> None:
    client = signed_in(owner)
    batch = a_checked_import(client)
    answer = client.post(f"/import/{batch.pk}/columns/", columns_of(batch, **change), follow=True)
    assert said in words(answer)
    after = Batch.objects.get(pk=batch.pk)
    assert (after.state, after.columns, after.sheet) == (State.CHECKED, batch.columns, batch.sheet)


def test_columns_the_file_has_not_are_left_alone(owner: Caller) -> None:
    client = signed_in(owner)
    batch = a_checked_import(client)
    answer = client.post(
        f"/import/{batch.pk}/columns/", columns_of(batch, **{"column-99": "payer", "column-x": "y"}), follow=True
    )
    assert answer.status_code == 200
    assert Batch.objects.get(pk=batch.pk).state == State.CHECKED


def test_rows_not_imported_come_as_a_file_that_runs_nothing_and_can_be_mended_and_sent_again(owner: Caller) -> None:
    client = signed_in(owner)
    heads = (*HEADS, "Referral Notes")
    formula = '=HYPERLINK("http://x","y")'
    rejected = (
        "02/30/2026",
        "Okafor, Ada MD",
        "1003000126",
        "+1+1",
        "A9",
        "@SUM(A1)",
        "01/01/1980",
        "-2",
        "",
        "",
        formula,
    )
    posted(client, as_csv([*[(*row, "") for row in ROWS], rejected], heads))
    batch = Batch.objects.latest("pk")
    client.post(f"/import/{batch.pk}/run/")
    text = client.get(f"/import/{batch.pk}/not-imported.csv").content.decode("utf-8-sig")
    head, *rows = csv.reader(io.StringIO(text))
    assert head[-1] == "Why not imported"
    assert [cell for row in rows for cell in row if cell.startswith(("=", "+", "-", "@", "\t", "\r"))] == []
    mended = [["02/28/2026", *row[1:]] for row in rows]
    posted(client, as_csv(mended, head))
    again = Batch.objects.latest("pk")
    client.post(f"/import/{again.pk}/run/")
    referral = Referral.objects.get(source_note__isnull=False, received_on="2026-02-28")
    assert referral.source_note == formula
    assert referral.source.family == "Okafor"


@pytest.mark.django_db(transaction=True)
def test_a_browser_that_goes_away_while_sending_leaves_nothing(
    owner: Caller, northside: Clinic, live_server: Any
) -> None:
    client = signed_in(owner)
    client.get("/import/")
    token, session = (client.cookies[name].value for name in (settings.CSRF_COOKIE_NAME, settings.SESSION_COOKIE_NAME))
    before = (
        b'--frontier\r\nContent-Disposition: form-data; name="csrfmiddlewaretoken"\r\n\r\n' + token.encode() + b"\r\n"
    )
    body, kind = a_form("list.csv", as_csv(ROWS))
    whole = before + body
    for sent in (len(whole) // 2, len(whole) - 60, len(whole)):
        place = urlsplit(live_server.url)
        cookies = f"{settings.CSRF_COOKIE_NAME}={token}; {settings.SESSION_COOKIE_NAME}={session}"
        head = f"POST /import/start/ HTTP/1.1\r\nHost: {place.netloc}\r\nOrigin: {live_server.url}\r\n"
        head += (
            f"Cookie: {cookies}\r\nContent-Type: {kind}\r\nContent-Length: {len(whole)}\r\nConnection: close\r\n\r\n"
        )
        with socket.create_connection((place.hostname, place.port), timeout=60) as browser:
            browser.sendall(head.encode() + whole[:sent])
            browser.shutdown(socket.SHUT_WR)
            while browser.recv(65536):
                pass
        if sent < len(whole):
            assert nothing_is_stored()
    until(lambda: Batch.objects.count() == 1, "the file sent whole has arrived")
