"""Staff: the list of events, and one event with what to do for it."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from commonground.common.paging import page
from commonground.people.access import staff_page
from commonground.people.rules import can, neighbourhoods_for
from commonground.tasks import queries as tasks

from . import queries
from .doors import actor, done, event_for, may
from .languages import names_of
from .models import Event
from .photos.forms import PhotoForm
from .photos.showing import add_photo, shown_photos, take_down
from .plan_forms import CancelForm
from .planning import mark_held
from .preparing import checklist, lines, tick

FIRST_SHOWN = 6
OTHER_DAYS_SHOWN = 5


@staff_page("event.read")
def team_events(request: HttpRequest) -> HttpResponse:
    show = request.GET.get("show", "")
    places = neighbourhoods_for(request.user, "event.read")
    to_close = queries.to_close(places)
    if show == "to-close":
        rows = to_close
    elif show == "past":
        rows = queries.over(queries.listed().in_any(places))
    else:
        rows = queries.to_come(queries.listed().in_any(places))
    shown = page(request, rows, "starts_at", newest_first=show == "past")
    can_plan = can(request.user, "event.plan")
    is_first_page = not show and not request.GET.get("after")
    first = list(to_close[: FIRST_SHOWN + 1]) if is_first_page else []
    context = {
        "page": shown,
        "show": show,
        "can_plan": can_plan,
        "to_close": first[:FIRST_SHOWN],
        "more_to_close": len(first) > FIRST_SHOWN,
    }
    return render(request, "engagement/team_events.html", context)


@staff_page("event.read")
def team_event(request: HttpRequest, public_id: str) -> HttpResponse:
    event = event_for(request, public_id, "event.read")
    closing = getattr(event, "closing", None)
    context = {
        "event": event,
        "places": list(event.neighbourhoods.all()),
        "closing": closing,
        "heard": _heard(event),
        "may_plan": may(request, event, "event.plan"),
        "may_close": may(request, event, "event.close"),
        "cancel_form": CancelForm(event=event),
        "checklist": checklist(event),
        "safeguarding": lines(event.kind.safeguarding),
        "other_days": queries.other_days(event)[:OTHER_DAYS_SHOWN] if event.series else [],
        "photos": list(shown_photos(event)),
        "photo_form": PhotoForm(),
        "languages": names_of(closing.languages) if closing else [],
        "promises": tasks.from_source(f"event:{event.public_id}"),
    }
    return render(request, "engagement/team_event.html", context)


def _heard(event: Event) -> list:
    closing = getattr(event, "closing", None)
    if closing is None:
        return []
    heard = closing.heard.exclude(concern__about_conduct=True)  # not for the team's eyes
    return list(heard.select_related("concern__category"))


@staff_page("event.close")
@require_POST
def event_held(request: HttpRequest, public_id: str) -> HttpResponse:
    event = event_for(request, public_id, "event.close")
    return done(
        request,
        event,
        lambda: mark_held(event=event, by=actor(request, "event.close")),
        _("It took place. Now write down what was heard."),
    )


@staff_page("event.plan")
@require_POST
def event_prepare(request: HttpRequest, public_id: str) -> HttpResponse:
    event = event_for(request, public_id, "event.plan")
    return done(
        request,
        event,
        lambda: tick(
            event=event, done=request.POST.getlist("done"), by=actor(request, "event.plan")
        ),
        _("Kept."),
    )


@staff_page("event.close")
@require_POST
def event_add_photo(request: HttpRequest, public_id: str) -> HttpResponse:
    event = event_for(request, public_id, "event.close")
    form = PhotoForm(request.POST, request.FILES)
    if not form.is_valid():
        messages.error(request, form.first_error())
        return redirect("team-event", event.public_id)
    by = actor(request, "event.close")
    return done(
        request,
        event,
        lambda: add_photo(event=event, by=by, **form.cleaned_data),
        _("The picture stands on the public page of the event."),
    )


@staff_page("event.close")
@require_POST
def event_take_down(request: HttpRequest, public_id: str, photo_id: str) -> HttpResponse:
    event = event_for(request, public_id, "event.close")
    photo = get_object_or_404(event.photos, public_id=photo_id)
    by = actor(request, "event.close")
    return done(
        request, event, lambda: take_down(photo=photo, by=by), _("The picture is taken down.")
    )
