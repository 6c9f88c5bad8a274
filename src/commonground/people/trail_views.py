"""The audit trail, for who watches over the rest."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from commonground.common.errors import Refused
from commonground.common.models import AuditRow
from commonground.common.paging import page

from . import queries, trail
from .access import staff_page
from .forms import AuditFilterForm, WhoForm

AUDIT_PAGE = 50


@staff_page("audit.read")
@require_GET
def audit(request: HttpRequest) -> HttpResponse:
    nouns = list(AuditRow.objects.order_by("noun").values_list("noun", flat=True).distinct())
    verbs = list(AuditRow.objects.order_by("verb").values_list("verb", flat=True).distinct())
    form = AuditFilterForm(nouns, verbs, request.GET)
    wanted = form.cleaned_data if form.is_valid() else {}
    place = wanted.pop("neighbourhood", None)
    rows = queries.audit_rows(neighbourhood=place.public_id if place else "", **wanted)
    found = page(request, rows, "at", newest_first=True, size=AUDIT_PAGE)
    shown = {"form": form, "lines": trail.lines(found.rows), "next_url": found.next_url}
    return render(request, "people/audit.html", shown)


@staff_page("audit.read")
@require_http_methods(["GET", "HEAD", "POST"])
def audit_who(request: HttpRequest, public_id: str) -> HttpResponse:
    """Who did this one thing: told once a reason is given, which stays in the trail."""
    row = get_object_or_404(AuditRow, public_id=public_id, actor_kind="staff")
    form = WhoForm(request.POST if request.method == "POST" else None)
    who = ""
    if request.method == "POST" and form.is_valid():
        try:
            who = trail.ask_who(row=row, by=request.user, **form.cleaned_data)
        except Refused as refusal:
            form.add_error(None, refusal.sentence)
        else:
            messages.info(request, _("That you asked, and why, stands in the trail now."))
    shown = {"form": form, "line": trail.lines([row])[0], "who": who}
    return render(request, "people/audit_who.html", shown, status=422 if form.errors else 200)
