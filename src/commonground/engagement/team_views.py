"""Staff: plan, change, cancel and close events."""

from collections.abc import Callable

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.forms import BaseFormSet, Form
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from commonground.common.actors import Actor
from commonground.common.errors import Refused
from commonground.common.paging import page
from commonground.people.access import staff_page
from commonground.people.rules import can, neighbourhoods_for, role_for

from . import queries
from .closing import check_can_close, close_event
from .forms import (
    ROWS,
    CancelForm,
    CountsForm,
    EventForm,
    event_initial,
    point_forms,
    promise_forms,
    what_may_follow,
)
from .models import Event
from .planning import cancel_event, change_event, mark_held, plan_event

LISTS = ("coming", "to-close", "past")


@staff_page("event.read")
def team_events(request: HttpRequest) -> HttpResponse:
    show = request.GET.get("show", LISTS[0])
    places = neighbourhoods_for(request.user, "event.read")
    if show == "to-close":
        rows = queries.to_close(places)
    elif show == "past":
        rows = queries.over(queries.listed().in_any(places))
    else:
        rows = queries.to_come(queries.listed().in_any(places))
    shown = page(request, rows, "starts_at", newest_first=show == "past")
    can_plan = can(request.user, "event.plan")
    context = {"page": shown, "show": show, "can_plan": can_plan}
    return render(request, "engagement/team_events.html", context)


@staff_page("event.read")
def team_event(request: HttpRequest, public_id: str) -> HttpResponse:
    event = _event_for(request, public_id, "event.read")
    context = {
        "event": event,
        "places": list(event.neighbourhoods.all()),
        "closing": getattr(event, "closing", None),
        "heard": _heard(event),
        "may_plan": _may(request, event, "event.plan"),
        "may_close": _may(request, event, "event.close"),
        "cancel_form": CancelForm(),
    }
    return render(request, "engagement/team_event.html", context)


def _heard(event: Event) -> list:
    closing = getattr(event, "closing", None)
    if closing is None:
        return []
    heard = closing.heard.exclude(concern__about_conduct=True)  # not for the team's eyes
    return list(heard.select_related("concern__category"))


@staff_page("event.plan")
def event_plan(request: HttpRequest) -> HttpResponse:
    places = neighbourhoods_for(request.user, "event.plan")
    initial = {"neighbourhoods": [places.first()] if places.count() == 1 else []}
    form = EventForm(request.POST or None, places=places, initial=initial)
    if request.method == "POST" and form.is_valid():
        key = form.cleaned_data["idempotency_key"]
        if event := _try(
            form, lambda by: plan_event(plan=form.plan(), by=by, idempotency_key=key), request
        ):
            messages.success(request, _("It is on the public list."))
            return redirect("team-event", event.public_id)
    return _form_page(request, form, _("Plan an event"))


@staff_page("event.plan")
def event_change(request: HttpRequest, public_id: str) -> HttpResponse:
    event = _event_for(request, public_id, "event.plan")
    # the event's other neighbourhoods stay choosable: another team's may be among them
    places = neighbourhoods_for(request.user, "event.plan") | event.neighbourhoods.all()
    form = EventForm(
        request.POST or None,
        places=places.distinct(),
        kind=event.kind,
        initial=event_initial(event),
    )
    if (
        request.method == "POST"
        and form.is_valid()
        and _try(form, lambda by: change_event(event=event, plan=form.plan(), by=by), request)
    ):
        messages.success(request, _("Changed. Calendars that follow it will show it."))
        return redirect("team-event", event.public_id)
    return _form_page(request, form, _("Change the event"))


def _try(form: EventForm, verb: Callable[[Actor], Event], request: HttpRequest) -> Event | None:
    try:
        return verb(_actor(request, "event.plan"))
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return None


def _form_page(request: HttpRequest, form: EventForm, heading: str) -> HttpResponse:
    context = {"form": form, "heading": heading}
    return render(
        request, "engagement/event_form.html", context, status=400 if form.errors else 200
    )


@staff_page("event.plan")
@require_POST
def event_cancel(request: HttpRequest, public_id: str) -> HttpResponse:
    event = _event_for(request, public_id, "event.plan")
    because = request.POST.get("because", "").replace("\x00", "")
    return _done(
        request,
        event,
        lambda: cancel_event(event=event, because=because, by=_actor(request, "event.plan")),
        _("Cancelled. The public list and the calendars say so."),
    )


@staff_page("event.close")
@require_POST
def event_held(request: HttpRequest, public_id: str) -> HttpResponse:
    event = _event_for(request, public_id, "event.close")
    return _done(
        request,
        event,
        lambda: mark_held(event=event, by=_actor(request, "event.close")),
        _("It took place. Now write down what was heard."),
    )


def _done(
    request: HttpRequest, event: Event, verb: Callable[[], Event], words: str
) -> HttpResponse:
    try:
        verb()
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, words)
    return redirect("team-event", event.public_id)


@staff_page("event.close")
def event_close(request: HttpRequest, public_id: str) -> HttpResponse:
    event = _event_for(request, public_id, "event.close")
    try:
        check_can_close(event)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("team-event", event.public_id)
    return _Closing(request, event).answer()


class _Closing:
    """The closing page: three counts, rows of points, rows of promises, and "more rows"."""

    def __init__(self, request: HttpRequest, event: Event) -> None:
        self.request, self.event = request, event
        self.places = list(event.neighbourhoods.all())
        self.options = {"choices": what_may_follow(self.places), "places": self.places}
        self.sent = request.method == "POST" and "more" not in request.POST

    def answer(self) -> HttpResponse:
        if not self.sent:
            return self.page(*self.blank())
        data = self.request.POST
        counts = CountsForm(data)
        points = point_forms()(data, prefix="points", form_kwargs=self.options)
        promises = promise_forms()(data, prefix="promises")
        if all([counts.is_valid(), points.is_valid(), promises.is_valid()]):
            try:
                self.close(counts, points, promises)
            except Refused as refusal:
                counts.add_error(None, str(refusal))
            else:
                messages.success(self.request, _("Closed. What was heard is on its way."))
                return redirect("team-event", self.event.public_id)
        return self.page(counts, points, promises, status=400)

    def blank(self) -> tuple:
        """Empty rows; after "more rows" what was written so far and as many more."""
        data = self.request.POST
        counts = CountsForm(initial={name: data.get(name) for name in CountsForm.base_fields})
        points, promises = _rows(data, "points"), _rows(data, "promises")
        return (
            counts,
            point_forms(ROWS)(prefix="points", initial=points, form_kwargs=self.options),
            promise_forms(2)(prefix="promises", initial=promises),
        )

    def close(self, counts: Form, points: BaseFormSet, promises: BaseFormSet) -> None:
        close_event(
            event=self.event,
            **counts.cleaned_data,
            points=[point for form in points if (point := form.point())],
            promises=[promise for form in promises if (promise := form.promise())],
            by=_actor(self.request, "event.close"),
        )

    def page(
        self, counts: Form, points: BaseFormSet, promises: BaseFormSet, status: int = 200
    ) -> HttpResponse:
        context = {
            "event": self.event,
            "counts": counts,
            "points": points,
            "promises": promises,
            "places": self.places,
        }
        return render(self.request, "engagement/event_close.html", context, status=status)


def _rows(data: QueryDict, prefix: str) -> list[dict[str, str]]:
    """What was written in the rows so far, as it came."""
    rows: dict[int, dict[str, str]] = {}
    for name, value in data.items():
        start, _sign, rest = name.partition("-")
        number, _sign, field = rest.partition("-")
        if start == prefix and number.isdigit():
            rows.setdefault(int(number), {})[field] = value
    return [row for _number, row in sorted(rows.items()) if any(_written(row))]


def _written(row: dict[str, str]) -> list[str]:
    return [value for name, value in row.items() if name in ("words", "title") and value.strip()]


def _event_for(request: HttpRequest, public_id: str, verb: str) -> Event:
    rows = queries.listed().select_related("closing").prefetch_related("neighbourhoods")
    event = get_object_or_404(rows, public_id=public_id)
    if not _may(request, event, verb):
        raise PermissionDenied(_("This belongs to another team."))
    return event


def _may(request: HttpRequest, event: Event, verb: str) -> bool:
    return any(can(request.user, verb, place) for place in event.neighbourhoods.all())


def _actor(request: HttpRequest, verb: str) -> Actor:
    return request.user.actor(role_for(request.user, verb))
