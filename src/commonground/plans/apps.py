from django.apps import AppConfig


class PlansConfig(AppConfig):
    name = "commonground.plans"
    label = "plans"
