"""`wellsent reset-link`: a link for a new password, for whoever can no longer sign in and cannot ask an owner."""

from __future__ import annotations

import argparse

from wellsent.base.errors import DataError
from wellsent.config.django_start import start_django
from wellsent.config.output import say

HELP = "make a link with which somebody sets a new password"
EXAMPLE = "wellsent reset-link ada@northside.example"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("email", metavar="EMAIL", help="whose password it is")
    parser.add_argument(
        "--second-factor-too", action="store_true", help="also take their second factor away: telephone and codes lost"
    )


def run(args: argparse.Namespace) -> int:
    start_django()
    from wellsent.accounts import actions, queries
    from wellsent.accounts.caller import shell_caller

    caller = shell_caller()
    person = queries.colleagues(caller).filter(email=args.email.strip().lower()).first()
    if person is None:
        raise DataError("Nobody who can sign in has this email.", "Look it up on the page People.")
    if args.second_factor_too:
        actions.remove_second_factor(person=person.pk, by=caller)
    path = actions.make_reset_link(person=person.pk, by=caller)
    say("Open this on the address of your Wellsent; it works once, for a day:")
    say(f"/reset/{path}/")
    return 0
