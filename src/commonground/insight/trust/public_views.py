"""What everybody may read of the surveys: the same gates, fewer numbers, and files to take away."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from commonground.common.web import public_page
from commonground.places.models import Neighbourhood

from . import exporting, public
from .feeds import ATOM, feed


@public_page
@require_safe
def trust(request: HttpRequest) -> HttpResponse:
    return render(request, "insight/trust/public.html", {"panel": public.panel(None)})


@public_page
@require_safe
def place_trust(request: HttpRequest, slug: str) -> HttpResponse:
    place = get_object_or_404(Neighbourhood, slug=slug)
    shown = {"panel": public.panel(place), "place": place}
    return render(request, "insight/trust/public.html", shown)


@public_page
@require_safe
def trust_json(request: HttpRequest) -> HttpResponse:
    """The newest wave of each public stream, all areas and groups; behind the same gates."""
    made = [exporting.document(run, is_public=True) for run in public.runs()]
    answer = JsonResponse(made, safe=False, json_dumps_params={"ensure_ascii": False})
    answer["Access-Control-Allow-Origin"] = "*"
    return answer


@public_page
@require_safe
def trust_feed(request: HttpRequest) -> HttpResponse:
    return HttpResponse(feed(), content_type=ATOM)
