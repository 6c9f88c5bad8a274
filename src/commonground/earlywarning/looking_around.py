"""Looks without an alert: cards of the team, taken up as a task, answered in one tap."""

from datetime import timedelta

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from commonground.common import clock
from commonground.common.web import done
from commonground.people.access import staff_page
from commonground.people.models import Staff
from commonground.people.rules import can, neighbourhoods_for, role_for
from commonground.tasks.models import Task

from .attending import look_source, record_look, take_up_look
from .forms import soon
from .models import Look

OPEN_DAYS = 28  # a look that nobody took for so long is over; the next draw goes on
MOST = 10


def open_looks(staff: Staff) -> list[tuple[Look, Task | None]]:
    """What the team may go and look at, each with its task if somebody took it up."""
    rows = Look.objects.filter(
        neighbourhood__in=neighbourhoods_for(staff, "alert.decide"),
        found="", draw__as_of__gt=clock.today() - timedelta(days=OPEN_DAYS),
    )  # fmt: skip
    looks = list(rows.select_related("draw", "neighbourhood")[:MOST])
    sources = [look_source(look) for look in looks]
    tasks = {task.source: task for task in Task.objects.filter(source__in=sources)}
    return [(look, tasks.get(look_source(look))) for look in looks]


@staff_page("alert.decide")
@require_POST
def look_take_up(request: HttpRequest, public_id: str) -> HttpResponse:
    look = _ours(request, public_id)
    by = request.user.actor(role_for(request.user, "alert.decide"))
    return done(
        request, lambda: take_up_look(look=look, by=by, due_on=soon(), owner=request.user),
        _("Taken up. It is on the list."), "team-alerts",
    )  # fmt: skip


@staff_page("alert.decide")
@require_POST
def look_found(request: HttpRequest, public_id: str) -> HttpResponse:
    look = _ours(request, public_id)
    by = request.user.actor(role_for(request.user, "alert.decide"))
    return done(
        request, lambda: record_look(look=look, found=request.POST.get("found", ""), by=by),
        _("Noted. We count it beside the alerts."), "team-alerts",
    )  # fmt: skip


def _ours(request: HttpRequest, public_id: str) -> Look:
    look = get_object_or_404(Look.objects.select_related("neighbourhood"), public_id=public_id)
    if not can(request.user, "alert.decide", look.neighbourhood):
        raise PermissionDenied(_("This belongs to another team."))
    return look
