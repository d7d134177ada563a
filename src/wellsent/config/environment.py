"""Settings that come from the environment, read strictly: an odd value stops the start and says how to mend it."""

from __future__ import annotations

import os
import secrets
from dataclasses import dataclass
from email.utils import parseaddr
from pathlib import Path
from urllib.parse import unquote, urlsplit

from wellsent.base.errors import SetupError

TRUE = {"1", "true", "yes", "on"}
FALSE = {"0", "false", "no", "off", ""}


def text(name: str, default: str = "") -> str:
    """The setting `name`, or what the file named by `name`_FILE holds (for secrets mounted as files)."""
    path = os.environ.get(f"{name}_FILE")
    if path:
        try:
            return Path(path).read_text(encoding="utf-8").strip()
        except OSError as error:
            raise SetupError(
                f"{name}_FILE names {path}, which cannot be read.", "Check the path and its rights."
            ) from error
    return os.environ.get(name, default).strip()


def flag(name: str, *, default: bool) -> bool:
    """A yes-or-no setting; anything else is refused."""
    value = text(name, "1" if default else "0").lower()
    if value in TRUE:
        return True
    if value in FALSE:
        return False
    raise SetupError(f"{name} is {value!r}.", "Set it to yes or no.")


def whole(name: str, default: int, *, least: int, most: int) -> int:
    """A whole number within its bounds."""
    value = text(name, str(default))
    if not value.isdecimal() or not least <= int(value) <= most:
        raise SetupError(f"{name} is {value!r}.", f"Set it to a whole number from {least} to {most}.")
    return int(value)


def words(name: str, default: str = "") -> list[str]:
    """A list of words, separated by commas."""
    return [word.strip() for word in text(name, default).split(",") if word.strip()]


def home() -> Path:
    """Where this installation keeps its state (WELLSENT_HOME)."""
    return Path(text("WELLSENT_HOME") or Path.home() / ".local" / "share" / "wellsent").expanduser().resolve()


def has_database() -> bool:
    """Whether there is a database to ask, as far as the settings and the folder tell: one's own, or PostgreSQL."""
    return bool(text("DATABASE_URL")) or (home() / "wellsent.sqlite3").exists()


def kept_secret(folder: Path, name: str) -> str:
    """A secret made on the first start and kept in `folder`, readable by this user alone."""
    path = folder / name
    if not path.exists():
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        try:
            handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:
            return path.read_text(encoding="ascii").strip()
        except OSError as error:
            raise SetupError(f"{folder} cannot be written to.", "Set WELLSENT_HOME to a folder of your own.") from error
        with os.fdopen(handle, "w", encoding="ascii") as file:
            file.write(secrets.token_urlsafe(48))
    return path.read_text(encoding="ascii").strip()


@dataclass(frozen=True, slots=True)
class MailServer:
    """Where mail is handed over: STARTTLS for smtp://, TLS from the start for smtps://."""

    host: str
    port: int
    user: str
    password: str
    starttls: bool
    tls: bool


def mail_server(name: str) -> MailServer | None:
    """A mail server as an address ("smtp://user:password@host:587"), or None when none is set.

    Mail to this machine itself goes without TLS, since it does not leave it; to any other machine it is encrypted.
    """
    value = text(name)
    if not value:
        return None
    remedy = "Write it as smtp://user:password@host:587, or smtps://... for TLS from the start; % signs as %25."
    parts = urlsplit(value)
    try:
        port = parts.port
    except ValueError as error:
        raise SetupError(f"The port in {name} is no number.", remedy) from error
    if parts.scheme not in {"smtp", "smtps"} or not parts.hostname or parts.path not in {"", "/"} or parts.query:
        raise SetupError(f"{name} is no address of a mail server.", remedy)  # not shown: it holds a password
    tls = parts.scheme == "smtps"
    return MailServer(
        host=parts.hostname,
        port=port or (465 if tls else 587),
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
        starttls=not tls and parts.hostname not in {"localhost", "127.0.0.1", "::1"},
        tls=tls,
    )


def refuse_links_to_anywhere(mail: MailServer | None, hosts: list[str]) -> None:
    """A mailed link leads where the browser that asked for it says this server is: only names of ours may be said."""
    if mail and "*" in hosts:
        raise SetupError(
            "WELLSENT_HOSTS allows every name, so a stranger could have a link mailed that leads to them.",
            "Name the addresses people use, with commas between, or take WELLSENT_SMTP away.",
        )


def mail_address(name: str) -> str:
    """Whom mail is from: an address, with or without a name before it."""
    value = text(name)
    _, address = parseaddr(value)
    if "@" not in address.strip("@") or "\n" in value or "\r" in value:
        raise SetupError(f"{name} is {value!r}.", "Set it to the address mail comes from: Name <office@example.org>.")
    return value
