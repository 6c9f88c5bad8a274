from django.urls import path

from . import views

public: list = []
team = [
    path("", views.today_page, name="today"),
    path("briefing/", views.briefings, name="briefings"),
    path("briefing/<slug:slug>.pdf", views.briefing_pdf, name="briefing-pdf"),
    path("briefing/<slug:slug>/", views.briefing, name="briefing"),
]
