from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "wellsent.accounts"
    label = "accounts"

    def ready(self) -> None:
        from wellsent.accounts import sign_in_trail  # noqa: F401 - its receivers write the audit trail
