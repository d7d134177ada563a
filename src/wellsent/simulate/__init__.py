"""A made-up practice with its truth: rates and events, people and patients, and the messy files its EMR would export.

Everything is drawn from one seed, so that the same call writes the same bytes and every method can be held to what
really happened. No real person, NPI or telephone number ever lives here, nothing is read from a database or the
network, and no other room's rules are shared: a simulator that shared them would hide their mistakes.
"""
