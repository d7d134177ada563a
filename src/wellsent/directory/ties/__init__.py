"""Who knows whom, how that is known and how well; and, from that, whom to ask for an introduction (`paths.py`).

A mutual patient is a tie only with the patient's recorded consent, and there is no place for the patient's name.
"""
