from django.apps import AppConfig


class InsightsConfig(AppConfig):
    name = "wellsent.insights"
    label = "insights"
