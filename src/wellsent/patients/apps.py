from django.apps import AppConfig


class PatientsConfig(AppConfig):
    name = "wellsent.patients"
    label = "patients"
