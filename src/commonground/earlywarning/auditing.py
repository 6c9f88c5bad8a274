"""The alerts' audit page: do they come alike to all areas, and what became of them?"""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from commonground.common import charts
from commonground.common.charts import IntervalBar
from commonground.common.paging import page
from commonground.people.access import staff_page
from commonground.places.models import CensusMargin, Neighbourhood

from . import evenness
from .evenness import Composition, Fifth

AREAS = 50  # on a page


@dataclass(frozen=True)
class Picture:
    """A composition with a bar for each of its fifths."""

    composition: Composition
    rows: list[tuple[Fifth, IntervalBar | None]]


@staff_page("fairness.read")
def alert_audit(request: HttpRequest) -> HttpResponse:
    held = evenness.last_held()
    context = {
        "precision": evenness.precision(),
        "looks": evenness.looks(),
        "held": held,
    }
    if held is not None:
        context |= _areas(request, held)
    return render(request, "earlywarning/audit.html", context)


def _areas(request: HttpRequest, held: evenness.ReportsHeld) -> dict[str, object]:
    found = evenness.areas(held)
    known = {area.public_id: area for area in found}
    places = Neighbourhood.objects.filter(closed_on=None)
    shown = page(request, places, "name", size=AREAS)
    made = evenness.compositions(found)
    return {
        "page": shown,
        "areas": [known[place.public_id] for place in shown.rows],
        "area_count": len(found),
        "alert_count": len(frozenset().union(*(area.alerts for area in found))),
        "report_count": sum(area.reports for area in found),
        "since": evenness.since(held),
        "pictures": [_picture(composition) for composition in made],
        "comparisons": 2 * len(made),
        "has_margins": CensusMargin.objects.exists(),
    }


def _picture(composition: Composition) -> Picture:
    top = evenness.highest(composition.fifths, lambda fifth: fifth.per_reports)
    return Picture(composition, [(fifth, _bar(fifth, top)) for fifth in composition.fifths])


def _bar(fifth: Fifth, top: float) -> IntervalBar | None:
    if fifth.per_reports is None:
        return None
    return charts.interval_bar(*fifth.per_reports, floor=0, ceiling=top)
