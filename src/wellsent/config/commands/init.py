"""`wellsent init`: set the practice up from a terminal, as the page /setup/ does in a browser."""

from __future__ import annotations

import argparse
import getpass
import sys
from collections.abc import Callable
from decimal import Decimal, InvalidOperation

from wellsent.base.errors import CallError, DataError
from wellsent.config.django_start import start_django
from wellsent.config.output import say

HELP = "set the practice up: its name, its clinics and its owner's sign-in (the page /setup/ does the same)"
EXAMPLE = 'wellsent init --practice "Northside PT" --clinic Northside --name "Ada Marsh" --email ada@northside.example'


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--practice", help="name of the practice")
    parser.add_argument("--clinic", action="append", help="name of a clinic; give it again for each further one")
    parser.add_argument("--time-zone", default="America/New_York", help="where the practice is (default %(default)s)")
    parser.add_argument("--hours", default="4", help="hours a week for outreach, all people together (default 4)")
    parser.add_argument("--name", help="the owner's name")
    parser.add_argument("--email", help="the owner's email, to sign in with")
    parser.add_argument("--password-stdin", action="store_true", help="read the owner's password from standard input")
    parser.add_argument("--no-second-factor", action="store_true", help="ask nobody for a second factor")


def run(args: argparse.Namespace) -> int:
    start_django()
    from wellsent.accounts import actions, passwords, queries
    from wellsent.accounts.caller import shell_caller
    from wellsent.accounts.models import Role
    from wellsent.config import upgrade

    upgrade.upgrade()
    if queries.organisation() is not None:
        raise DataError("This installation is set up already.", "Sign in, or use another WELLSENT_HOME.")
    owner = actions.set_up(
        name=args.practice or _asked("Name of the practice", "--practice"),
        clinics=args.clinic or _asked("Clinics, with commas between", "--clinic").split(","),
        time_zone=_time_zone(args.time_zone),
        outreach_hours_a_week=_hours(args.hours),
        owner_name=args.name or _asked("Your name", "--name"),
        email=_email(args.email or _asked("Your email", "--email")),
        password=passwords.normal(_password(from_input=args.password_stdin)),
        second_factor_roles=() if args.no_second_factor else Role.values,
        by=shell_caller(),
    )
    say(f"The practice is set up. Run `wellsent serve` and sign in as {owner.email}.")
    return 0


def _asked(question: str, option: str, ask: Callable[[str], str] = input) -> str:
    """The answer to a question on the terminal. Raises CallError when nobody is there to answer."""
    if not sys.stdin.isatty():
        raise CallError(f"{option} is not given, and nobody is there to be asked.", f"Add {option}.")
    while not (answer := ask(f"{question}: ").strip()):
        pass
    return answer


def _password(*, from_input: bool) -> str:
    """The owner's password: typed twice on a terminal, or one line of standard input."""
    if from_input:
        return sys.stdin.readline().rstrip("\r\n")
    first = _asked("Password, at least 12 characters", "--password-stdin", getpass.getpass)
    if getpass.getpass("The same again: ") != first:
        raise DataError("The two passwords differ.", "Run this again; nothing was kept.")
    return first


def _hours(text: str) -> Decimal:
    try:
        hours = Decimal(text)
    except InvalidOperation:
        hours = Decimal(-1)
    if not 0 <= hours <= 400:
        raise CallError(f"--hours is {text!r}.", "Give a number from 0 to 400.")
    return hours


def _time_zone(name: str) -> str:
    from zoneinfo import available_timezones

    if name not in available_timezones():
        raise CallError(f"--time-zone is {name!r}.", "Give a name such as America/Chicago.")
    return name


def _email(text: str) -> str:
    from django.core.exceptions import ValidationError
    from django.core.validators import validate_email

    try:
        validate_email(text)
    except ValidationError as error:
        raise DataError("The email is no address.", "Give one such as ada@northside.example.") from error
    return text
