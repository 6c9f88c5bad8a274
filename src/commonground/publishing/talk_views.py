"""Who can I talk to this week: the page and its poster."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from commonground.common.web import public_page
from commonground.places.models import Neighbourhood

from .poster import poster
from .talking import talk as gather


@public_page
def talk(request: HttpRequest, slug: str) -> HttpResponse:
    place = get_object_or_404(Neighbourhood, slug=slug)
    return render(request, "publishing/talk.html", {"talk": gather(place)})


@public_page
def talk_poster(request: HttpRequest, slug: str) -> HttpResponse:
    place = get_object_or_404(Neighbourhood, slug=slug)
    name = f'inline; filename="talk-{place.slug}.pdf"'
    headers = {"Content-Disposition": name}
    return HttpResponse(poster(gather(place)), content_type="application/pdf", headers=headers)
