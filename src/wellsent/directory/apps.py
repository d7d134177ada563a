from django.apps import AppConfig


class DirectoryConfig(AppConfig):
    name = "wellsent.directory"
    label = "directory"
