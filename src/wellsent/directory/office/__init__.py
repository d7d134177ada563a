"""The office of a practice, or of a provider who works alone: who decides, books, signs and guards the door, and its rules.

What was said of it is stored and never edited (`models.py`); how it stands now is worked out from that (`rules.py`).
"""
