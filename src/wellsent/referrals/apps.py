from django.apps import AppConfig


class ReferralsConfig(AppConfig):
    name = "wellsent.referrals"
    label = "referrals"
