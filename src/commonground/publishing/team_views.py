"""The page where a team keeps its priorities."""

from collections.abc import Callable

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from commonground.common.errors import Refused
from commonground.common.paging import page
from commonground.people.access import staff_page
from commonground.people.rules import check, neighbourhoods_for
from commonground.places.models import Neighbourhood

from .forms import PriorityForm
from .models import Priority
from .prioritising import VERB, end_priority, set_priority, update_priority


@staff_page(VERB)
def priorities(request: HttpRequest) -> HttpResponse:
    found = page(request, neighbourhoods_for(request.user, VERB), "name")
    rows = Priority.objects.current().filter(neighbourhood__in=found.rows)
    by_place = [(p, [r for r in rows if r.neighbourhood_id == p.id]) for p in found.rows]
    shown = {"by_place": by_place, "next_url": found.next_url}
    return render(request, "publishing/priorities.html", shown)


@staff_page(VERB)
def priority_new(request: HttpRequest, slug: str) -> HttpResponse:
    place = get_object_or_404(Neighbourhood, slug=slug)
    check(request.user, VERB, place)
    form = PriorityForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        texts = {"title": form.texts("title"), "status": form.texts("status")}
        if _done(request, form, set_priority, neighbourhood=place, **texts):
            return redirect("team-priorities")
    return _show(request, form, place)


@staff_page(VERB)
def priority(request: HttpRequest, public_id: str) -> HttpResponse:
    row = get_object_or_404(_readable(), public_id=public_id)
    check(request.user, VERB, row.neighbourhood)
    form = PriorityForm(
        request.POST or None, initial=PriorityForm.initial_of(row.title, row.status)
    )
    if request.method == "POST" and "end" in request.POST:
        end_priority(priority=row, by=request.user)
        messages.success(request, _("Ended. It is no longer on the public page."))
        return redirect("team-priorities")
    if request.method == "POST" and form.is_valid():
        texts = {"title": form.texts("title"), "status": form.texts("status")}
        if _done(request, form, update_priority, priority=row, **texts):
            return redirect("team-priorities")
    return _show(request, form, row.neighbourhood, row)


def _readable() -> QuerySet[Priority]:
    return Priority.objects.select_related("neighbourhood")


def _done(
    request: HttpRequest, form: PriorityForm, verb: Callable[..., Priority], **what: object
) -> bool:
    """Do it; a refusal becomes the form's own sentence."""
    try:
        verb(by=request.user, **what)
    except Refused as refusal:
        form.add_error(None, refusal.sentence)
        return False
    messages.success(request, _("Saved. It is on the public page now."))
    return True


def _show(
    request: HttpRequest, form: PriorityForm, place: Neighbourhood, row: Priority | None = None
) -> HttpResponse:
    status = 422 if form.errors else 200
    shown = {"form": form, "place": place, "priority": row}
    return render(request, "publishing/priority.html", shown, status=status)
