"""The door for people: signing in, one's own account, and what owners and compliance officers manage."""
