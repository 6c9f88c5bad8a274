"""Who can I talk to this week: the page and its poster."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import get_language

from commonground.common.context import other_languages
from commonground.common.web import public_page
from commonground.places.models import Neighbourhood

from .poster import poster
from .talking import talk as gather


@public_page
def talk(request: HttpRequest, slug: str) -> HttpResponse:
    place = get_object_or_404(Neighbourhood, slug=slug)
    shown = {"talk": gather(place), "other_language": _other_language()}
    return render(request, "publishing/talk.html", shown)


@public_page
def talk_poster(request: HttpRequest, slug: str) -> HttpResponse:
    """In the language of the page; with `?languages=both`, the agency's other one beside it."""
    place = get_object_or_404(Neighbourhood, slug=slug)
    languages, other = [get_language() or "en"], _other_language()
    if other and request.GET.get("languages") == "both":
        languages.append(other["code"])
    headers = {"Content-Disposition": f'inline; filename="talk-{place.slug}.pdf"'}
    sheet = poster(place, languages)
    return HttpResponse(sheet, content_type="application/pdf", headers=headers)


def _other_language() -> dict[str, str] | None:
    """Where the agency has two: a third column could not be read from a step away."""
    others = other_languages()
    return others[0] if len(others) == 1 else None
