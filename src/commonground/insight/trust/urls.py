from django.urls import path

from . import analyst_views, fair_views, public_views, staff_views

public = [
    path("trust/", public_views.trust, name="public-trust"),
    path("trust.json", public_views.trust_json, name="public-trust-json"),
    path("trust.atom", public_views.trust_feed, name="public-trust-feed"),
    path("neighbourhoods/<slug:slug>/trust/", public_views.place_trust, name="place-public-trust"),
]
team = [
    path("trust/", staff_views.trust, name="team-trust"),
    path("trust/by-group-and-area/", fair_views.fair, name="trust-fair"),
    path("trust/at/<slug:slug>/", staff_views.trust_place, name="trust-place"),
    path(
        "surveys/<str:public_id>/results/", staff_views.survey_results, name="team-survey-results"
    ),
    path("surveys/<str:public_id>/made/", analyst_views.diagnostics, name="trust-diagnostics"),
    path("surveys/<str:public_id>/made/again/", analyst_views.work_out, name="trust-work-out"),
    path(
        "surveys/<str:public_id>/made/figures.<str:form>", analyst_views.export, name="trust-export"
    ),
]
