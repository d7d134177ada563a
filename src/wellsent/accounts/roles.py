"""What each role may see and do: the table of docs/architecture.md as data, one function to ask it.

A power is a word like "patients.read". Clinic scope narrows it further and is applied by the queries.
"""

from __future__ import annotations

from wellsent.accounts.models import Role

EVERYBODY = frozenset(Role.values)
OWNER, LIAISON, FRONT_DESK = Role.OWNER.value, Role.LIAISON.value, Role.FRONT_DESK.value
CLINICIAN, COMPLIANCE, READ_ONLY = Role.CLINICIAN.value, Role.COMPLIANCE.value, Role.READ_ONLY.value

POWERS: dict[str, frozenset[str]] = {
    "own account": EVERYBODY,
    "sources.see": EVERYBODY,
    "sources.change": frozenset({OWNER, LIAISON}),
    "touches.log": frozenset({OWNER, LIAISON, FRONT_DESK, CLINICIAN}),
    "volume.see": frozenset({OWNER, LIAISON, READ_ONLY}),
    "volume.see own sources": frozenset({OWNER, LIAISON, READ_ONLY, CLINICIAN}),
    "plan.see": frozenset({OWNER, LIAISON, READ_ONLY}),
    "plan.answer": frozenset({OWNER, LIAISON}),
    "targets.see": frozenset({OWNER, LIAISON, READ_ONLY}),
    "referrals.see": frozenset({OWNER, LIAISON, FRONT_DESK, CLINICIAN, COMPLIANCE}),
    "referrals.record": frozenset({OWNER, FRONT_DESK}),
    "visits.record": frozenset({OWNER, FRONT_DESK, CLINICIAN}),
    "patients.read": frozenset({OWNER, FRONT_DESK, CLINICIAN, COMPLIANCE}),
    "import.lists": frozenset({OWNER, LIAISON, FRONT_DESK}),
    "import.referrals": frozenset({OWNER, FRONT_DESK}),
    "import.providers": frozenset({OWNER, LIAISON}),
    "export": frozenset({OWNER}),
    "settings.change": frozenset({OWNER}),
    "people.manage": frozenset({OWNER}),
    "authority.change": frozenset({OWNER, COMPLIANCE}),
    "audit.read": frozenset({OWNER, COMPLIANCE}),
}

# What a role is for, in the words an owner chooses it by.
ROLE_WORDS: dict[str, str] = {
    OWNER: "everything, also settings, people and export",
    LIAISON: "sources, touches, volume and the weekly list; no patients",
    FRONT_DESK: "patients and referrals of own clinics, touches",
    CLINICIAN: "own patients and their sources, touches",
    COMPLIANCE: "patients with a reason, the audit trail; no volume",
    READ_ONLY: "sources, volume and the weekly list; changes nothing",
}

# Whoever chooses gifts in a practice of two people or more sees no volume anywhere (DESIGN, Decided: gifts and volume).
BLIND_WHEN_CHOOSING_GIFTS = frozenset({"volume.see", "volume.see own sources", "plan.see"})


def holds(role: str, power: str, *, chooses_gifts: bool = False) -> bool:
    """Whether a role holds a power. An unknown power is a mistake in the code, never a silent no."""
    if chooses_gifts and power in BLIND_WHEN_CHOOSING_GIFTS:
        return False
    return role in POWERS[power]
