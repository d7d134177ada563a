"""The numbers, as pure functions of arrays: standing, forecast, alarm, tier, proportions, waiting, concentration.

Arrays in, dataclasses out; `as_of` is always passed, seeds are fixed, and nothing dated later is looked at. Start at
`standing.read_standing`; `docs/decisions/0003-standing-of-a-source.md` says why it is so. No Django, no database, no
names and no patients ever live here.
"""
