"""The door for people: the pipeline, the calls, recording a referral, and one with all that was done for it."""
