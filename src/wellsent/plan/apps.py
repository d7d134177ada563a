from django.apps import AppConfig


class PlanConfig(AppConfig):
    name = "wellsent.plan"
    label = "plan"
