"""An officer's own secret calendar address, and the calendar behind it."""

from urllib.parse import urljoin

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from commonground.common.deployment import deployment
from commonground.common.web import public_page
from commonground.people.access import staff_page

from .calendars import calendar_of, current_key, make_address, revoke_address, whose

CALENDAR = "text/calendar; charset=utf-8"


@staff_page("calendar.own")
def team_calendar(request: HttpRequest) -> HttpResponse:
    """Make, renew or end one's own address; it is shown once."""
    address = ""
    if request.method == "POST":
        if "revoke" in request.POST:
            revoke_address(staff=request.user)
            messages.success(request, _("Ended. Calendars that follow it get nothing any more."))
            return redirect("team-calendar")
        word = make_address(staff=request.user)
        address = urljoin(deployment().base_url, reverse("officer-calendar", args=[word]))
    context = {"address": address, "key": current_key(request.user)}
    return render(request, "plans/calendar.html", context)


@public_page
def officer_calendar(request: HttpRequest, word: str) -> HttpResponse:
    """Whoever has the address reads it: it is never stored on the way, nor told to other sites."""
    staff = whose(word)
    if staff is None:
        raise Http404
    headers = {
        "Content-Disposition": 'inline; filename="plan.ics"',
        "Cache-Control": "no-store",
        "Referrer-Policy": "no-referrer",
        "X-Robots-Tag": "noindex",
    }
    return HttpResponse(calendar_of(staff), content_type=CALENDAR, headers=headers)
