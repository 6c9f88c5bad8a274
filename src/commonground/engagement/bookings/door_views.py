"""The team's pages: how many places there are, and the door."""

from datetime import timedelta

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from commonground.common import clock
from commonground.common.errors import Refused
from commonground.people.access import staff_page

from ..doors import actor, done, event_for
from .door import MOST_CAPACITY, check_can_count, count_in, counted, set_capacity
from .numbers import numbers

OPENS_BEFORE = timedelta(hours=2)


class CapacityForm(forms.Form):
    capacity = forms.IntegerField(
        label=gettext_lazy("How many places are there?"),
        required=False,
        min_value=1,
        max_value=MOST_CAPACITY,
        help_text=gettext_lazy("Left empty, as many as like may come."),
    )


@staff_page("event.plan")
@require_POST
def set_places(request: HttpRequest, public_id: str) -> HttpResponse:
    event = event_for(request, public_id, "event.plan")
    form = CapacityForm(request.POST)
    if not form.is_valid():
        messages.error(request, next(iter(form.errors.values()))[0])
        return redirect("team-event", event.public_id)
    capacity, by = form.cleaned_data["capacity"], actor(request, "event.plan")
    return done(
        request, event, lambda: set_capacity(event=event, capacity=capacity, by=by), _("Kept.")
    )


@staff_page("event.close")
@require_http_methods(["GET", "HEAD", "POST"])
def door(request: HttpRequest, public_id: str) -> HttpResponse:
    """Three large buttons. Each is a form of its own, so it works without script."""
    event = event_for(request, public_id, "event.close")
    try:
        check_can_count(event)
        if event.starts_at - OPENS_BEFORE > clock.now():
            raise Refused(_("The door opens two hours before it begins."))
        if request.method == "POST":
            who, step = request.POST.get("who", ""), -1 if "less" in request.POST else 1
            count_in(event=event, who=who, step=step, by=actor(request, "event.close"))
            return redirect("event-door", event.public_id)
    except Refused as refusal:
        messages.error(request, refusal.sentence)
        return redirect("event-door" if request.method == "POST" else "team-event", public_id)
    rows = [
        ("adults", _("An adult")),
        ("young", _("A child or young person")),
        ("first_time", _("For the first time")),
    ]
    so_far = counted(event)
    context = {
        "event": event,
        "rows": [(name, words, so_far.get(name, 0)) for name, words in rows],
        "numbers": numbers(event),
    }
    return render(request, "engagement/bookings/door.html", context)
