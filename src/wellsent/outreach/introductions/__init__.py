"""The way in to somebody we do not know yet: the best path through those who know each other, the words to ask, and
what came of asking. Asking is a touch and a task; whether an answer is due is worked out, never stored.
"""
