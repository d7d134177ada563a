"""Referrals and what became of them: received, contacted, scheduled, evaluated, in care, completed or lost.

Who was referred is a number of the patients' room; who referred is a provider of the directory. No statistics here.
"""
