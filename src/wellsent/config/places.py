"""What search everywhere finds besides records: the pages of the navigation and more, and actions. One line each."""

from __future__ import annotations

from wellsent.config.navigation import GROUPS
from wellsent.desk.search import Place

ALSO: dict[str, str] = {
    "desk:this-week": "home plan work-list",
    "desk:sources": "referrers providers doctors practices",
    "referrals:board": "pipeline board patients stuck",
    "plan:targets": "whom to reach candidates map",
    "outreach:touches": "touches visits calls log",
    "desk:same-person": "duplicates merge",
    "desk:registry": "nppes npi moved retired deactivated partner corrections",
    "desk:insights": "volume forecast report",
    "exchange:imports": "upload file list csv excel",
    "accounts:people": "users colleagues roles",
    "accounts:audit": "history log who did",
    "accounts:practice": "practice time zone hours",
    "accounts:account": "profile name password sessions",
}
"""Other words people look for a page of the navigation by."""

PAGES: tuple[Place, ...] = (
    Place("Everybody known", "desk:known", "sources.see", "directory providers"),
    Place("Ideal source", "plan:profile", "targets.see", "profile weights capacity lanes payers distance"),
    Place("Kinds of provider", "directory:kinds", "sources.see", "messages conditions taxonomy"),
    Place("Decided targets", "plan:decided-targets", "targets.see", "accepted declined postponed"),
    Place("Patients to call", "referrals:calls", "referrals.record", "calls phone waiting"),
    Place("List of referrals", "desk:referrals", "referrals.see", "table export"),
    Place("Clinics and their hours", "accounts:clinics", "settings.change"),
    Place("Closed days", "accounts:closures", "settings.change", "holidays closures"),
    Place("Who may order", "referrals:authority", "authority.change", "authority direct access medicare certify"),
    Place("Who first told them", "referrals:source-audit", "volume.see", "true source audit week influencing asked"),
    Place("Second factor", "mfa_index", "own account", "authenticator passkey security"),
)
ACTIONS: tuple[Place, ...] = (
    Place("Record a referral", "referrals:new", "referrals.record", "new add enter intake patient", is_action=True),
    Place("Add a source", "desk:add-source", "sources.change", "new provider practice doctor npi", is_action=True),
    Place("Log a contact", "outreach:log", "touches.log", "touch visit call add", is_action=True),
    Place("Import a list", "exchange:imports", "import.lists", "upload add file", is_action=True),
    Place("Invite somebody", "accounts:invite", "people.manage", "add person user colleague", is_action=True),
    Place("Change my password", "accounts:password", "own account", is_action=True),
)


def places() -> tuple[Place, ...]:
    """All of them."""
    listed = [line for _, lines in GROUPS for line in lines]
    pages = [Place(label, name, power, ALSO.get(name, "")) for label, name, power in listed]
    return (*ACTIONS, *pages, *PAGES)
