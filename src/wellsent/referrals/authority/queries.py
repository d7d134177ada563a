"""The practice's own rows of authority, for everybody who may see sources, and the answer at intake that heeds them."""

from __future__ import annotations

from datetime import date
from typing import cast

from django.db.models import QuerySet

from wellsent.accounts.caller import Caller
from wellsent.accounts.models import Clinic
from wellsent.directory.queries import Signer
from wellsent.referrals.authority import intake, tables
from wellsent.referrals.authority.models import AuthorityRow
from wellsent.referrals.authority.rules import Answer, Row


def rows_in_use(caller: Caller) -> QuerySet[AuthorityRow]:
    """The rows the practice added and has not withdrawn, the newest first."""
    caller.must("sources.see")
    return AuthorityRow.objects.filter(withdrawn_at=None).order_by("-pk")


def practice_rows(caller: Caller) -> tuple[Row, ...]:
    """The same as the rule reads them, whatever their days: it chooses those in force."""
    return tuple(
        Row(
            payer=row.payer,
            state=row.state,
            credential_class=row.credential_class,
            answer=cast("Answer", row.answer),
            may_certify=row.may_certify,
            limit=row.limit,
            citation=row.citation,
            confirmed=True,
            effective_from=row.effective_from,
            effective_to=row.effective_to,
            of_practice=True,
        )
        for row in rows_in_use(caller)
    )


def at_intake(caller: Caller, signer: Signer, *, payer: str, clinic: Clinic | None, on: date) -> intake.Intake:
    """The answer for a referral: who signed, who pays (as staff wrote it), at which clinic, on which day."""
    kind = signer.kind
    classes = tables.classes_of_source(
        is_person=signer.is_person,
        credentials=signer.credentials,
        kind=kind.pk if kind else "",
        said_of_kind=kind.credential_class if kind else "",
    )
    asked = intake.Asked(classes, payer, clinic.state if clinic else None, on)
    return intake.answer(asked, own=practice_rows(caller))
