"""What residents do with a booking: ask, confirm, and say that they no longer come."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from commonground.common.errors import Refused
from commonground.common.ratelimit import Limit
from commonground.common.web import never_stored, public_page

from .. import queries
from . import booking, links
from .forms import BookingForm
from .models import ASKED, ENDED

ASKINGS = Limit("BOOKINGS_PER_HOUR", 30, 3600)
GET_OR_POST = require_http_methods(["GET", "HEAD", "POST"])


@public_page
@GET_OR_POST
def book(request: HttpRequest, public_id: str) -> HttpResponse:
    """Ask for places. The answer is the same whatever we know of the address."""
    event = get_object_or_404(queries.public(), public_id=public_id)
    if not booking.takes_bookings(event):
        return redirect("event", event.public_id)
    form = BookingForm(request.POST or None, event=event)
    if request.method == "POST" and form.is_valid():
        if ASKINGS.is_reached(request):  # else anybody could write to all the world through us
            sentence = _("Too many addresses came from your network. Try again in an hour.")
            return render(request, "429.html", {"sentence": sentence}, status=429)
        ASKINGS.add(request)
        try:
            booking.ask(event=event, wish=form.wish())
            asked_by = "?by=text" if form.cleaned_data.get("phone") else ""
            return redirect(reverse("booking-asked", args=[event.public_id]) + asked_by)
        except Refused as refusal:
            form.add_error(None, refusal.sentence)
    status = 422 if form.errors else 200
    shown = {"event": event, "form": form}
    return render(request, "engagement/bookings/book.html", shown, status=status)


@public_page
def asked(request: HttpRequest, public_id: str) -> HttpResponse:
    event = get_object_or_404(queries.public(), public_id=public_id)
    shown = {"event": event, "by_text": request.GET.get("by") == "text"} | booking.how_long()
    return render(request, "engagement/bookings/asked.html", shown)


@public_page
@never_stored
@GET_OR_POST
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """A button, because mail scanners open every link."""
    if request.method == "POST":
        row = booking.confirm(token=token)
        shown = {"booking": row, "event": row and row.event}
        status = 200 if row else 410
        return render(request, "engagement/bookings/confirmed.html", shown, status=status)
    row = links.booking_of(links.CONFIRM, token)
    if row is None or row.state == ENDED or not booking.takes_bookings(row.event):
        return render(request, "engagement/bookings/confirmed.html", status=410)
    template = "confirm" if row.state == ASKED else "confirmed"
    shown = {"booking": row, "event": row.event}
    return render(request, f"engagement/bookings/{template}.html", shown)


@public_page
@csrf_exempt  # RFC 8058: the mail program posts, without cookies
@never_stored
@GET_OR_POST
def leave(request: HttpRequest, token: str) -> HttpResponse:
    """GET asks, POST leaves; once it is over or cancelled, only the address is left to go."""
    if request.method == "POST":
        row = booking.leave(token=token)
    else:
        row = links.booking_of(links.LEAVE, token)
    if row is None:
        return render(request, "engagement/bookings/confirmed.html", status=404)
    shown = {
        "event": row.event,
        "is_open": booking.takes_bookings(row.event),
        "has_left": row.state == ENDED or request.method == "POST",
    }
    return render(request, "engagement/bookings/leave.html", shown)
