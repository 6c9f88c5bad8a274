from django.apps import AppConfig


class PublishingConfig(AppConfig):
    name = "commonground.publishing"
    label = "publishing"
