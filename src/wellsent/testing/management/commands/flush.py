"""Emptying the database between tests that commit: the one time the audit trail lets go of anything."""

from __future__ import annotations

from typing import Any

from django.core.management.commands import flush
from django.db import connection

from wellsent.accounts import append_only


class Command(flush.Command):
    def handle(self, **options: Any) -> None:
        append_only.release(connection)
        super().handle(**options)
        append_only.protect(connection)
