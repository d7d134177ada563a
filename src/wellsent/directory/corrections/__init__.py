"""What the national registry says differently of those we know, and what people answer to it.

The differences are worked out from what we hold and what the loaded registry says, kept with the version of both;
stored are only the answers. Nothing is taken over by itself.
"""
