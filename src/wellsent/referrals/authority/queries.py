"""The practice's own rows of authority, for everybody who may see sources."""

from __future__ import annotations

from typing import cast

from django.db.models import QuerySet

from wellsent.accounts.caller import Caller
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
