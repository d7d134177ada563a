"""What people and lists do to referrals. Everything is checked, audited and done in one transaction, or not at all."""

from wellsent.referrals.actions.attributing import attribute, take_back_attribution
from wellsent.referrals.actions.correcting import (
    already_so,
    correct,
    correct_by_hand,
    keep_still,
    put_back,
    remove_many,
)
from wellsent.referrals.actions.forgetting import forget_made_up
from wellsent.referrals.actions.giving import give_back, give_to_clinic
from wellsent.referrals.actions.joining import join, take_apart
from wellsent.referrals.actions.moving import move, move_many, take_back_moves
from wellsent.referrals.actions.reaching import end_hold, hold, log_attempt, take_back_attempt
from wellsent.referrals.actions.receiving import receive, receive_many
from wellsent.referrals.actions.recording import (
    LOOKS_FOR_DUPLICATES,
    LikelyDuplicate,
    fill_in,
    likely_duplicates,
    record,
)
from wellsent.referrals.actions.visiting import IN_TREATMENT, record_visit
from wellsent.referrals.actions.visits_of_lists import Brought, Recorded, record_visits, take_back_visits

__all__ = [
    "IN_TREATMENT",
    "LOOKS_FOR_DUPLICATES",
    "Brought",
    "LikelyDuplicate",
    "Recorded",
    "already_so",
    "attribute",
    "correct",
    "correct_by_hand",
    "end_hold",
    "fill_in",
    "forget_made_up",
    "give_back",
    "give_to_clinic",
    "hold",
    "join",
    "keep_still",
    "likely_duplicates",
    "log_attempt",
    "move",
    "move_many",
    "put_back",
    "receive",
    "receive_many",
    "record",
    "record_visit",
    "record_visits",
    "remove_many",
    "take_apart",
    "take_back_attempt",
    "take_back_attribution",
    "take_back_moves",
    "take_back_visits",
]
