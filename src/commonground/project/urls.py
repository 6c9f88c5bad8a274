"""Every address. A room's urls.py lists `public` and `team` patterns."""

from importlib import import_module
from importlib.util import find_spec

from django.urls import include, path

from . import views

ROOMS = (
    "places", "people", "messaging", "strategies", "tasks", "incidents",
    "concerns", "surveys", "earlywarning", "engagement", "individuals", "plans", "problems",
    "insight", "publishing", "keeping",
)


def _patterns(kind: str) -> list:
    found = []
    for room in ROOMS:
        name = f"commonground.{room}.urls"
        if find_spec(name):
            found += getattr(import_module(name), kind, [])
    return found


urlpatterns = [
    path("healthz", views.healthz, name="healthz"),
    path("language/", views.language, name="language"),
    path("accounts/", include("commonground.people.account_urls")),
    path("team/", include(_patterns("team"))),
    path("", include(_patterns("public"))),
]

handler400 = "commonground.project.views.bad_request"
handler403 = "commonground.project.views.forbidden"
handler404 = "commonground.project.views.not_found"
handler500 = "commonground.project.views.broken"
