from django.urls import path

from . import log_views, team_views, views

public = [
    path("events/", views.events, name="events"),
    path("events/<str:public_id>.ics", views.event_calendar, name="event-calendar"),
    path("events/<str:public_id>/", views.event, name="event"),
    path(
        "neighbourhoods/<slug:slug>/events.ics",
        views.neighbourhood_events,
        name="neighbourhood-events",
    ),
]
team = [
    path("events/", team_views.team_events, name="team-events"),
    path("events/new/", team_views.event_plan, name="event-plan"),
    path("events/<str:public_id>/", team_views.team_event, name="team-event"),
    path("events/<str:public_id>/change/", team_views.event_change, name="event-change"),
    path("events/<str:public_id>/cancel/", team_views.event_cancel, name="event-cancel"),
    path("events/<str:public_id>/held/", team_views.event_held, name="event-held"),
    path("events/<str:public_id>/close/", team_views.event_close, name="event-close"),
    path("log/", log_views.log, name="team-log"),
    path("log/<str:public_id>/take-back/", log_views.take_back, name="team-log-take-back"),
]
