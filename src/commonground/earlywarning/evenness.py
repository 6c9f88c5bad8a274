"""Do alerts come alike to all areas, for as many reports and as many residents?

Never a ranking: neighbourhoods stand by name, and what is compared are fifths of all of them.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from django.utils.translation import gettext as _

from commonground.analysis import drift
from commonground.analysis.drift import PARTS, Ratio
from commonground.common import clock
from commonground.places.models import CensusMargin, Neighbourhood

from . import states
from .models import Alert, AlertQuerySet, Look, ReportsHeld

A_YEAR = timedelta(days=365)
LEAST_DECIDED = 10  # fewer, and a share of them says nothing
LEAST_COMPARED = 10  # alerts in the highest and the lowest fifth together
PER_REPORTS, PER_RESIDENTS = 1000, 10_000


@dataclass(frozen=True)
class Area:
    """One neighbourhood: alerts of a year that asked for something, and what they came from."""

    public_id: str
    name: str
    residents: int | None
    reports: int
    alerts: frozenset[int]

    @property
    def alert_count(self) -> int:
        return len(self.alerts)

    @property
    def per_reports(self) -> float | None:
        return PER_REPORTS * len(self.alerts) / self.reports if self.reports else None

    @property
    def per_residents(self) -> float | None:
        return PER_RESIDENTS * len(self.alerts) / self.residents if self.residents else None


@dataclass(frozen=True)
class Fifth:
    """Neighbourhoods with about as large a share of a group; an alert counts once in it."""

    number: int  # 1, the lowest share, to 5
    area_count: int
    residents: int
    reports: int
    alerts: int
    per_reports: tuple[float, float, float] | None  # and its interval, at 95 %
    per_residents: tuple[float, float, float] | None


@dataclass(frozen=True)
class Composition:
    """Neighbourhoods by the share of one group: five fifths, and the highest against the lowest."""

    name: str
    source: str
    left_out: int  # neighbourhoods whose share is not known
    fifths: list[Fifth]
    by_reports: Ratio | None
    by_residents: Ratio | None

    @property
    def is_thin(self) -> bool:
        """Too few alerts in the two fifths for an interval that says anything."""
        return self.fifths[0].alerts + self.fifths[-1].alerts < LEAST_COMPARED


def areas(held: ReportsHeld) -> list[Area]:
    """By name. Reports are those that the scan read in the year before `held.as_of`."""
    alerts: dict[int, set[int]] = {}
    rows = Alert.neighbourhoods.through.objects.filter(alert__in=_asked())
    for place, alert in rows.values_list("neighbourhood_id", "alert_id"):
        alerts.setdefault(place, set()).add(alert)
    return [
        Area(p.public_id, p.name, p.population, held.by_place.get(p.public_id, 0),
             frozenset(alerts.get(p.pk, ())))
        for p in Neighbourhood.objects.filter(closed_on=None)
    ]  # fmt: skip


def _asked() -> AlertQuerySet:
    """Alerts of a year without those that asked for nothing."""
    return Alert.objects.filter(opened_on__gt=clock.today() - A_YEAR, again_of=None)


def compositions(found: list[Area]) -> list[Composition]:
    """By how much people report, and by each census margin that is loaded."""
    made = [_by_reporting(found)]
    margins: dict[str, dict[str, CensusMargin]] = {}
    for margin in CensusMargin.objects.select_related("neighbourhood"):
        margins.setdefault(margin.group, {})[margin.neighbourhood.public_id] = margin
    for group, rows in margins.items():
        first = next(iter(rows.values()))
        shares = {
            key: margin.count / margin.residents for key, margin in rows.items() if margin.residents
        }
        name = CensusMargin.words_of(group)
        made.append(_composition(name, f"{first.source}, {first.year}", found, shares))
    return made


def _by_reporting(found: list[Area]) -> Composition:
    shares = {area.public_id: area.reports / area.residents for area in found if area.residents}
    source = _("the reports that we hold")
    return _composition(_("Reports for each resident"), source, found, shares)


def _composition(
    name: str, source: str, found: list[Area], shares: dict[str, float]
) -> Composition:
    known = [area for area in found if area.public_id in shares]
    part = drift.fifths(np.array([shares[area.public_id] for area in known], dtype=float))
    rows = [
        _fifth(number, [area for area, p in zip(known, part.tolist(), strict=True) if p == number])
        for number in range(PARTS)
    ]
    low, high = rows[0], rows[-1]
    return Composition(
        name, source, len(found) - len(known), rows,
        drift.rate_ratio(high.alerts, high.reports, low.alerts, low.reports),
        drift.rate_ratio(high.alerts, high.residents, low.alerts, low.residents),
    )  # fmt: skip


def _fifth(number: int, members: list[Area]) -> Fifth:
    alerts = len(frozenset().union(*(area.alerts for area in members)))
    reports = sum(area.reports for area in members)
    residents = sum(area.residents or 0 for area in members)
    return Fifth(
        number + 1, len(members), residents, reports, alerts,
        _scaled(drift.rate(alerts, reports), PER_REPORTS),
        _scaled(drift.rate(alerts, residents), PER_RESIDENTS),
    )  # fmt: skip


def _scaled(
    rate: tuple[float, float, float] | None, by: int
) -> tuple[float, float, float] | None:
    return None if rate is None else (by * rate[0], by * rate[1], by * rate[2])


@dataclass(frozen=True)
class Precision:
    """What teams decided about a year's alerts."""

    by_decision: list[tuple[str, int]]
    decided: int
    not_useful: tuple[float, float, float] | None  # in %, and its interval; None: too few


def precision() -> Precision:
    """Alerts whose last decision was in the last 12 months, by how they stand now.

    Nothing here counts by who decided.
    """
    since = clock.start_of(clock.today() - A_YEAR)
    rows = Alert.objects.filter(decisions__at__gte=since).distinct()
    stand = list(rows.order_by("pk").values_list("state", flat=True))
    counts = [(str(words), stand.count(state)) for state, words in states.DECISIONS]
    share = None
    if len(stand) >= LEAST_DECIDED:
        found = drift.share(stand.count(states.NOT_USEFUL), len(stand))
        share = (100 * found[0], 100 * found[1], 100 * found[2])
    return Precision(counts, len(stand), share)


@dataclass(frozen=True)
class Looks:
    """A year of looks at places without an alert."""

    drawn: int
    quiet: int
    something: int

    @property
    def unanswered(self) -> int:
        return self.drawn - self.quiet - self.something


def looks() -> Looks:
    rows = Look.objects.filter(draw__as_of__gt=clock.today() - A_YEAR)
    found = list(rows.order_by("pk").values_list("found", flat=True))
    return Looks(len(found), found.count(states.QUIET), found.count(states.SOMETHING))


def last_held() -> ReportsHeld | None:
    return ReportsHeld.objects.order_by("-as_of").first()


def since(held: ReportsHeld) -> date:
    return held.until - A_YEAR + timedelta(days=1)


def highest(fifths: list[Fifth], of: Callable[[Fifth], tuple[float, float, float] | None]) -> float:
    """Where a picture of rates ends: the highest upper end."""
    return max((rate[2] for rate in map(of, fifths) if rate), default=1.0)
