from django.urls import path

from . import planner, staff_views, views

public = [
    path("survey/", views.enter, name="survey-enter"),
    path("survey/<str:code>/", views.survey, name="survey"),
    path("survey/<str:code>/stop/", views.stop, name="survey-stop"),
]
team = [
    path("surveys/", staff_views.surveys, name="team-surveys"),
    path("surveys/plan/", planner.planner, name="team-survey-plan"),
    path("surveys/new/", staff_views.survey_new, name="team-survey-new"),
    path("surveys/<str:public_id>/", staff_views.fieldwork, name="team-survey"),
    path("surveys/<str:public_id>/draw/", staff_views.draw, name="team-survey-draw"),
    path("surveys/<str:public_id>/slips/", staff_views.slips, name="team-survey-slips"),
    path("surveys/<str:public_id>/invite/", staff_views.invite, name="team-survey-invite"),
    path("surveys/<str:public_id>/remind/", staff_views.remind, name="team-survey-remind"),
    path("surveys/<str:public_id>/letters/", staff_views.letters, name="team-survey-letters"),
    path("surveys/<str:public_id>/rows/<str:form>/", staff_views.rows, name="team-survey-rows"),
]
