from django.urls import path

from . import views

team = [
    path("keeping/", views.keeping, name="team-keeping"),
    path("keeping/hold/", views.hold, name="team-hold"),
    path("keeping/hold/<str:public_id>/lift/", views.lift, name="team-hold-lift"),
    path("keeping/outbox/", views.outbox_again, name="team-outbox-again"),
]
