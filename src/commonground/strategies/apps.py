from django.apps import AppConfig


class StrategiesConfig(AppConfig):
    name = "commonground.strategies"
    label = "strategies"
