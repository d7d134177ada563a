"""Importing a list: look, choose columns, try it, run it, undo it. Each step may be repeated without harm.

The rows become facts of other rooms through their actions; kept here are the file (encrypted), each row's fingerprint
and what it replaced. What a column means is read in `exchange.lists`, never here.
"""
