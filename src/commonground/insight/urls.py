from django.urls import path

from . import survey_words, views
from .coverage import views as coverage
from .trust.urls import public as trust_public
from .trust.urls import team as trust_team

public = [*trust_public]
team = [
    path("", views.today_page, name="today"),
    path("briefing/", views.briefings, name="briefings"),
    path("briefing/<slug:slug>.pdf", views.briefing_pdf, name="briefing-pdf"),
    path("briefing/<slug:slug>/", views.briefing, name="briefing"),
    path("surveys/<str:public_id>/words/", survey_words.survey_words, name="team-survey-words"),
    path("coverage/", coverage.coverage, name="team-coverage"),
    path("presence/", coverage.coverages, name="own-coverage"),
    path("coverage/<slug:slug>/", coverage.place_coverage, name="place-coverage"),
    *trust_team,
]
