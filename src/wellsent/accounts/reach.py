"""What a person may see and do: role, clinics, and whether they choose gifts."""

from __future__ import annotations

from collections.abc import Iterable

from wellsent.accounts.models import Clinic, Role, User
from wellsent.base.errors import DataError


def checked_reach(role: str, clinics: Iterable[Clinic], *, all_clinics: bool) -> list[Clinic]:
    """The clinics a person will see, checked: a known role, and at least one clinic."""
    if role not in Role.values:
        raise DataError("There is no such role.", f"Choose one of: {', '.join(Role.values)}.")
    chosen = [] if all_clinics else list(clinics)
    if not all_clinics and not chosen:
        raise DataError("No clinic is chosen.", "Choose the clinics this person works for, or all of them.")
    return chosen


def reach_of(person: User) -> dict[str, object]:
    """What a person may see and do, as the audit trail keeps it."""
    return {
        "role": person.role,
        "clinics": "all" if person.all_clinics else sorted(person.clinics.values_list("pk", flat=True)),
        "chooses gifts": person.chooses_gifts,
    }
