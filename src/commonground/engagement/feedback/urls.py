from django.urls import path

from . import views

public = [path("feedback/<str:token>/", views.event_feedback, name="event-feedback")]
team = [path("events/<str:public_id>/sheet/", views.feedback_sheet, name="event-feedback-sheet")]
