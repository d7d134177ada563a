"""Whom to reach: providers who could refer, each with its reasons, and what people decided of them.

The list is computed from the registry, the directory and the profile; only decisions are stored. What is expected of a
target is volume, so whoever chooses gifts is shown none of it.
"""
