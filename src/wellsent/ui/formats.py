"""Numbers, days and spans as people read them. No words of the trade: a format does not know what it formats."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date


def day(value: date | None, *, today: date | None = None) -> str:
    """4 Nov; with the year where it is not this one (`today` told) or where today is not told."""
    if value is None:
        return "–"
    short = f"{value.day} {value:%b}"
    return short if today is not None and value.year == today.year else f"{short} {value.year}"


def month(value: date) -> str:
    """Nov 2025."""
    return f"{value:%b} {value.year}"


def week(first: date, last: date) -> str:
    """23–29 November; 30 November – 6 December."""
    if first.month == last.month:
        return f"{first.day}–{last.day} {last:%B}"
    return f"{first.day} {first:%B} – {last.day} {last:%B}"


def ago(value: date, *, today: date) -> str:
    """today, yesterday, 71 days ago."""
    days = (today - value).days
    if days < 2:
        return "today" if days <= 0 else "yesterday"
    return f"{days:,} days ago"


def count(number: int, noun: str, nouns: str = "") -> str:
    """1 referral, 1,412 referrals."""
    return f"{number:,} {noun if number == 1 else nouns or noun + 's'}"


def count_about(number: float, noun: str) -> str:
    """1.3 referrals, 1 referral, 12 referrals: to a tenth below ten, and never 1.0."""
    shown = f"{number:.1f}".removesuffix(".0") if number < 10 else f"{number:,.0f}"
    return f"{shown} {noun if shown == '1' else noun + 's'}"


def percent(share: float) -> str:
    """79 %."""
    return f"{share * 100:.0f} %"


def percent_range(low: float, high: float) -> str:
    """64–92 %."""
    one, other = f"{low * 100:.0f}", f"{high * 100:.0f}"
    return f"{one} %" if one == other else f"{one}–{other} %"


def span(low: int, high: int) -> str:
    """4 to 9, or 3 where both are."""
    return f"{low:,}" if low == high else f"{low:,} to {high:,}"


def duration(minutes: int) -> str:
    """35 min, 3 h 10, 4 h."""
    if minutes < 60:
        return f"{minutes} min"
    hours, rest = divmod(minutes, 60)
    return f"{hours} h {rest:02d}" if rest else f"{hours} h"


def npi(number: str) -> str:
    """1 548 291 370, never broken over two lines."""
    groups = (number[:1], number[1:4], number[4:7], number[7:])
    return "\u00a0".join(groups) if len(number) == 10 else number


def initials(name: str) -> str:
    """KP for Kavita Pillai, MD."""
    words = name.partition(",")[0].split()
    return "".join(word[0] for word in (words[:1] + words[-1:] if len(words) > 1 else words)).upper()


def in_words(names: Sequence[str]) -> str:
    """Northside, Harbor and Mill Creek."""
    if len(names) < 2:
        return "".join(names)
    return f"{', '.join(names[:-1])} and {names[-1]}"
