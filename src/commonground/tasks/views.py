from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from commonground.common.actors import Actor
from commonground.common.errors import Refused
from commonground.common.paging import page
from commonground.common.web import done
from commonground.people.access import staff_page
from commonground.people.rules import check, neighbourhoods_for, role_for

from . import queries, states
from .ending import drop, finish
from .forms import DropForm, TaskForm
from .making import make_promise, make_task
from .models import Task


@staff_page("task.read")
def team_tasks(request: HttpRequest) -> HttpResponse:
    ended = request.GET.get("show") == "ended"
    rows = queries.of(neighbourhoods_for(request.user, "task.read"))
    rows = rows.exclude(state=states.OPEN) if ended else rows.open()
    shown = page(request, rows, "due_on", newest_first=ended)
    return render(request, "tasks/list.html", {"page": shown, "ended": ended})


@staff_page("task.make")
def task_new(request: HttpRequest) -> HttpResponse:
    places = neighbourhoods_for(request.user, "task.make")
    only = places.first() if places.count() == 1 else None
    form = TaskForm(request.POST or None, places=places, initial={"neighbourhood": only})
    if request.method == "POST" and form.is_valid():
        told = dict(form.cleaned_data)
        make = make_promise if told.pop("kind") == states.PROMISE else make_task
        try:
            make(**told, by=request.user.actor(role_for(request.user, "task.make")))
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("It is on the list."))
            return redirect("team-tasks")
    return render(request, "tasks/new.html", {"form": form}, status=400 if form.errors else 200)


@staff_page("task.finish")
@require_POST
def task_finish(request: HttpRequest, public_id: str) -> HttpResponse:
    task = _own_task(request, public_id)
    return _ended(request, lambda by: finish(task=task, by=by), _("Done. Well kept."))


@staff_page("task.finish")
@require_POST
def task_drop(request: HttpRequest, public_id: str) -> HttpResponse:
    task, form = _own_task(request, public_id), DropForm(request.POST)
    reason = form.cleaned_data["reason"] if form.is_valid() else ""
    return _ended(
        request, lambda by: drop(task=task, reason=reason, by=by), _("Dropped, with the reason.")
    )


def _own_task(request: HttpRequest, public_id: str) -> Task:
    task = get_object_or_404(Task.objects.select_related("neighbourhood"), public_id=public_id)
    check(request.user, "task.finish", task.neighbourhood)
    return task


def _ended(request: HttpRequest, end: Callable[[Actor], Task], words: str) -> HttpResponse:
    by = request.user.actor(role_for(request.user, "task.finish"))
    return done(request, lambda: end(by), words, "team-tasks")
