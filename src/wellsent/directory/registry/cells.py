"""How a cell of the registry is read, in DuckDB's words: as published, or re-saved by a spreadsheet or by pandas."""

from __future__ import annotations


def text(cell: str) -> str:
    """Without blanks around it; what is empty or withheld ("<UNAVAIL>") is NULL."""
    return f"nullif(nullif(trim({cell}), ''), '<UNAVAIL>')"


def number(cell: str) -> str:
    """Digits as they were before pandas took them for a number: 688472944.0 is 688472944."""
    return f"CASE WHEN suffix(trim({cell}), '.0') THEN left({text(cell)}, -2) ELSE {text(cell)} END"


def npi(cell: str) -> str:
    """A ten-digit number, or NULL."""
    digits = number(cell)
    return f"CASE WHEN length({digits}) = 10 THEN try_cast({digits} AS BIGINT) END"


def day(cell: str) -> str:
    """MM/DD/YYYY, or a spreadsheet's m/d/yy, or YYYY-MM-DD; NULL for anything else.

    Two digits of a year mean 1969 to 2068. What has ten characters is nearly every cell, and read without a detour.
    """
    whole, short = "['%m/%d/%Y', '%Y-%m-%d']", "['%m/%d/%y', '%m/%d/%Y']"
    return (
        f"CASE WHEN length({cell}) = 10 THEN try_strptime({cell}, {whole})"
        f" ELSE try_strptime(trim({cell}), {short}) END::DATE"
    )


def zip5(cell: str) -> str:
    """As `places.zip5` reads what is typed: the first five digits of a ZIP or ZIP+4, with the leading zeros that a
    spreadsheet took away; NULL for others.
    """
    digits = f"replace({number(cell)}, '-', '')"
    return (
        f"CASE WHEN NOT regexp_full_match({digits}, '[0-9]+') THEN NULL"
        f" WHEN length({digits}) IN (3, 4, 5) THEN nullif(lpad({digits}, 5, '0'), '00000')"
        f" WHEN length({digits}) IN (7, 8, 9) THEN nullif(left(lpad({digits}, 9, '0'), 5), '00000') END"
    )


ADDRESS = ("line1", "line2", "city", "state", "zip")
"""The columns that an address is made of."""


def address(line1: str, line2: str, city: str, state: str, zip_code: str) -> str:
    """One line: 550 N 3RD STREET, SUITE 4, PHOENIX, AZ 85004; NULL when there is nothing."""
    return f"nullif(concat_ws(', ', {line1}, {line2}, {city}, nullif(concat_ws(' ', {state}, {zip_code}), '')), '')"


def luhn_is_wrong(number: str) -> str:
    """Whether the check digit of a ten-digit BIGINT is wrong: Luhn with the 24 of the prefix 80840, as in `npi`."""
    digits = [f"(({number} // {10**place}) % 10)" for place in range(10)]
    doubled = [f"(2 * {digit} // 10 + 2 * {digit} % 10)" for digit in digits[1::2]]
    return f"(24 + {' + '.join(digits[0::2] + doubled)}) % 10 <> 0"
