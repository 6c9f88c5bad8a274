from django.apps import AppConfig


class IndividualsConfig(AppConfig):
    name = "commonground.individuals"
    label = "individuals"
