"""What is recorded about recovery keys, backups and where the data went."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from wellsent.accounts import audit
from wellsent.accounts.caller import Caller
from wellsent.base import clock
from wellsent.base.copies.recovery_key import Keeping
from wellsent.base.models import Backup, RecoveryKey


@transaction.atomic
def keep_recovery_key(*, kept: Keeping, by: Caller) -> None:
    """Lock backups from now on for the key that somebody has just written down. Older ones need the older key."""
    by.must("settings.change")
    RecoveryKey.objects.create(name=kept.name, public=kept.public, seal=kept.seal, made_at=clock.now())
    audit.record("recovery-key.made", by=by, subject="backup", references=[kept.name])


@transaction.atomic
def backup_made(
    *, number: str, recovery_key: str, made_at: datetime, size: int, rows: int, verified: bool, by: Caller
) -> None:
    """A backup was written, and proved unless it was told not to be."""
    by.must("settings.change")
    Backup.objects.create(
        number=number,
        recovery_key=recovery_key,
        made_at=made_at,
        size=size,
        rows=rows,
        verified_at=clock.now() if verified else None,
    )
    details = {"rows": rows, "size": size, "verified": verified}
    audit.record("backup.made", by=by, subject="backup", references=[number], details=details)


@transaction.atomic
def backup_verified(*, number: str, by: Caller) -> None:
    """A backup was restored to a scratch place and holds everything. One that was not made here is not noted."""
    by.must("settings.change")
    if Backup.objects.filter(number=number).update(verified_at=clock.now()):
        audit.record("backup.verified", by=by, subject="backup", references=[number])


@transaction.atomic
def restored(*, number: str, made_at: str, rows: int, by: Caller) -> None:
    """Everything here comes from a backup."""
    by.must("settings.change")
    details = {"made_at": made_at, "rows": rows}
    audit.record("backup.restored", by=by, subject="backup", references=[number], details=details)


def moved(*, database: str, rows: int, by: Caller) -> None:
    """Everything in another database comes from this one: recorded there, since this one stays as it is."""
    by.must("settings.change")
    with transaction.atomic(using=database):
        audit.record("practice.moved", by=by, subject="practice", details={"rows": rows}, database=database)
