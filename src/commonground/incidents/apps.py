from django.apps import AppConfig


class IncidentsConfig(AppConfig):
    name = "commonground.incidents"
    label = "incidents"
