"""Emptying tables, quickly and whole: for data that was made up, where nothing of it is to stay."""

from __future__ import annotations

from django.db import models


def empty(*tables: type[models.Model]) -> None:
    """Delete every row of these tables, in this order: what points comes before what is pointed to."""
    for table in tables:
        rows = table._base_manager.all()
        rows._raw_delete(rows.db)
