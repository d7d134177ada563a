"""Reading referrals: always from the caller, who sees their own clinics, as much of each as their role allows."""

from wellsent.referrals.queries.episodes import StoredVisit, episodes_of, referrals_of_visits, referred, visits_of
from wellsent.referrals.queries.one import Detail, detail, of_same_patient, reachable
from wellsent.referrals.queries.reading import (
    Line,
    days_both_signed,
    days_received,
    for_source,
    lines,
    numbers_by_key,
    open_referrals,
    own,
    patient_details,
    sent_since,
    transitions,
    visible,
)
from wellsent.referrals.queries.timers import (
    STUCK_COUNTED,
    Card,
    Column,
    board,
    calls,
    left_behind,
    live,
    states,
    stuck,
)
from wellsent.referrals.scope import sees_whole

__all__ = [
    "STUCK_COUNTED",
    "Card",
    "Column",
    "Detail",
    "Line",
    "StoredVisit",
    "board",
    "calls",
    "days_both_signed",
    "days_received",
    "detail",
    "episodes_of",
    "for_source",
    "left_behind",
    "lines",
    "live",
    "numbers_by_key",
    "of_same_patient",
    "open_referrals",
    "own",
    "patient_details",
    "reachable",
    "referrals_of_visits",
    "referred",
    "sees_whole",
    "sent_since",
    "states",
    "stuck",
    "transitions",
    "visible",
    "visits_of",
]
