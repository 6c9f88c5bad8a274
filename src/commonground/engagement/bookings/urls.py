from django.urls import path

from . import door_views, views

public = [
    path("events/<str:public_id>/book/", views.book, name="event-book"),
    path("events/<str:public_id>/book/asked/", views.asked, name="booking-asked"),
    path("bookings/<str:token>/yes/", views.confirm, name="booking-confirm"),
    path("bookings/<str:token>/no/", views.leave, name="booking-leave"),
]
team = [
    path("events/<str:public_id>/door/", door_views.door, name="event-door"),
    path("events/<str:public_id>/places/", door_views.set_places, name="event-places"),
]
