"""`wellsent authority`: may this kind of provider order therapy, for this payer, in this state, on this day?"""

from __future__ import annotations

import argparse
from datetime import date
from typing import TYPE_CHECKING

from wellsent.base.errors import CallError
from wellsent.config.output import add_json, say, warn, write_json

if TYPE_CHECKING:
    from wellsent.referrals.authority.rules import Row

HELP = "say whether this kind of provider may order therapy, what to do next, and the citation"
EXAMPLE = "wellsent authority --kind podiatry --payer medicare --state TX --date 2026-11-23"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--kind", metavar="K", required=True, help="a kind (podiatry), taxonomy code or credential (np)"
    )
    parser.add_argument(
        "--payer", metavar="P", required=True, help="medicare, medicaid, commercial, workers-comp, self-pay"
    )
    parser.add_argument("--state", metavar="S", required=True, help="where the therapist practises, in two letters")
    parser.add_argument("--date", metavar="D", help="the day asked about (2026-11-23); today unless told")
    add_json(parser)


def run(args: argparse.Namespace) -> int:
    from wellsent.referrals.authority import presenters, rules, tables

    own, added = _of_the_practice()
    classes = tables.classes_of(args.kind) or added.get(args.kind.strip().casefold(), ())
    if not classes:
        raise CallError(
            f"The kind {args.kind!r} is not known.",
            f"Give a kind ({', '.join([*presenters.kinds(), *added])}), a taxonomy code or "
            f"a credential ({', '.join(rules.CLASSES)}).",
        )
    payer = tables.payer_word(args.payer)
    payers = dict.fromkeys([*rules.PAYERS, *(row.payer for row in own if row.payer)])
    if payer not in payers:
        raise CallError(f"The payer {args.payer!r} is not known.", f"Give one of: {', '.join(payers)}.")
    state = args.state.strip().upper()
    if state not in tables.states():
        raise CallError(f"The state {args.state!r} is not known.", f"Give two letters: {', '.join(tables.states())}.")
    decision = rules.decide(
        classes=classes,
        payer=payer,
        state=state,
        on=_day(args.date),
        rows=[*tables.rows_for(payer), *own],
        access=tables.direct_access(),
    )
    if args.json:
        write_json(args.json, presenters.as_json(decision))
    if args.json != "-":
        say(presenters.as_text(decision))
    return 0


def _of_the_practice() -> tuple[tuple[Row, ...], dict[str, tuple[str, ...]]]:
    """The rows the practice added, and what people of the kinds it added hold, where there is a practice: without a
    database the shipped rows answer alone."""
    from wellsent.config import environment

    if not environment.has_database():
        return (), {}
    from wellsent.config.django_start import start_django

    start_django()
    from wellsent.accounts.caller import shell_caller
    from wellsent.config import upgrade
    from wellsent.directory.queries import kinds
    from wellsent.referrals.authority.queries import practice_rows

    if upgrade.is_pending():
        warn("The practice's own rows are left out: run `wellsent upgrade` first.")
        return (), {}
    caller = shell_caller()
    said = kinds(caller).exclude(credential_class="").values_list("slug", "credential_class")
    return practice_rows(caller), {slug: (credential,) for slug, credential in said}


def _day(text: str | None) -> date:
    if text is None:
        return date.today()  # noqa: DTZ011 - the day on the wall of whoever asks
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise CallError(f"{text!r} is not a date.", "Write it as year-month-day: 2026-11-23.") from error
