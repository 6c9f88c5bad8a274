from django.urls import path

from . import views

public = [path("invite-us/", views.invite_us, name="invite-us")]
team = [
    path("invitations/", views.invitations, name="team-invitations"),
    path("invitations/<str:public_id>/", views.invitation, name="team-invitation"),
]
