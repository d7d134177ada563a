from django.apps import AppConfig


class BaseConfig(AppConfig):
    name = "wellsent.base"
    label = "base"

    def ready(self) -> None:
        from wellsent.base import addresses  # noqa: F401 - makes <row:number> known to every room's addresses
