from django.apps import AppConfig


class ProblemsConfig(AppConfig):
    name = "commonground.problems"
    label = "problems"
