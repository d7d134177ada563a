"""A made-up practice to look around in: lists of invented people, imported as real ones would be, and removed whole.

Nothing here decides anything about real data, and nothing of it outlives its removal but the audit trail.
"""
