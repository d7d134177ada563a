"""Facts that are never rewritten: a row of a ledger is added and stays as it is."""

from __future__ import annotations

from typing import Any, NoReturn

from django.db import models


class LedgerError(RuntimeError):
    """A mistake in the code: something tried to rewrite history."""


class LedgerRows(models.QuerySet[Any]):
    """The rows of a ledger can be read and added to."""

    def update(self, **kwargs: Any) -> NoReturn:
        raise LedgerError(f"{self.model.__name__} is a ledger: its rows are never edited")

    def bulk_update(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise LedgerError(f"{self.model.__name__} is a ledger: its rows are never edited")

    def delete(self) -> NoReturn:
        raise LedgerError(f"{self.model.__name__} is a ledger: its rows are never deleted")


class Ledger(models.Model):
    """Base of models whose rows are written once. A verb that must take rows out goes through `strike`."""

    objects = LedgerRows.as_manager()

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise LedgerError(f"{type(self).__name__} is a ledger: its rows are never edited")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise LedgerError(f"{type(self).__name__} is a ledger: its rows are never deleted")


def strike(rows: models.QuerySet[Any]) -> None:
    """Take rows out of a ledger: only for the verb that undoes an import, which says so in the audit trail."""
    rows._raw_delete(rows.db)
