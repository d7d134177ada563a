from django.apps import AppConfig


class BaseConfig(AppConfig):
    name = "wellsent.base"
    label = "base"
