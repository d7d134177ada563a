from django.apps import AppConfig


class DeskConfig(AppConfig):
    name = "wellsent.desk"
    label = "desk"
