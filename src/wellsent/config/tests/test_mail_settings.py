from __future__ import annotations

import pytest

from wellsent.base.errors import SetupError
from wellsent.config.environment import MailServer, mail_address, mail_server, refuse_links_to_anywhere


@pytest.mark.parametrize(
    ("value", "server"),
    [
        ("smtp://mail.example:2525", MailServer("mail.example", 2525, "", "", starttls=True, tls=False)),
        (
            "smtp://ada:se%40cret@mail.example",
            MailServer("mail.example", 587, "ada", "se@cret", starttls=True, tls=False),
        ),
        ("smtps://mail.example", MailServer("mail.example", 465, "", "", starttls=False, tls=True)),
        ("smtp://localhost:25/", MailServer("localhost", 25, "", "", starttls=False, tls=False)),
        ("smtp://[::1]:25", MailServer("::1", 25, "", "", starttls=False, tls=False)),
    ],
)
def test_a_mail_server_is_one_address(monkeypatch: pytest.MonkeyPatch, value: str, server: MailServer) -> None:
    monkeypatch.setenv("WELLSENT_SMTP", value)
    assert mail_server("WELLSENT_SMTP") == server


def test_without_the_setting_there_is_no_mail(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("WELLSENT_SMTP", raising=False)
    assert mail_server("WELLSENT_SMTP") is None


@pytest.mark.parametrize(
    "value",
    [
        "mail.example",
        "http://mail.example",
        "smtp://",
        "smtp://u:hush@h:port",
        "smtp://u:hush@h:99999",
        "smtp://u:hush@h/x",
    ],
)
def test_what_is_no_address_of_a_server_is_refused_without_its_password(
    monkeypatch: pytest.MonkeyPatch, value: str
) -> None:
    monkeypatch.setenv("WELLSENT_SMTP", value)
    with pytest.raises(SetupError, match="WELLSENT_SMTP") as raised:
        mail_server("WELLSENT_SMTP")
    assert "hush" not in str(raised.value)


@pytest.mark.parametrize("value", ["office@northside.example", "Northside PT <office@northside.example>"])
def test_mail_comes_from_an_address_with_or_without_a_name(monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    monkeypatch.setenv("WELLSENT_MAIL_FROM", value)
    assert mail_address("WELLSENT_MAIL_FROM") == value


@pytest.mark.parametrize("value", ["", "Northside", "@", "a@b\nBcc: c@d"])
def test_what_is_no_address_is_refused(monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    monkeypatch.setenv("WELLSENT_MAIL_FROM", value)
    with pytest.raises(SetupError, match="WELLSENT_MAIL_FROM"):
        mail_address("WELLSENT_MAIL_FROM")


def test_a_link_is_mailed_only_where_the_names_of_the_server_are_known(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WELLSENT_SMTP", "smtp://mail.example")
    server = mail_server("WELLSENT_SMTP")
    refuse_links_to_anywhere(server, ["referrals.northside.example"])
    refuse_links_to_anywhere(None, ["*"])
    with pytest.raises(SetupError, match="WELLSENT_HOSTS"):
        refuse_links_to_anywhere(server, ["*"])
