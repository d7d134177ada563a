"""What a source has, in words to tick."""

from __future__ import annotations

from wellsent.accounts.caller import Caller
from wellsent.directory.presenters import affiliation_words
from wellsent.directory.queries import Identity
from wellsent.outreach import queries as outreach
from wellsent.outreach.presenters import touch_words
from wellsent.referrals import queries as referrals
from wellsent.ui import formats

MOST_SHOWN = 200

Choices = list[tuple[int, str]]


def works_at(own: Identity) -> Choices:
    """Where a person works now."""
    return [(one.pk, one.practice.name) for one in own.affiliations if one.ended_on is None]


def choices_to_move(caller: Caller, source: int, own: Identity) -> dict[str, Choices]:
    """What a split may move, newest first; no referrals for who sees no volume."""
    return {
        "names": [(one.pk, ", ".join(filter(None, (one.text, one.practice)))) for one in own.names],
        "contact_points": [(one.pk, f"{one.get_channel_display()}: {one.shown}") for one in own.contact_points],
        "affiliations": [(one.pk, affiliation_words(one)) for one in own.affiliations],
        "referrals": _referrals(caller, source),
        "touches": [
            (one.pk, f"{touch_words(one)}, {formats.day(one.on)}")
            for one in outreach.touches(caller, source)[:MOST_SHOWN]
        ],
    }


def _referrals(caller: Caller, source: int) -> Choices:
    if not caller.may("volume.see"):
        return []
    newest = reversed(referrals.for_source(caller, source)[-MOST_SHOWN:])
    return [(one.number, f"{one.reference}, {formats.day(one.received_on)}") for one in newest]
