from datetime import date

from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from commonground.common.errors import Refused
from commonground.people.access import signed_in_page, staff_page
from commonground.people.context import pages
from commonground.people.rules import can, check, neighbourhoods_for
from commonground.places.models import Neighbourhood

from .briefing import brief
from .printing import example_notice, pdf
from .sheet import Sheet
from .today import PRESENCE_DAYS, UNCLOSED_DAYS, today


@signed_in_page
def today_page(request: HttpRequest) -> HttpResponse:
    """The team's day; for every other role the list of its own pages."""
    if not can(request.user, "today.read"):
        return render(request, "insight/pages.html", {"pages": pages(request.user)})
    context = {"now": today(request.user), "presence_days": PRESENCE_DAYS}
    context["unclosed_days"] = UNCLOSED_DAYS
    response = render(request, "insight/today.html", context)
    response["Cache-Control"] = "no-store"
    return response


@staff_page("briefing.read")
def briefings(request: HttpRequest) -> HttpResponse:
    places = list(neighbourhoods_for(request.user, "briefing.read"))
    if len(places) == 1:
        return redirect("briefing", places[0].slug)
    return render(request, "insight/briefings.html", {"places": places})


@staff_page("briefing.read")
def briefing(request: HttpRequest, slug: str) -> HttpResponse:
    sheet = _sheet(request, slug)
    context = {"sheet": sheet, "notice": example_notice(sheet)}
    return render(request, "insight/briefing.html", context)


@staff_page("briefing.read")
def briefing_pdf(request: HttpRequest, slug: str) -> HttpResponse:
    sheet = _sheet(request, slug)
    name = f'inline; filename="briefing-{sheet.slug}-{sheet.as_of}.pdf"'
    headers = {"Content-Disposition": name}
    return HttpResponse(pdf(sheet), content_type="application/pdf", headers=headers)


def _sheet(request: HttpRequest, slug: str) -> Sheet:
    place = get_object_or_404(Neighbourhood, slug=slug)
    check(request.user, "briefing.read", place)
    try:
        return brief(place, _day(request.GET.get("as-of", "")))
    except Refused as refusal:
        raise BadRequest(str(refusal)) from refusal


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError as problem:
        raise Refused(_("Write the day like 2017-12-11.")) from problem
