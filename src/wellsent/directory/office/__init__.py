"""The office of a practice or of a provider who works alone: who decides, books, signs, guards the door, and its ways.

What was said of it is stored and never edited (`models.py`); how it stands now is worked out from that (`rules.py`).
"""
