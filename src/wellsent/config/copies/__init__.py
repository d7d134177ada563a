"""Backup, proof, restore and move: what `base.copies` can do, with this project's tables, keys and locks."""
