"""What people wrote in a survey of one's neighbourhood: in fives or more, without names."""

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from commonground.common.deployment import deployment
from commonground.engagement.log.persons import marks
from commonground.people.access import staff_page
from commonground.people.models import Staff
from commonground.people.rules import can, neighbourhoods_for
from commonground.surveys.models import Survey
from commonground.surveys.remarks import LEAST_TOGETHER, heard

READ = "survey.words.read"


def may_read(user: Staff) -> bool:
    """Where an independent body asks, who runs its surveys: the police see figures only."""
    return can(user, READ) and (not deployment().survey_body or can(user, "survey.run"))


@staff_page(READ)
@require_safe
def survey_words(request: HttpRequest, public_id: str) -> HttpResponse:
    """Of the neighbourhoods that one may read, each apart."""
    if not may_read(request.user):
        raise PermissionDenied
    survey = get_object_or_404(Survey, public_id=public_id)
    if not survey.is_closed:
        raise Http404
    places = list(neighbourhoods_for(request.user, READ))
    names = [place.name for place in places]

    def names_a_person(words: str) -> bool:
        return bool(marks(words, names))

    groups = [(place, heard(survey, place, names_a_person)) for place in places]
    shown = {"survey": survey, "groups": [g for g in groups if any(h.words for h in g[1])]}
    return render(request, "insight/survey_words.html", shown | {"least": LEAST_TOGETHER})
