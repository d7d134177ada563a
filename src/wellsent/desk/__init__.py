"""Pages where rooms meet: this week, the sources, one source's story, first-run set-up, search.

No rules of its own: it asks the rooms and shows what they say.
"""
