from django.apps import AppConfig
from django.db.models.signals import post_migrate


class DirectoryConfig(AppConfig):
    name = "wellsent.directory"
    label = "directory"

    def ready(self) -> None:
        from wellsent.directory.seed import seed_kinds  # models can be imported only once apps are ready

        post_migrate.connect(seed_kinds, sender=self)
