from django.apps import AppConfig


class TasksConfig(AppConfig):
    name = "commonground.tasks"
    label = "tasks"
