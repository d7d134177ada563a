from django.apps import AppConfig


class ExchangeConfig(AppConfig):
    name = "wellsent.exchange"
    label = "exchange"
