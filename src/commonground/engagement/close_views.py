"""Staff: close an event, which asks for counts, for what was heard and for what was promised."""

from django.contrib import messages
from django.forms import BaseFormSet, Form
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from commonground.common.errors import Refused
from commonground.people.access import staff_page
from commonground.people.queries import team_of

from .bookings.door import COUNTED, counted
from .closing import check_can_close, close_event
from .doors import actor, event_for
from .forms import ROWS, CountsForm, point_forms, promise_forms, what_may_follow
from .models import Event
from .preparing import lines


@staff_page("event.close")
def event_close(request: HttpRequest, public_id: str) -> HttpResponse:
    event = event_for(request, public_id, "event.close")
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
        self.owners = {"owners": team_of(self.places[0])}
        self.sent = request.method == "POST" and "more" not in request.POST

    def answer(self) -> HttpResponse:
        if not self.sent:
            return self.page(*self.blank())
        data = self.request.POST
        counts = CountsForm(data)
        points = point_forms()(data, prefix="points", form_kwargs=self.options)
        promises = promise_forms()(data, prefix="promises", form_kwargs=self.owners)
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
        at_door = counted(self.event)
        told = {name: data.get(name, at_door.get(name)) for name in COUNTED}
        counts = CountsForm(initial=told | {"languages": data.getlist("languages")})
        points, promises = _rows(data, "points"), _rows(data, "promises")
        return (
            counts,
            point_forms(ROWS)(prefix="points", initial=points, form_kwargs=self.options),
            promise_forms(2)(prefix="promises", initial=promises, form_kwargs=self.owners),
        )

    def close(self, counts: Form, points: BaseFormSet, promises: BaseFormSet) -> None:
        close_event(
            event=self.event,
            **counts.cleaned_data,
            points=[point for form in points if (point := form.point())],
            promises=[promise for form in promises if (promise := form.promise())],
            by=actor(self.request, "event.close"),
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
            "to_record": lines(self.event.kind.to_record),
            "safeguarding": lines(self.event.kind.safeguarding),
        }
        return render(self.request, "engagement/event_close.html", context, status=status)


def _rows(data: QueryDict, prefix: str) -> list[dict[str, str]]:
    """What was written in the rows so far, as it came."""
    rows: dict[int, dict[str, str]] = {}
    for name, value in data.items():
        start, _sign, rest = name.partition("-")
        number, _sign, field = rest.partition("-")
        if start == prefix and number.isascii() and number.isdigit() and len(number) < 4:
            rows.setdefault(int(number), {})[field] = value
    return [row for _number, row in sorted(rows.items()) if any(_written(row))]


def _written(row: dict[str, str]) -> list[str]:
    return [value for name, value in row.items() if name in ("words", "title") and value.strip()]
