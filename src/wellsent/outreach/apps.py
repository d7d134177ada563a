from django.apps import AppConfig


class OutreachConfig(AppConfig):
    name = "wellsent.outreach"
    label = "outreach"
