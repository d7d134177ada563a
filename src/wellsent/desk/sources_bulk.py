"""What can be decided about many sources at once."""

from __future__ import annotations

from wellsent.accounts import queries as accounts
from wellsent.accounts.caller import Caller
from wellsent.directory import actions
from wellsent.directory.actions import TIERS
from wellsent.insights import queries as insights
from wellsent.ui.lists import Ask, Bulk

WHY = Ask("why", "Why", hint="It is kept with the decision.")
POWER = "sources.change"


def bulks(caller: Caller, *, retired: bool) -> list[Bulk]:
    """The decisions offered on the list of sources; on that of the retired ones, to bring them back."""

    def undo(kept: object) -> int:
        return actions.take_back_decisions(kept=kept, by=caller)

    if retired:
        return [
            Bulk(
                "bring-back",
                "Bring back",
                "Back among the sources",
                lambda numbers, given: actions.bring_back_many(providers=numbers, by=caller),
                undo,
                power=POWER,
            )
        ]
    offered = [
        Bulk(
            "retire",
            "Retire",
            "Retired",
            lambda numbers, given: actions.retire_many(
                providers=numbers, on=accounts.today(caller), why=given["why"], by=caller
            ),
            undo,
            power=POWER,
            ask=(WHY,),
            about="Retired or moved away: they keep their history and leave the lists.",
        ),
        Bulk(
            "do-not-contact",
            "Do not contact",
            "Not to be contacted",
            lambda numbers, given: actions.do_not_contact_many(
                providers=numbers, since=accounts.today(caller), why=given["why"], by=caller
            ),
            undo,
            power=POWER,
            ask=(WHY,),
            about="No list proposes a contact with them any more.",
        ),
    ]
    if caller.may(insights.SEES_STANDING):
        tiers = Ask("tier", "Tier", choices=[(tier, tier) for tier in TIERS])
        offered.append(
            Bulk(
                "tier",
                "Set tier",
                "Tier set",
                lambda numbers, given: actions.set_tier_many(
                    providers=numbers, tier=given["tier"], why=given["why"], by=caller
                ),
                undo,
                power=POWER,
                ask=(tiers, WHY),
                about="A tier set by hand wins over the computed one.",
            )
        )
    return offered
