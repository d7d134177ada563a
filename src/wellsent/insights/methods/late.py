"""Is everything of the last days written down yet? Referrals that are entered days after must not look like a silence.

The practice's own delay, from the day a referral came to the day it was entered, counted over those old enough to have
been entered since, gives the share of a day's referrals that is known so many days later. What the last days are worth
is lowered by it.

Source: Lawless 1994, *Adjustments for reporting delays and the prediction of occurred but not reported events*.
"""

from __future__ import annotations

import numpy as np

from wellsent.insights.methods.arrays import FloatArray, IntArray

LONGEST = 35
"""Days after which all is taken to be entered: a list that is imported once a month is this late at most."""
_LOOKS_BACK = 365
_FROM = 30
"""Referrals from which a delay is believed; a practice with fewer is taken to enter everything at once."""
_PRIOR = 10.0  # referrals entered at once


def known_by_age(received: IntArray, entered: IntArray, today: int) -> tuple[float, ...]:
    """The share of a day's referrals that is entered by the end of that day, of the next one, and so on; nothing where
    too few tell. Days are ordinals.

    What the practice entered on its very first day is the past, brought in by a list, and tells of no habit.
    """
    if not len(entered):
        return ()
    delay = entered - received
    lately = (received > today - _LOOKS_BACK) & (received <= today - LONGEST) & (entered <= today)
    tell = delay[lately & (entered > entered.min()) & (delay >= 0) & (delay < LONGEST)]
    if len(tell) < _FROM:
        return ()
    share = (np.bincount(tell, minlength=LONGEST).cumsum() + _PRIOR) / (len(tell) + _PRIOR)
    return tuple(float(value) for value in share)


def lowered(worth: FloatArray, known: tuple[float, ...]) -> FloatArray:
    """What each day up to today is worth, the last ones by the share of their referrals that is known."""
    shares = np.array(known[: len(worth)])
    return np.concatenate([worth[: len(worth) - len(shares)], worth[len(worth) - len(shares) :] * shares[::-1]])
