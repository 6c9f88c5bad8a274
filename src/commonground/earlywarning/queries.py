"""Reads. Nothing here counts by who decided."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Q
from django.utils.translation import gettext, ngettext

from commonground.analysis.budget import DAYS_A_MONTH
from commonground.common.maps import Map, Shape, draw
from commonground.common.texts import in_language
from commonground.people.models import Staff
from commonground.people.rules import neighbourhoods_for
from commonground.places.models import BoundaryVersion, Neighbourhood
from commonground.tasks import queries as tasks
from commonground.tasks.models import Task

from . import states
from .models import Alert, AlertDecision, AlertQuerySet, ScanRun, Sighting
from .streams import Stream

Places = Iterable[Neighbourhood]


def of(neighbourhoods: Places) -> AlertQuerySet:
    """Alerts that touch one of them."""
    rows = Alert.neighbourhoods.through.objects.filter(neighbourhood__in=neighbourhoods)
    found = Alert.objects.filter(pk__in=rows.values("alert_id"))
    return found.prefetch_related("neighbourhoods")


def open_alerts(neighbourhoods: Places) -> AlertQuerySet:
    """What is new or watched there, the rarest first, for Today and the briefing.

    Without what rests on one address: that is for the team's own pages.
    """
    return of(neighbourhoods).waiting().of_several_places().order_by("p_value", "public_id")


def one_place_alerts(neighbourhoods: Places) -> AlertQuerySet:
    """One place, several reports: for the team that these concerns belong to, nobody else."""
    return of(neighbourhoods).waiting().filter(one_place=True).order_by("p_value", "public_id")


def readable_by(staff: Staff) -> AlertQuerySet:
    """All alerts that `staff` may see; what rests on one address only where they are the team."""
    read = of(neighbourhoods_for(staff, "alert.read"))
    own = of(neighbourhoods_for(staff, "concern.read"))
    return read.filter(Q(one_place=False) | Q(pk__in=own.order_by().values("pk")))


@dataclass(frozen=True)
class Shown:
    """An alert as the surprise shows it."""

    alert: Alert
    title: str
    drawing: Map


def shown(alerts: Iterable[Alert]) -> list[Shown]:
    """With their titles and maps; one query for all the boundaries."""
    rows = list(alerts)
    ids = {place.id for alert in rows for place in alert.neighbourhoods.all()}
    open_now = BoundaryVersion.objects.filter(neighbourhood__in=ids, valid_to__isnull=True)
    shapes = dict(open_now.values_list("neighbourhood_id", "geometry"))
    return [Shown(alert, title(alert), _drawing(alert, shapes)) for alert in rows]


def _drawing(alert: Alert, shapes: dict[int, dict]) -> Map:
    around = [
        Shape(shapes[place.id], place.name)
        for place in alert.neighbourhoods.all()
        if place.id in shapes
    ]
    return draw([*around, Shape(alert.covering, kind="cell")])


def title(alert: Alert) -> str:
    """ "Burglary: Beat 2534 and 2 more"."""
    names = [place.name for place in alert.neighbourhoods.all()]
    told = {"what": what(alert), "where": names[0] if names else ""}
    if not names:
        return told["what"]
    if len(names) == 1:
        return gettext("%(what)s: %(where)s") % told
    told["n"] = len(names) - 1
    return (
        ngettext(
            "%(what)s: %(where)s and %(n)d more", "%(what)s: %(where)s and %(n)d more", told["n"]
        )
        % told
    )


def what(alert: Alert) -> str:
    """ "Burglary", "Burglary, fewer than usual"."""
    name = in_language(alert.label)
    return gettext("%(what)s, fewer than usual") % {"what": name} if alert.is_fall else name


def stream_words(name: str) -> str:
    """What a page calls a stream, by its name."""
    return in_language(Stream.named(name).label())


def decisions(alert: Alert) -> list[AlertDecision]:
    """What was decided about it; the latest first."""
    return list(alert.decisions.order_by("-at", "-id"))


def sightings(alert: Alert) -> list[Sighting]:
    """The mornings that found it, the last one first."""
    return list(alert.sightings.select_related("run").order_by("-run__as_of", "-id"))


@dataclass(frozen=True)
class Before:
    """An earlier alert on the same ground, and what was decided about it then."""

    alert: Alert
    title: str
    decisions: list[AlertDecision]
    tasks: list[Task]


def before(alert: Alert, staff: Staff, most: int = 3) -> list[Before]:
    """Earlier alerts around there that `staff` may see: of the same kind first, then the last."""
    around = readable_by(staff).exclude(pk=alert.pk).filter(
        opened_on__lt=alert.opened_on, neighbourhoods__in=alert.neighbourhoods.all()
    )  # fmt: skip
    rows = list(around.distinct().prefetch_related("decisions").order_by("-seen_on")[:50])
    from . import covering  # loads h3

    areas = covering.alike([alert.cells, *(row.cells for row in rows)])
    near = [row for row, area in zip(rows, areas[1:], strict=True) if area & areas[0]]
    near.sort(key=lambda row: row.stream != alert.stream)  # stable: the last ones stay first
    return [
        Before(row, title(row), list(row.decisions.all()), list(tasks.from_source(source_of(row))))
        for row in near[:most]
    ]


def again_here(staff: Staff, most: int = 20) -> list[tuple[Alert, str, bool]]:
    """Alerts on places that were asked about a short while ago, with their titles.

    And whether `staff` may read the earlier one: it may rest on one address.
    """
    rows = readable_by(staff).again().select_related("again_of").order_by("p_value", "public_id")
    found = list(rows[:most])
    earlier = readable_by(staff).filter(pk__in={alert.again_of_id for alert in found})
    may_read = set(earlier.values_list("pk", flat=True)) if found else set()
    return [(alert, title(alert), alert.again_of_id in may_read) for alert in found]


def marked() -> set[int]:
    """Primary keys of what stands out among all that the last morning looked for: a mark only.

    A scan asks one question of its stream, a chart two: a rise, a fall.
    """
    import numpy as np

    from commonground.analysis.discovery import stands_out

    last = ScanRun.objects.order_by("-as_of").values_list("as_of", flat=True).first()
    found = list(Sighting.objects.filter(run__as_of=last).values_list("alert_id", "p_value"))
    asked = ScanRun.objects.filter(as_of=last).order_by().values_list("method", flat=True)
    tests = sum(1 if method == states.SCAN else 2 for method in asked)
    p_values = np.array([p for _alert, p in found], dtype=float)
    marks = stands_out(p_values, tests=max(tests, len(found)))
    return {alert for (alert, _p), stands in zip(found, marks.tolist(), strict=True) if stands}


def source_of(alert: Alert) -> str:
    """What a task says it came out of."""
    return f"alert:{alert.public_id}"


def seen_between(places: Places, since: date, until: date) -> list[Sighting]:
    """Of each alert there that rests on several addresses, the last sighting of those mornings."""
    rows = Sighting.objects.filter(
        alert__in=of(places).order_by().values("pk"),
        run__as_of__gte=since, run__as_of__lte=until, one_place=False,
    )  # fmt: skip
    last = {row.alert_id: row for row in rows.select_related("alert", "run").order_by("run__as_of")}
    return sorted(last.values(), key=lambda row: (row.p_value, row.alert.public_id))


@dataclass(frozen=True)
class Morning:
    """What the last scan looked at, and what chance alone may bring."""

    as_of: date
    until: date  # the last day with reports
    stream_count: int
    a_month: float  # the budget: alerts that chance alone may start
    without_place: int  # reports left out: they lie on a point that stands for "not known"

    @property
    def chance_days(self) -> float:
        """How often chance alone may bring an alert somewhere, in days."""
        return DAYS_A_MONTH / self.a_month


def last_morning() -> Morning | None:
    scans = ScanRun.objects.filter(method=states.SCAN)
    last = scans.order_by("-as_of").first()
    if last is None:
        return None
    runs = list(scans.filter(as_of=last.as_of).only("stream", "until", "settings"))
    left_out = {Stream.named(r.stream).kind: r.settings["without_place"] for r in runs}
    return Morning(
        as_of=last.as_of,
        until=max(run.until for run in runs),
        stream_count=len(runs),
        a_month=last.settings["false_alerts_a_month"],
        without_place=sum(left_out.values()),
    )
