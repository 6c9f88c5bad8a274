from django.apps import AppConfig


class KeepingConfig(AppConfig):
    name = "commonground.keeping"
    label = "keeping"
