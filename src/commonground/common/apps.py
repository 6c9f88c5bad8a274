from django.apps import AppConfig


class CommonConfig(AppConfig):
    name = "commonground.common"
    label = "common"
