"""Referral authority: may this kind of provider order outpatient therapy, for this payer, in this state, on this day?

`rules.py` decides from rows, `tables.py` reads the rows the product ships (data/), `queries.py` the practice's own;
`intake.py` asks for one referral. Not legal advice: every answer carries its citation, and what no source confirms is
said to be unconfirmed.
"""
