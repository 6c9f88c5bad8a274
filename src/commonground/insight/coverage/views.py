"""The coverage pages: of the agency, and of one neighbourhood. By name, never by rank."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from commonground.common import charts
from commonground.common.charts import IntervalBar
from commonground.common.deployment import deployment
from commonground.common.errors import Refused
from commonground.common.paging import page
from commonground.engagement.coverage import frames
from commonground.people.access import staff_page
from commonground.people.rules import can, check, neighbourhoods_for
from commonground.places.models import Neighbourhood

from . import pictures, reaching
from .asked import asked
from .city import City, Row, city, with_totals
from .over_time import Period, periods
from .spread import Group, Spread, considered, groups, spreads

if TYPE_CHECKING:
    from commonground.analysis.coverage.fairness import Fairness

PLACES = 30  # on a page
CHOICES = (12, 52, 104, 260)
# slug in the address, the analysis' word, what the page calls it, tone of its tag
WORDS = (
    ("only", "reactive only", gettext_lazy("Only when called"), "wait"),
    ("also", "not", gettext_lazy("Also without a call"), ""),
    ("cannot-tell", "cannot tell", gettext_lazy("Cannot tell"), "info"),
)


@dataclass(frozen=True)
class Line:
    """A row of the list, with its word and its bar."""

    row: Row
    words: str
    tone: str
    bar: IntervalBar | None


@dataclass(frozen=True)
class SpreadPicture:
    spread: Spread
    picture: pictures.LorenzPicture | None
    bar: IntervalBar | None
    table: list[tuple[int, float, float, float]]


@staff_page("coverage.read")
def coverage(request: HttpRequest) -> HttpResponse:
    try:
        count, word = _weeks(request), _word(request)
        found = city(count)
    except Refused as refusal:
        return render(request, "400.html", {"sentence": str(refusal)}, status=400)
    context: dict[str, object] = {"found": found, "choices": CHOICES, "count": count}
    if found is not None:
        context |= _list(request, found, word) | _fairness(found)
        context |= _over_time(found) | {"asked": asked()}
    return render(request, "insight/coverage.html", context)


@staff_page("balance.read")
def coverages(request: HttpRequest) -> HttpResponse:
    """An officer's own neighbourhoods, to choose from."""
    places = neighbourhoods_for(request.user, "balance.read").filter(closed_on=None)
    return render(request, "insight/coverages.html", {"places": places})


@staff_page("balance.read")
def place_coverage(request: HttpRequest, slug: str) -> HttpResponse:
    place = get_object_or_404(Neighbourhood, slug=slug)
    check(request.user, "balance.read", place)
    try:
        count = _weeks(request)
        found = city(count, [place])
    except Refused as refusal:
        return render(request, "400.html", {"sentence": str(refusal)}, status=400)
    context: dict[str, object] = {
        "place": place, "found": found, "choices": CHOICES, "count": count,
        "may_compare": can(request.user, "coverage.read"),
    }  # fmt: skip
    if found is not None:
        context |= _place(place, found, count)
    return render(request, "insight/coverage_place.html", context)


def _weeks(request: HttpRequest) -> int:
    text = request.GET.get("weeks", "52")
    if text not in map(str, CHOICES):
        raise Refused(_("Choose how many weeks: 12, 52, 104 or 260."))
    return int(text)


def _word(request: HttpRequest) -> str:
    slug = request.GET.get("word", "")
    if slug and slug not in {known for known, *_rest in WORDS}:
        raise Refused(_("There is no such word: choose one from the list."))
    return slug


def _list(request: HttpRequest, found: City, slug: str) -> dict[str, object]:
    wanted = {known: word for known, word, *_rest in WORDS}.get(slug)
    by_key = {row.place.pk: row for row in found.rows if wanted in (None, row.word)}
    top = max((row.high for row in found.rows if row.share is not None), default=1.0)
    shown = page(request, Neighbourhood.objects.filter(pk__in=by_key), "name", size=PLACES)
    return {
        "page": shown,
        "lines": [
            _line(row, top)
            for row in with_totals(found, [by_key[place.pk] for place in shown.rows])
        ],
        "counts": [
            (known, label, tone, found.count(word), known == slug)
            for known, word, label, tone in WORDS
        ],
        "minimum": deployment(),
    }


def _line(row: Row, top: float) -> Line:
    """`top` : the share at which the bars of all rows end."""
    words, tone = {word: (str(label), tone) for _slug, word, label, tone in WORDS}[row.word]
    bar = None
    if row.share is not None:
        ends = (100 * row.share, 100 * row.low, 100 * row.high)
        bar = charts.interval_bar(*ends, ceiling=100 * top)
    return Line(row, words, tone, bar)


def _fairness(found: City) -> dict[str, object]:
    year = considered(found.weeks)
    return {
        "spreads": [_spread_picture(spread) for spread in spreads(found.weeks)],
        "groups": [_group_picture(group) for group in groups(found.weeks)],
        "fair_since": year.mondays[0],
        "fair_weeks": len(year.mondays),
    }


def _spread_picture(spread: Spread) -> SpreadPicture:
    from commonground.analysis.coverage.fairness import GRID

    if spread.found is None:
        return SpreadPicture(spread, None, None, [])
    found = spread.found
    bar = charts.interval_bar(found.corrected, found.low, found.high, ceiling=1)
    return SpreadPicture(
        spread, pictures.lorenz(found, GRID.tolist()), bar, _table(found, GRID.tolist())
    )


def _table(found: "Fairness", grid: list[float]) -> list[tuple[int, float, float, float]]:
    """Of each tenth of the residents: how much of the presence, and what fair presence shows."""
    import numpy as np

    heights = np.interp(grid, found.curve.of, found.curve.presence).tolist()
    ends = zip(grid, heights, found.band_low.tolist(), found.band_high.tolist(), strict=True)
    rows = [(round(100 * x), 100 * y, 100 * low, 100 * high) for x, y, low, high in ends]
    return rows[2:-1:2]


def _group_picture(group: Group) -> tuple[Group, list[tuple[int, float, float]]]:
    """The group, and of each fifth: its number, visits to 1,000 residents, and a bar's length."""
    rates = [0.0 if rate != rate else rate for rate in group.found.rates.tolist()]
    top = max(rates) or 1.0
    return group, [(n, rate, round(466 * rate / top, 1)) for n, rate in enumerate(rates, start=1)]


def _over_time(found: City) -> dict[str, object]:
    import numpy as np

    weeks, begun = frames.agency_weeks(found.first, found.last), frames.first_visit()
    counted = [
        (0, 0) if calls is None or begun is None or monday < begun else (visits, calls)
        for monday, visits, calls in weeks
    ]
    table = np.array(counted, dtype=np.int64)
    return _told(periods([monday for monday, *_rest in weeks], table[:, 0], table[:, 1]), found)


def _told(made: list[Period], found: City) -> dict[str, object]:
    return {"periods": made, "over_time": pictures.over_time(made, found.rule.share)}


def _place(place: Neighbourhood, found: City, count: int) -> dict[str, object]:
    weeks = frames.weeks(count, [place])
    (row,), known = with_totals(found, found.rows), weeks.both_known[0]
    made = periods(list(weeks.mondays), weeks.visits[0] * known, weeks.calls[0] * known)
    year = found.weeks.last(pictures.STRIP_WEEKS)
    return {
        "line": _line(row, 1.0),
        "strip": pictures.strip(found.weeks, 0),
        "strip_since": year.mondays[0],
        "came": int((year.visits[0] > 0).sum()),
        "strip_weeks": int(year.visits_known.sum()),
        "by_week": _by_week(year),
        "reach": reaching.reach(place),
        "asked": asked(place),
        "minimum": deployment(),
    } | _told(made, found)


def _by_week(year: frames.Weeks) -> list[tuple]:
    """The newest first: Monday, visits, hours, calls (None: not known), hours taken off."""
    rows = [
        (
            monday, int(year.visits[0, w]), int(year.logged_minutes[0, w]) / 60,
            int(year.calls[0, w]) if year.calls_known[0, w] else None,
            int(year.abstraction_minutes[0, w]) / 60,
        )
        for w, monday in enumerate(year.mondays)
        if year.visits_known[w]
    ]  # fmt: skip
    return rows[::-1]
