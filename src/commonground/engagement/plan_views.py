"""Staff: choose a kind, plan an event or a series, change it, cancel it."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from commonground.common.actors import Actor
from commonground.common.errors import Refused
from commonground.people.access import staff_page
from commonground.people.rules import neighbourhoods_for

from .doors import actor, done, event_for
from .models import Event, EventKind
from .plan_forms import FOLLOWING, ChangeForm, EventForm, PlanForm, event_initial
from .planning import cancel_event, change_event, plan_event
from .preparing import lines
from .series.repeating import cancel_following, change_following, plan_series


@staff_page("event.plan")
def event_plan(request: HttpRequest) -> HttpResponse:
    kind = _kind(request)
    if request.method != "POST" and kind is None:
        kinds = EventKind.objects.filter(active=True)
        return render(request, "engagement/event_kinds.html", {"kinds": kinds})
    places = neighbourhoods_for(request.user, "event.plan")
    initial = {"neighbourhoods": [places.first()] if places.count() == 1 else []}
    form = PlanForm(request.POST or None, places=places, kind=kind, initial=initial)
    if (
        request.method == "POST"
        and form.is_valid()
        and (event := _try(form, lambda by: _plan(form, by), request))
    ):
        messages.success(request, _told(event))
        return redirect("team-event", event.public_id)
    return _form_page(request, form, kind, _("Plan an event"))


def _kind(request: HttpRequest) -> EventKind | None:
    """The kind in the address, or of the form that was sent."""
    slug = request.POST.get("kind") or request.GET.get("kind", "")
    return EventKind.objects.filter(active=True, slug=slug.replace("\x00", "")).first()


def _plan(form: PlanForm, by: Actor) -> Event:
    key = form.cleaned_data["idempotency_key"]
    if repeat := form.repeat():
        return plan_series(plan=form.plan(), repeat=repeat, by=by, idempotency_key=key)[0]
    return plan_event(plan=form.plan(), by=by, idempotency_key=key)


def _told(event: Event) -> str:
    if not event.is_listed:
        return _("Planned. The hosts did not want it listed, so only the team sees it.")
    if event.series:
        count = event.series.count
        return _("All %(count)d days are on the public list.") % {"count": count}
    return _("It is on the public list.")


@staff_page("event.plan")
def event_change(request: HttpRequest, public_id: str) -> HttpResponse:
    event = event_for(request, public_id, "event.plan")
    # the event's other neighbourhoods stay choosable: another team's may be among them
    places = neighbourhoods_for(request.user, "event.plan") | event.neighbourhoods.all()
    kind = _kind(request) or event.kind
    form = ChangeForm(
        request.POST or None,
        places=places.distinct(),
        kind=kind,
        event=event,
        initial=event_initial(event),
    )
    if (
        request.method == "POST"
        and form.is_valid()
        and _try(form, lambda by: _change(form, event, by), request)
    ):
        messages.success(request, _("Changed. Calendars that follow it will show it."))
        return redirect("team-event", event.public_id)
    return _form_page(request, form, kind, _("Change the event"))


def _change(form: ChangeForm, event: Event, by: Actor) -> Event:
    if form.cleaned_data.get("which") == FOLLOWING:
        change_following(event=event, plan=form.plan(), by=by)
        return event
    return change_event(event=event, plan=form.plan(), by=by)


def _try(form: EventForm, verb: Callable[[Actor], Event], request: HttpRequest) -> Event | None:
    try:
        return verb(actor(request, "event.plan"))
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return None


def _form_page(
    request: HttpRequest, form: EventForm, kind: EventKind | None, heading: str
) -> HttpResponse:
    context = {"form": form, "kind": kind, "heading": heading}
    if kind:
        context["to_prepare"] = lines(kind.preparation)
        context["safeguarding"] = lines(kind.safeguarding)
    return render(
        request, "engagement/event_form.html", context, status=400 if form.errors else 200
    )


@staff_page("event.plan")
@require_POST
def event_cancel(request: HttpRequest, public_id: str) -> HttpResponse:
    event = event_for(request, public_id, "event.plan")
    because = request.POST.get("because", "").replace("\x00", "")
    cancel = cancel_following if request.POST.get("which") == FOLLOWING else cancel_event
    return done(
        request,
        event,
        lambda: cancel(event=event, because=because, by=actor(request, "event.plan")),
        _("Cancelled. The public list and the calendars say so."),
    )
