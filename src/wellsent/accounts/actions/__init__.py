"""What may be changed about people and the practice. Each takes who does it (`by=`) and leaves an audit event."""

from wellsent.accounts.actions.copies import backup_made, backup_verified, keep_recovery_key, moved, restored
from wellsent.accounts.actions.invitations import (
    accept_invitation,
    invite,
    renew_invitation,
    withdraw_invitation,
)
from wellsent.accounts.actions.own import (
    change_own_name,
    change_own_password,
    end_own_session,
    end_own_sessions,
    use_reset_link,
)
from wellsent.accounts.actions.people import (
    bring_back,
    change_person,
    end_sessions,
    make_reset_link,
    remove_second_factor,
    retire,
)
from wellsent.accounts.actions.practice import (
    add_clinic,
    add_closure,
    change_clinic,
    change_practice,
    remove_closure,
    set_up,
)

__all__ = [
    "accept_invitation",
    "add_clinic",
    "add_closure",
    "backup_made",
    "backup_verified",
    "bring_back",
    "change_clinic",
    "change_own_name",
    "change_own_password",
    "change_person",
    "change_practice",
    "end_own_session",
    "end_own_sessions",
    "end_sessions",
    "invite",
    "keep_recovery_key",
    "make_reset_link",
    "moved",
    "remove_closure",
    "remove_second_factor",
    "renew_invitation",
    "restored",
    "retire",
    "set_up",
    "use_reset_link",
    "withdraw_invitation",
]
