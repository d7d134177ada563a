"""Settings, addresses and the `wellsent` command: the one room that knows every other.

It wires and starts things; it decides nothing and stores nothing.
"""
