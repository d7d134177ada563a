"""What every room stands on: encryption and keys, the clock, leases for work in the background, files that
spreadsheets open safely, errors for people.

Nothing here knows what a referral is. No other room's words belong in it.
"""
