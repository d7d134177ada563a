"""Files in and out: reading lists of any EMR, imports that can be undone, and the report on a file.

It reads and writes formats, and hands what it read to the rooms that own the facts.
"""
