"""What may be changed about people and the practice. Each takes who does it (`by=`) and leaves an audit event."""

from wellsent.accounts.actions.bulk import do_bulk, undo_bulk
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
from wellsent.accounts.actions.saved_views import bring_back_view, change_view, remove_view, save_view

__all__ = [
    "accept_invitation",
    "add_clinic",
    "add_closure",
    "backup_made",
    "backup_verified",
    "bring_back",
    "bring_back_view",
    "change_clinic",
    "change_own_name",
    "change_own_password",
    "change_person",
    "change_practice",
    "change_view",
    "do_bulk",
    "end_own_session",
    "end_own_sessions",
    "end_sessions",
    "invite",
    "keep_recovery_key",
    "make_reset_link",
    "moved",
    "remove_closure",
    "remove_second_factor",
    "remove_view",
    "renew_invitation",
    "restored",
    "retire",
    "save_view",
    "set_up",
    "undo_bulk",
    "use_reset_link",
    "withdraw_invitation",
]
