"""The ideal source: which conditions, kinds and payers the practice wants more of, how far away, and where it has room.

Each saving is a version of its own; the last one counts, the others are its history. It never says who fits it.
"""
