"""How it looks: layout, tokens, components, lists, charts, formats of dates and numbers.

No domain words: a component never knows that what it shows is a referral.
"""
