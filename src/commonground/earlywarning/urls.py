from django.urls import path

from . import auditing, looking_around, views

public: list = []
team = [
    path("alerts/", views.team_alerts, name="team-alerts"),
    path("alerts/audit/", auditing.alert_audit, name="alert-audit"),
    path("alerts/<str:public_id>/", views.team_alert, name="team-alert"),
    path("alerts/<str:public_id>/take-up/", views.alert_take_up, name="alert-take-up"),
    path("alerts/<str:public_id>/we-know-why/", views.alert_explain, name="alert-explain"),
    path("alerts/<str:public_id>/watch/", views.alert_watch, name="alert-watch"),
    path("alerts/<str:public_id>/not-useful/", views.alert_not_useful, name="alert-not-useful"),
    path("looks/<str:public_id>/take-up/", looking_around.look_take_up, name="look-take-up"),
    path("looks/<str:public_id>/found/", looking_around.look_found, name="look-found"),
]
