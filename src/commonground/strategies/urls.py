from django.urls import path

from . import views

public = [
    path("what-works/", views.what_works, name="what-works"),
    path("what-works/<slug:strategy>/", views.what_works_one, name="what-works-one"),
]
team = [
    path("strategies/", views.team_strategies, name="team-strategies"),
    path("strategies/<slug:strategy>/", views.team_strategy, name="team-strategy"),
]
