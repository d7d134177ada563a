"""What is kept of each file: the SELECT that turns its cells into our columns."""

from __future__ import annotations

from wellsent.directory.registry import cells
from wellsent.directory.registry.layouts import PROVIDERS, TAXONOMIES, Recognised

_NUMBERS = {"phone", "fax", "entity", "type", "members", "graduated", "group_id", "official_phone"}
_DAYS = {"since", "updated_on", "deactivated_on", "reactivated_on", "certified_on", "starts_on", "ends_on"}
_NPIS = {"npi", "replaced_by"}
_FLAGS = {"part_b", "dme", "home_health", "power_mobility", "hospice", "may_order"}
_TURNS = range(1, TAXONOMIES + 1)


def select(file: Recognised, csv: str) -> str:
    """The rows of `csv` (an expression of DuckDB whose columns are c0, c1, ...) in our columns.

    Rows without an NPI of ten digits are not among them.
    """
    if file.layout is PROVIDERS:
        return _providers(file, csv)
    columns = ", ".join(f'{_cell(file, name)} AS "{name}"' for name in file.layout.columns)
    return f"SELECT {columns} FROM {csv} WHERE {_cell(file, 'npi')} IS NOT NULL"


def _cell(file: Recognised, name: str) -> str:
    """One of our columns; NULL where the file lacks it."""
    raw = f"c{file.at[name]}" if name in file.at else "NULL::VARCHAR"
    if name in _NPIS:
        return cells.npi(raw)
    if name in _DAYS:
        return cells.day(raw)
    if name == "zip":
        return cells.zip5(raw)
    if name in _FLAGS:
        return f"coalesce(upper(trim({raw})) IN ('Y', 'YES'), false)"
    return cells.number(raw) if name in _NUMBERS else cells.text(raw)


def _providers(file: Recognised, csv: str) -> str:
    kept = [
        name
        for name in PROVIDERS.columns
        if name.rpartition("_")[0] not in {"code", "licence", "licence_state", "primary"}
    ]
    inner = ", ".join(f'{_cell(file, name)} AS "{name}"' for name in kept if name != "entity")
    made = {"is_organisation": f"{_cell(file, 'entity')} = '2'", "codes": _codes(file), "licences": _licences(file)}
    inner += "".join(f", {cell} AS {name}" for name, cell in made.items())
    return (
        f"SELECT * REPLACE (CASE WHEN coalesce(country, 'US') = 'US' THEN zip END AS zip),"
        f" CASE WHEN is_organisation THEN coalesce(organisation, last_name) ELSE"
        f" coalesce(nullif(concat_ws(', ', last_name, nullif(concat_ws(' ', first_name, middle_name, suffix), ''),"
        f" credential), ''), organisation) END AS name,"
        f" greatest(updated_on, deactivated_on, reactivated_on, since) AS as_of"
        f" FROM (SELECT {inner} FROM {csv} WHERE {_cell(file, 'npi')} IS NOT NULL)"
    )


def _codes(file: Recognised) -> str:
    """The taxonomy codes with blanks between, the one marked primary first."""
    turns = [n for n in _TURNS if f"code_{n}" in file.at]
    first = [f"CASE WHEN {_cell(file, f'primary_{n}')} = 'Y' THEN {_cell(file, f'code_{n}')} END" for n in turns]
    others = [
        f"CASE WHEN {_cell(file, f'primary_{n}')} IS DISTINCT FROM 'Y' THEN {_cell(file, f'code_{n}')} END"
        for n in turns
    ]
    return f"nullif(upper(concat_ws(' ', {', '.join(first + others)})), '')" if turns else "NULL::VARCHAR"


def _licences(file: Recognised) -> str:
    """The licences as "GA 12345", with semicolons between."""
    each = [
        f"CASE WHEN {_cell(file, f'licence_{n}')} IS NOT NULL"
        f" THEN concat_ws(' ', {_cell(file, f'licence_state_{n}')}, {_cell(file, f'licence_{n}')}) END"
        for n in _TURNS
        if f"licence_{n}" in file.at
    ]
    return f"nullif(concat_ws('; ', {', '.join(each)}), '')" if each else "NULL::VARCHAR"
