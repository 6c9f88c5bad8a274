from django.urls import path

from . import calendar_views, roster_views, slot_views, views

public = [
    path("calendar/<str:word>.ics", calendar_views.officer_calendar, name="officer-calendar"),
]
team = [
    path("plan/", views.team_plan, name="team-plan"),
    path("plan/week/<str:week>/", views.team_plan_of, name="team-plan-of"),
    path("plan/week/<str:week>/ask/", views.plan_ask, name="team-plan-ask"),
    path("plan/<str:public_id>/publish/", views.plan_publish, name="team-plan-publish"),
    path("plan/<str:public_id>/repair/", views.plan_repair, name="team-plan-repair"),
    path("plan/<str:public_id>/history/", views.plan_history, name="team-plan-history"),
    path("plan/<str:public_id>/add/", slot_views.plan_add, name="team-plan-add"),
    path("plan/<str:public_id>/taken/", slot_views.plan_taken, name="team-plan-taken"),
    path("plan/<str:public_id>/needs/", slot_views.plan_needs, name="team-plan-needs"),
    path("plan/<str:public_id>/needs/<str:source>/", slot_views.plan_need, name="team-plan-need"),
    path("plan/<str:public_id>/slots/<str:slot_id>/", slot_views.plan_slot, name="team-plan-slot"),
    path(
        "plan/<str:public_id>/slots/<str:slot_id>/drop/",
        slot_views.plan_drop,
        name="team-plan-drop",
    ),
    path("roster/", roster_views.team_roster, name="team-roster"),
    path("roster/usual/", roster_views.roster_usual, name="roster-usual"),
    path("roster/import/", roster_views.roster_import, name="roster-import"),
    path("roster/import/<str:public_id>/", roster_views.roster_looked_at, name="roster-looked-at"),
    path("roster/sample.csv", roster_views.roster_sample, name="roster-sample"),
    path("roster/entries/<str:public_id>/", roster_views.roster_remove, name="roster-remove"),
    path("roster/people/<str:public_id>/", roster_views.roster_person, name="roster-person"),
    path("calendar/", calendar_views.team_calendar, name="team-calendar"),
]
