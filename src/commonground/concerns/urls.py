from django.urls import path

from . import follow_views, new_views

public = [
    path("concerns/new/", new_views.new_concern, name="concern-new"),
    path("concerns/new/kept/", new_views.kept, name="concern-kept"),
    path("concerns/new/card/", new_views.card, name="concern-card"),
    path("follow/", follow_views.follow, name="follow"),
]
