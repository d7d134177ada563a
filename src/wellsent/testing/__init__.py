"""What tests of every room share: no network, no skipped tests, browsers, counted queries.

Nothing here is part of the product, and nothing of the product imports it.
"""
