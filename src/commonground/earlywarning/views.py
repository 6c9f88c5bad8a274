from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from commonground.common import wording
from commonground.common.actors import Actor
from commonground.common.errors import Refused
from commonground.common.paging import page
from commonground.people.access import staff_page
from commonground.people.rules import can, neighbourhoods_for, role_for
from commonground.places.models import Neighbourhood
from commonground.tasks import queries as tasks

from . import looking_around, queries, states
from .deciding import explain, not_useful, take_up, watch
from .forms import ExplainForm, TakeUpForm
from .models import Alert, AlertQuerySet

LISTS = ("now", "decided", "past")
PAGE = 10  # each row has a map
HOW = {
    states.SCAN: "earlywarning/parts/how_circles.html",
    states.CHART: "earlywarning/parts/how_charts.html",
}


@staff_page("alert.read")
def team_alerts(request: HttpRequest) -> HttpResponse:
    show = request.GET.get("show", LISTS[0])
    rows = _listed(queries.readable_by(request.user), show)
    shown = page(request, rows, "made_at", newest_first=True, size=PAGE)
    context = {
        "page": shown,
        "shown": queries.shown(shown.rows),
        "show": show,
        "morning": queries.last_morning(),
        "marked": queries.marked(),
        "may_audit": can(request.user, "fairness.read"),
    }
    if show == LISTS[0]:
        context["again"] = queries.again_here(request.user)
        context["looks"] = looking_around.open_looks(request.user)
    return render(request, "earlywarning/alerts.html", context)


def _listed(rows: AlertQuerySet, show: str) -> AlertQuerySet:
    if show == "decided":
        return rows.exclude(state__in=states.WAITING)
    if show == "past":
        return rows.filter(state__in=states.WAITING).exclude(
            pk__in=rows.waiting().order_by().values("pk")
        )
    return rows.waiting()


@staff_page("alert.read")
def team_alert(request: HttpRequest, public_id: str) -> HttpResponse:
    return _page(request, _readable(request, public_id))


def _readable(request: HttpRequest, public_id: str) -> Alert:
    alert = get_object_or_404(Alert, public_id=public_id)
    if not queries.readable_by(request.user).filter(pk=alert.pk).exists():
        raise PermissionDenied(_("This belongs to another team."))
    return alert


def _page(request: HttpRequest, alert: Alert, status: int = 200, **forms: Form) -> HttpResponse:
    places = _deciding(request, alert)
    (shown,) = queries.shown([alert])
    sightings = queries.sightings(alert)
    method = states.SCAN if alert.kind == states.CLUSTER else states.CHART
    run = next(
        seen.run for seen in sightings
        if (seen.run.method, seen.run.stream) == (method, alert.stream)
    )  # fmt: skip
    context = {
        "shown": shown,
        "alert": alert,
        "counted": counted(alert),
        "how": HOW[method],
        "run": run,
        "may_read_earlier": bool(alert.again_of_id) and queries.readable_by(request.user)
        .filter(pk=alert.again_of_id).exists(),
        "sightings": [(seen, queries.stream_words(seen.run.stream)) for seen in sightings],
        "decisions": queries.decisions(alert),
        "tasks": list(tasks.from_source(queries.source_of(alert))),
        "before": queries.before(alert, request.user),
        "may": {after: bool(places) and states.allowed(alert.state, after)
                for after, _words in states.DECISIONS},
        "take_up_form": TakeUpForm(alert=alert, places=places) if places else None,
        "explain_form": ExplainForm(),
    }  # fmt: skip
    return render(request, "earlywarning/alert.html", context | forms, status=status)


@dataclass(frozen=True)
class Counted:
    """The table of counts: by day, by week or by month."""

    caption: str
    head: str
    rows: list[tuple[str, int]]


def counted(alert: Alert) -> Counted:
    days = [(date.fromisoformat(day), count) for day, count in alert.by_day]
    if alert.unit == "month":
        rows = [(wording.month(day), count) for day, count in days]
        return Counted(_("By month"), _("Month"), rows)
    rows = [(wording.day(day), count) for day, count in days]
    if alert.kind == states.CLUSTER:
        return Counted(_("By day; days without a report are left out"), _("Day"), rows)
    return Counted(_("By week in the whole neighbourhood"), _("Week from"), rows)


def _deciding(request: HttpRequest, alert: Alert) -> QuerySet[Neighbourhood]:
    """The alert's neighbourhoods in which this person may decide."""
    ours = neighbourhoods_for(request.user, "alert.decide")
    return ours.filter(pk__in=[place.pk for place in alert.neighbourhoods.all()])


@staff_page("alert.decide")
@require_POST
def alert_take_up(request: HttpRequest, public_id: str) -> HttpResponse:
    alert = _decidable(request, public_id)
    form = TakeUpForm(request.POST, alert=alert, places=_deciding(request, alert))

    def verb(by: Actor) -> None:
        told = dict(form.cleaned_data)
        owner = request.user if told.pop("mine") else None
        take_up(alert=alert, by=by, owner=owner, **told)

    return _decided(request, alert, "take_up_form", form, verb, _("Taken up. It is on the list."))


@staff_page("alert.decide")
@require_POST
def alert_explain(request: HttpRequest, public_id: str) -> HttpResponse:
    alert, form = _decidable(request, public_id), ExplainForm(request.POST)
    return _decided(
        request, alert, "explain_form", form,
        lambda by: explain(alert=alert, words=form.cleaned_data["words"], by=by),
        _("Noted. Thank you for saying why."),
    )  # fmt: skip


@staff_page("alert.decide")
@require_POST
def alert_watch(request: HttpRequest, public_id: str) -> HttpResponse:
    alert = _decidable(request, public_id)
    return _decided(
        request, alert, "watch_form", Form({}), lambda by: watch(alert=alert, by=by),
        _("It stays on the list, to be watched."),
    )  # fmt: skip


@staff_page("alert.decide")
@require_POST
def alert_not_useful(request: HttpRequest, public_id: str) -> HttpResponse:
    alert = _decidable(request, public_id)
    return _decided(
        request, alert, "not_useful_form", Form({}), lambda by: not_useful(alert=alert, by=by),
        _("Noted. We count it, so that the scan can be judged."),
    )  # fmt: skip


def _decidable(request: HttpRequest, public_id: str) -> Alert:
    alert = _readable(request, public_id)
    if not _deciding(request, alert):
        raise PermissionDenied(_("This belongs to another team."))
    return alert


def _decided(
    request: HttpRequest, alert: Alert, name: str, form: Form,
    verb: Callable[[Actor], object], words: str,
) -> HttpResponse:  # fmt: skip
    if not form.is_valid():
        return _page(request, alert, 400, **{name: form})
    try:
        verb(request.user.actor(role_for(request.user, "alert.decide")))
    except Refused as refusal:
        form.add_error(None, str(refusal))
        alert.refresh_from_db()
        return _page(request, alert, 409, **{name: form})
    messages.success(request, words)
    return redirect("team-alert", alert.public_id)
