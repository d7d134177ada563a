"""Wellsent builds and keeps referral relationships for healthcare practices."""
