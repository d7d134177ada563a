"""All that is known of one provider, as `registry show --json` prints it."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any, Final

import duckdb

from wellsent.directory import kinds as kinds_of_provider
from wellsent.directory.registry import cells, entries
from wellsent.directory.registry.writing import quoted

_ORDERING: Final = ("part_b", "dme", "home_health", "power_mobility", "hospice")
_WITH_ADDRESS: Final = {"providers", "locations", "groups"}
# The codes of NPPES (Data Dissemination File, code values); most deactivated entries are published without one.
_REASONS: Final = {"DT": "death", "DB": "the organisation was disbanded", "FR": "fraud", "OT": "another reason"}


class Shown:
    """The files of one load, asked about one NPI at a time."""

    def __init__(self, db: duckdb.DuckDBPyConnection, folder: Path) -> None:
        self._db = db
        self._folder = folder

    def of_npi(self, npi: int) -> dict[str, Any] | None:
        """What every file says of it; None where none does."""
        found = self._rows("providers", npi)
        reported = self._rows("deactivated", npi)
        if not found and not reported:
            return None
        provider = found[0] if found else {}
        deactivated_on = entries.is_gone(
            provider.get("deactivated_on"),
            provider.get("reactivated_on"),
            [each["deactivated_on"] for each in reported],
        )
        codes = (provider.get("codes") or "").split()
        replacement = provider.get("replaced_by")
        return {
            "npi": str(npi),
            "name": provider.get("name"),
            "is_organisation": provider.get("is_organisation"),
            "other_names": self._other_names(provider, npi),
            "kind": kinds_of_provider.of_taxonomies(codes),
            "taxonomies": [
                {"code": code, "label": known.label if (known := kinds_of_provider.TAXONOMIES.get(code)) else None}
                for code in codes
            ],
            "licences": (provider.get("licences") or "").split("; ") if provider.get("licences") else [],
            "practice_address": provider.get("address"),
            "phone": provider.get("phone"),
            "fax": provider.get("fax"),
            "fax_verified": False,
            "locations": [
                {"address": each["address"], "phone": each["phone"], "fax": each["fax"]}
                for each in self._rows("locations", npi)
            ],
            "endpoints": [
                {"type": each["type"], "address": each["address"], "use": each["use"]}
                for each in self._rows("endpoints", npi)
            ],
            "parent": provider.get("parent"),
            "official": provider.get("official_last_name"),
            "official_phone": provider.get("official_phone"),
            "since": _iso(provider.get("since")),
            "updated_on": _iso(provider.get("updated_on")),
            "certified_on": _iso(provider.get("certified_on")),
            "active": deactivated_on is None,
            "deactivated_on": _iso(deactivated_on),
            "deactivated_because": _REASONS.get(provider.get("deactivation_reason") or ""),
            "replaced_by": str(replacement) if replacement else None,
            "medicare": self._medicare(npi),
            "groups": [
                {
                    "id": each["group_id"],
                    "name": each["group"],
                    "members": each["members"],
                    "address": each["address"],
                    "phone": each["phone"],
                    "school": each["school"],
                    "graduated": each["graduated"],
                    "specialty": each["specialty"],
                }
                for each in self._rows("groups", npi)
            ],
        }

    def _other_names(self, provider: dict[str, Any], npi: int) -> list[str]:
        names = [provider.get("other_organisation"), provider.get("other_last_name")]
        names += [each["name"] for each in self._rows("other_names", npi)]
        return list(dict.fromkeys(name for name in names if name))

    def _medicare(self, npi: int) -> dict[str, Any]:
        """What Medicare's files say; None for a file that is not loaded."""
        ordering, opted_out = self._rows("ordering", npi), self._rows("opted_out", npi)
        return {
            "ordering": None
            if not self._has("ordering")
            else {flag: bool(ordering and ordering[0][flag]) for flag in _ORDERING},
            "opted_out": None
            if not self._has("opted_out")
            else [
                {
                    "starts_on": _iso(each["starts_on"]),
                    "ends_on": _iso(each["ends_on"]),
                    "may_order": each["may_order"],
                }
                for each in opted_out
            ],
        }

    def _has(self, table: str) -> bool:
        return (self._folder / f"{table}.parquet").exists()

    def _rows(self, table: str, npi: int) -> list[dict[str, Any]]:
        if not self._has(table):
            return []
        file = self._folder / f"{table}.parquet"
        address = f", {cells.address(*cells.ADDRESS)} AS address" if table in _WITH_ADDRESS else ""
        found = self._db.cursor().execute(f"SELECT *{address} FROM '{quoted(file)}' WHERE npi = ?", [npi])
        names = [column[0] for column in found.description or ()]
        return [dict(zip(names, row, strict=True)) for row in found.fetchall()]


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None
