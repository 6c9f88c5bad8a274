"""Which files came in: for who imports them and for who counts on them."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from commonground.common.paging import page
from commonground.common.retention import days_of
from commonground.people.access import staff_page

from . import queries, runs
from .models import ImportRun
from .retention import INCIDENTS


@staff_page("import.read")
@require_GET
def imports(request: HttpRequest) -> HttpResponse:
    found = page(request, ImportRun.objects.all(), "started_at", newest_first=True)
    context = {
        "lines": runs.lines(found.rows),
        "held": [
            (runs.kind_name(h.kind), h, queries.are_examples(h.kind)) for h in queries.all_held()
        ],
        "days": days_of(INCIDENTS),
        "next_url": found.next_url,
    }
    return render(request, "incidents/imports.html", context)
