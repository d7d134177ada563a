"""Adding and withdrawing rows of authority: the compliance officer's and the owner's business."""

from __future__ import annotations

from datetime import date

from django.db import transaction

from wellsent.accounts import audit
from wellsent.accounts.caller import Caller
from wellsent.base import clock
from wellsent.base.errors import DataError, Refused
from wellsent.referrals.authority import tables
from wellsent.referrals.authority.models import AuthorityRow
from wellsent.referrals.authority.rules import ANSWERS, CLASSES, MEDICARE, NEVER_UNDER_MEDICARE, Answer


@transaction.atomic
def add_row(
    *,
    answer: Answer,
    citation: str,
    effective_from: date,
    payer: str = "",
    state: str = "",
    credential_class: str = "",
    may_certify: bool | None = None,
    limit: str = "",
    effective_to: date | None = None,
    by: Caller,
) -> AuthorityRow:
    """Add a row that wins over the shipped ones from its first day to its last.

    A payer that is new becomes one that may be asked about. Raises DataError for a word that is not known or a missing
    citation, Refused for an order that Medicare's law forbids.
    """
    by.must("authority.change")
    payer, state, citation = tables.payer_word(payer), state.strip().upper(), citation.strip()
    _must_be_known(answer, state, credential_class)
    if not (payer or state or credential_class):
        raise DataError("The row speaks of nothing.", "Name a payer, a state or a credential.")
    if not citation:
        raise DataError("The citation is missing.", "Say where it is written: a statute, a manual, a plan's letter.")
    if effective_to is not None and effective_to < effective_from:
        raise DataError("The last day lies before the first.", "Mend effective_to, or leave it empty.")
    if payer == MEDICARE and credential_class in NEVER_UNDER_MEDICARE and answer == "valid order":
        raise Refused(
            f"Under Medicare a {CLASSES[credential_class]} may neither order therapy nor certify it.",
            "Name the payer for which this holds.",
        )
    row = AuthorityRow.objects.create(
        payer=payer,
        state=state,
        credential_class=credential_class,
        answer=answer,
        may_certify=may_certify,
        limit=limit.strip(),
        citation=citation,
        effective_from=effective_from,
        effective_to=effective_to,
        added_by=by.user,
        added_at=clock.now(),
    )
    audit.record("authority.add", by=by, subject="authority", references=[row.pk], details={"row": str(row)})
    return row


@transaction.atomic
def withdraw_row(*, row: int, reason: str, by: Caller) -> None:
    """Take a row out of use, with the reason. Raises DataError when it is not there or the reason is missing."""
    by.must("authority.change")
    if not reason.strip():
        raise DataError("The reason is missing.", "Say in a few words why the row no longer holds.")
    if not AuthorityRow.objects.filter(pk=row, withdrawn_at=None).update(withdrawn_at=clock.now()):
        raise DataError("There is no such row in use.", "Look it up among the practice's rows.")
    audit.record("authority.withdraw", by=by, subject="authority", references=[row], reason=reason)


def _must_be_known(answer: str, state: str, credential_class: str) -> None:
    for name, value, known in (
        ("answer", answer, ANSWERS),
        ("state", state, ("", *tables.states())),
        ("credential_class", credential_class, ("", *CLASSES)),
    ):
        if value not in known:
            raise DataError(f"The {name} {value!r} is not known.", f"Give one of: {', '.join(filter(None, known))}.")
