from django.apps import AppConfig


class UiConfig(AppConfig):
    name = "wellsent.ui"
    label = "ui"
