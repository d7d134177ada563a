"""What people and lists do to referrals. Everything is checked, audited and done in one transaction, or not at all."""

from wellsent.referrals.actions.correcting import correct, put_back, remove_many
from wellsent.referrals.actions.forgetting import forget_made_up
from wellsent.referrals.actions.moving import move
from wellsent.referrals.actions.receiving import receive, receive_many

__all__ = ["correct", "forget_made_up", "move", "put_back", "receive", "receive_many", "remove_many"]
