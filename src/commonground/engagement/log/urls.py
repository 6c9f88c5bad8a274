from django.urls import path

from . import phone, views

public = [
    path("team/log/worker.js", phone.worker, name="log-worker"),
    path("team/log/app.webmanifest", phone.manifest, name="log-manifest"),
]
team = [
    path("log/", views.log, name="team-log"),
    path("log/away/", views.away, name="team-log-away"),
    path("log/away/<str:public_id>/take-back/", views.take_back_away, name="team-away-take-back"),
    path("log/send/", phone.send, name="team-log-send"),
    path("log/without-network/", phone.shell, name="team-log-shell"),
    path("log/<str:public_id>/words/", views.words, name="team-log-words"),
    path("log/<str:public_id>/take-back/", views.take_back, name="team-log-take-back"),
]
