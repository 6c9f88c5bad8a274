from django.urls import path

from . import score_views, talk_views, team_views, views

public = [
    path("", views.front, name="front"),
    path("neighbourhoods/", views.neighbourhoods, name="neighbourhoods"),
    path("neighbourhoods/<slug:slug>/", views.neighbourhood, name="neighbourhood"),
    path("neighbourhoods/<slug:slug>/said-did/", views.said_and_did, name="said-and-did"),
    path("neighbourhoods/<slug:slug>/talk/", talk_views.talk, name="talk"),
    path("neighbourhoods/<slug:slug>/talk.pdf", talk_views.talk_poster, name="talk-poster"),
    path("privacy/", views.privacy, name="privacy"),
]
team = [
    path("scores/", score_views.scores, name="team-scores"),
    path("priorities/", team_views.priorities, name="team-priorities"),
    path("priorities/new/<slug:slug>/", team_views.priority_new, name="team-priority-new"),
    path("priorities/<str:public_id>/", team_views.priority, name="team-priority"),
]
