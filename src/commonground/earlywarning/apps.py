from django.apps import AppConfig


class EarlywarningConfig(AppConfig):
    name = "commonground.earlywarning"
    label = "earlywarning"
