from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "wellsent.accounts"
    label = "accounts"
