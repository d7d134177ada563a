"""What Medicare's two files say for or against a candidate, where the practice takes Medicare. Pure.

The file of who may order and refer shows who is enrolled and of an eligible type, not that they certify therapy.
Whoever has opted out makes private contracts with Medicare's patients, who then pay for it themselves (42 CFR 405.405
to 405.455): few such patients are theirs to send.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from wellsent.directory.registry.entry import Medicare, OptOut
from wellsent.referrals.clocks import say


@dataclass(frozen=True, slots=True)
class Standing:
    """What speaks for a candidate where Medicare is taken (`share` is 1), against (0), or nothing known (None)."""

    share: float | None
    text: str


def standing(npi: str, medicare: Medicare, *, as_of: date) -> Standing | None:
    """What the files say of an NPI as of a day; None where neither is loaded, or nobody has this NPI."""
    out = medicare.opted_out.get(npi)
    if npi and out and medicare.opted_out_of and _holds(out, as_of):
        until = f" to {_day(out.ends_on)}" if out.ends_on else ""
        orders = "They may order and refer all the same." if out.may_order else "By it they may not order or refer."
        return Standing(
            0.0,
            f"Opted out of Medicare from {_day(out.starts_on)}{until} (CMS’s file loaded on"
            f" {_day(medicare.opted_out_of)}): their patients pay them themselves. {orders}",
        )
    if not npi or medicare.ordering_of is None:
        return None
    loaded = f"(CMS’s file loaded on {_day(medicare.ordering_of)})"
    if npi in medicare.ordering:
        return Standing(1.0, f"Enrolled to order and refer for Medicare’s patients {loaded}.")
    return Standing(
        None,
        f"Not among those enrolled to order and refer for Medicare’s patients {loaded}, or only since then: ask them"
        " before you count on such patients.",
    )


def _holds(out: OptOut, as_of: date) -> bool:
    return out.starts_on <= as_of and (out.ends_on is None or as_of <= out.ends_on)


def _day(day: date) -> str:
    return f"{say(day)} {day.year}"
