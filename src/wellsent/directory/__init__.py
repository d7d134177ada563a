"""Who is out there: providers and practices, their kinds and affiliations, how to reach them, who is the same as whom.

A provider is a person or an organisation, as the national registry counts them; an organisation is called a practice.
Nothing here knows of a referral or a patient, and no row held by another room is ever repointed.
"""
