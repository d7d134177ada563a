"""The true source: who brought a referral, where that is not who ordered it, and how we know.

`rules.py` says which of several facts counts and what an audit week tells of the rest, `actions.py` keeps the facts
with their history. Volume by source counts who ordered: nothing here changes it.
"""
