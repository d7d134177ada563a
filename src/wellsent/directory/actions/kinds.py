"""What the practice says of the kinds it added."""

from __future__ import annotations

from django.db import transaction

from wellsent.accounts import audit
from wellsent.accounts.caller import Caller
from wellsent.base import facts
from wellsent.base.errors import DataError
from wellsent.directory import kinds
from wellsent.directory.models import Kind

_CLASSES = frozenset(one.credential_class for one in kinds.TAXONOMIES.values())


@transaction.atomic
def say_credential(*, kind: str, credential_class: str, by: Caller) -> Kind:
    """Say what people of a kind the practice added hold ("np"); blank takes it back. Who may order follows from it.

    Raises DataError for a kind that came with the product, whose codes say it, and for a class that nobody knows.
    """
    by.must("authority.change")
    row = Kind.objects.select_for_update().filter(pk=kind, added_here=True).first()
    if row is None:
        raise DataError("The practice added no such kind.", "Choose one of the list.")
    if credential_class and credential_class not in _CLASSES:
        raise DataError(f"The credential {credential_class!r} is not known.", "Choose one of the list.")
    was, row.credential_class = row.credential_class, credential_class
    row.save(update_fields=["credential_class"])
    facts.moved_on("directory")
    audit.record(
        "kinds.say credential", by=by, subject="kinds", references=[kind], details={"was": was, "is": credential_class}
    )
    return row
