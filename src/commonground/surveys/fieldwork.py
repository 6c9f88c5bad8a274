"""How fieldwork goes, while it goes: who was asked, how many answered, and when it will be enough.

Counts only, and of areas none under 5.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, Q

from commonground.analysis.surveys.finishing import Finish, forecast_finish
from commonground.common import clock

from .inviting import to_remind
from .models import Survey
from .quotas import Group, groups

LEAST_DAYS = 3  # of answers, before a forecast is made of them
LEAST_TOLD = 5


@dataclass(frozen=True)
class Line:
    """One stratum or neighbourhood."""

    name: str
    asked: int
    used: int
    target: int | None
    finish: Finish | None
    cannot: bool  # the codes that are left cannot reach the target
    days_left: int  # today and the last day are among them

    @property
    def is_late(self) -> bool:
        """More likely than not, the last day comes before there is enough."""
        return self.finish is not None and self.finish.days > self.days_left

    @property
    def rate(self) -> float:
        return 100 * self.used / self.asked if self.asked else 0.0

    @property
    def is_few(self) -> bool:
        return 0 < self.used < LEAST_TOLD

    @property
    def left(self) -> int:
        return max(0, (self.target or 0) - self.used)


@dataclass(frozen=True)
class Watch:
    total: Line
    lines: list[Line]
    areas: list[Line]  # the neighbourhoods, where those are not the lines already
    groups: list[Group]
    to_remind: int


def watch(survey: Survey) -> Watch:
    """Four queries, however large the survey is."""
    counted = survey.invitations.values("stratum", "neighbourhood", "neighbourhood__name")
    asked_of = Count("id"), Count("id", filter=Q(is_used=True))
    rows = list(counted.annotate(asked=asked_of[0], used=asked_of[1]).order_by())
    parts = _tallies((row["stratum"] or row["neighbourhood__name"] or "", row) for row in rows)
    areas = _tallies((row["neighbourhood__name"] or "", row) for row in rows)
    lines = [_line(survey, name, *tally) for name, tally in sorted(parts.items())]
    total = _total(survey, lines)
    return Watch(
        total,
        lines,
        [_area(name, *tally) for name, tally in sorted(areas.items())] if areas != parts else [],
        groups(survey, total.target, {row["neighbourhood"] for row in rows} - {None}),
        to_remind(survey).count(),
    )


def _tallies(rows: Iterable[tuple[str, dict[str, int]]]) -> dict[str, list[int]]:
    """Of each name, how many were asked and how many codes were used."""
    found: dict[str, list[int]] = {}
    for name, row in rows:
        tally = found.setdefault(name, [0, 0])
        tally[0] += row["asked"]
        tally[1] += row["used"]
    return found


def _area(name: str, asked: int, used: int) -> Line:
    return Line(name, asked, used, None, None, False, 0)


def _line(survey: Survey, name: str, asked: int, used: int) -> Line:
    target = survey.target_per_stratum
    left = max(0, (target or 0) - used)
    cannot = left > asked - used
    finish = None if cannot or not left else _finish(survey, left, used)
    return Line(name, asked, used, target, finish, cannot, _days_left(survey))


def _days_left(survey: Survey) -> int:
    return max(0, (survey.closes_on - clock.today()).days + 1)


def _finish(survey: Survey, left: int, used: int) -> Finish | None:
    days = (min(clock.today(), survey.closes_on) - survey.opens_on).days
    if survey.is_closed or days < LEAST_DAYS:
        return None
    return forecast_finish(left, used, days)


def _total(survey: Survey, lines: list[Line]) -> Line:
    """Of a survey whose addresses are erased, what was kept of them: two counts."""
    if not lines:
        asked, used = survey.design.get("asked", 0), survey.design.get("used", 0)
        return Line("", asked, used, None, None, False, 0)
    asked, used = sum(line.asked for line in lines), sum(line.used for line in lines)
    target = survey.target_per_stratum and survey.target_per_stratum * len(lines)
    slowest = [line.finish for line in lines if line.finish]
    finish = max(slowest, key=lambda f: f.days, default=None)
    cannot = any(line.cannot for line in lines)
    return Line("", asked, used, target, finish, cannot, _days_left(survey))
