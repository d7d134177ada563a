"""`wellsent report FILE`: who refers, who has gone quiet, what comes next, from a list, keeping nothing.

The same reading, identity, methods and weekly list as the pages use, without a database. No patient is named anywhere.
"""
