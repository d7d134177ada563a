"""Who works here: people, their roles, the clinics they see, how they sign in, and the audit trail of what they did.

Every query and action elsewhere is asked by a Caller from here. No referral, provider or patient is known here.
"""
