from django.urls import path

from . import views

team = [path("imports/", views.imports, name="team-imports")]
