from django.urls import path

from . import views

public = [
    path("subscribe/confirm/<str:token>/", views.confirm, name="subscribe-confirm"),
    path("subscribe/<slug:slug>/", views.subscribe, name="subscribe"),
    path("subscribe/<slug:slug>/asked/", views.asked, name="subscribe-asked"),
    path("unsubscribe/<str:token>/", views.unsubscribe, name="unsubscribe"),
]
