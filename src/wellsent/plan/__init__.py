"""What to do next: the weekly list within the hours there are, each line with its reason, and people's answers to it.

Lines are computed from facts, never stored; only answers (done, later, not needed) are.
"""
