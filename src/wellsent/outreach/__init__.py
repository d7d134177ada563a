"""Contacts we make with sources and targets: touches, and the cadence they keep.

A touch that reached a person restarts the cadence. What a source is worth comes from above as a plain value (its tier).
"""
