from django.urls import path

from . import close_views, feed_views, kind_views, plan_views, team_views, views
from .bookings import urls as bookings
from .feedback import urls as feedback
from .invitations import urls as invitations
from .log import urls as log

public = [
    *log.public,
    *bookings.public,
    *feedback.public,
    *invitations.public,
    path("events/", views.events, name="events"),
    path("events/series/<str:public_id>.ics", feed_views.series_calendar, name="series-calendar"),
    path("events/<str:public_id>.ics", feed_views.event_calendar, name="event-calendar"),
    path("events/<str:public_id>/", views.event, name="event"),
    path("events/<str:public_id>/photos/<str:photo_id>.jpg", views.event_photo, name="event-photo"),
    path(
        "neighbourhoods/<slug:slug>/events.ics",
        feed_views.neighbourhood_events,
        name="neighbourhood-events",
    ),
    path(
        "neighbourhoods/<slug:slug>/events.atom",
        feed_views.neighbourhood_events_feed,
        name="neighbourhood-events-feed",
    ),
]
team = [
    *log.team,
    *bookings.team,
    *feedback.team,
    *invitations.team,
    path("events/", team_views.team_events, name="team-events"),
    path("event-kinds/", kind_views.event_kinds, name="team-event-kinds"),
    path("event-kinds/<slug:slug>/", kind_views.event_kind, name="team-event-kind"),
    path("events/new/", plan_views.event_plan, name="event-plan"),
    path("events/<str:public_id>/", team_views.team_event, name="team-event"),
    path("events/<str:public_id>/change/", plan_views.event_change, name="event-change"),
    path("events/<str:public_id>/cancel/", plan_views.event_cancel, name="event-cancel"),
    path("events/<str:public_id>/held/", team_views.event_held, name="event-held"),
    path("events/<str:public_id>/prepare/", team_views.event_prepare, name="event-prepare"),
    path("events/<str:public_id>/photos/", team_views.event_add_photo, name="event-add-photo"),
    path(
        "events/<str:public_id>/photos/<str:photo_id>/take-down/",
        team_views.event_take_down,
        name="event-take-down",
    ),
    path("events/<str:public_id>/close/", close_views.event_close, name="event-close"),
]
