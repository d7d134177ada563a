"""The kinds that come with the product, written after every migration so that an upgrade brings new ones."""

from __future__ import annotations

from typing import Any

from django.db import DEFAULT_DB_ALIAS, transaction

from wellsent.directory import kinds
from wellsent.directory.models import Kind, KindCode


def seed_kinds(**signal: Any) -> None:
    """Bring the kinds and taxonomy codes of data/kinds.csv into the database; those the practice added stay.

    A database that is being filled from this one brings them along.
    """
    if signal.get("using", DEFAULT_DB_ALIAS) != DEFAULT_DB_ALIAS or _is_done():
        return
    with transaction.atomic():
        Kind.objects.bulk_create(
            [Kind(slug=one.slug, label=one.label, family=one.family) for one in kinds.ALL.values()],
            update_conflicts=True,
            unique_fields=["slug"],
            update_fields=["label", "family"],
        )
        KindCode.objects.bulk_create(
            [
                KindCode(code=one.code, kind_id=one.kind, label=one.label, credential_class=one.credential_class)
                for one in kinds.TAXONOMIES.values()
            ],
            update_conflicts=True,
            unique_fields=["code"],
            update_fields=["kind", "label", "credential_class"],
        )


def _is_done() -> bool:
    stored_kinds = set(Kind.objects.filter(added_here=False).values_list("slug", "label", "family"))
    stored_codes = set(KindCode.objects.values_list("code", "kind_id", "label", "credential_class"))
    wanted_kinds = {(one.slug, one.label, one.family) for one in kinds.ALL.values()}
    wanted_codes = {(one.code, one.kind, one.label, one.credential_class) for one in kinds.TAXONOMIES.values()}
    return wanted_kinds <= stored_kinds and wanted_codes <= stored_codes
