"""Copies of everything: rows out of one database and into another, and the encrypted file they travel in.

One stream of rows serves backup, restore, the proof of a backup and the move to PostgreSQL. Which tables there are, and
who asks, is said by the caller: no row's meaning is known here.
"""
