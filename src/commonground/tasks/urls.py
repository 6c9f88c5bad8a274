from django.urls import path

from . import views

public: list = []
team = [
    path("tasks/", views.team_tasks, name="team-tasks"),
    path("tasks/new/", views.task_new, name="task-new"),
    path("tasks/<str:public_id>/finish/", views.task_finish, name="task-finish"),
    path("tasks/<str:public_id>/drop/", views.task_drop, name="task-drop"),
]
