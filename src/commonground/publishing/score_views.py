"""What others measured and published, with what they did not say."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from commonground.people.access import staff_page

from .score_series import over, published_series


@staff_page("survey.read")
@require_safe
def scores(request: HttpRequest) -> HttpResponse:
    """?area=: one of those on record; without it the first."""
    areas = list(over().order_by("area").values_list("area", flat=True).distinct())
    area = request.GET.get("area", areas[0] if areas else "")
    if areas and area not in areas:
        raise Http404
    series = published_series(area) if areas else []
    shown = {"areas": areas, "area": area, "series": series}
    return render(request, "publishing/scores.html", shown)
