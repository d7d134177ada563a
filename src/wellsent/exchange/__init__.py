"""Files in and out: reading lists of any EMR, importing them so that it can be undone, exporting, and the report on a file.

It reads and writes formats, and hands what it read to the rooms that own the facts.
"""
