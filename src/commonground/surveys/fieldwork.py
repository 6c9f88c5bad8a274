"""How fieldwork goes, while it goes: who was asked, how many answered, and when it will be enough.

Counts only. A group of people is counted once 10 of it answered, and then in fives: a count that
grows by one would tell what the last one is.
"""

from collections import Counter
from dataclasses import dataclass

from django.db.models import Count, Q

from commonground.analysis.surveys.finishing import Finish, forecast_finish
from commonground.common import clock

from .inviting import to_remind
from .models import Response, Survey

LEAST_IN_GROUP = 10
LEAST_DAYS = 3  # of answers, before a forecast is made of them


# a question about oneself, and how many gave each answer (None: fewer than 10)
Group = tuple[dict[str, str], list[tuple[dict[str, str], int | None]]]


@dataclass(frozen=True)
class Line:
    """One stratum or neighbourhood."""

    name: str
    asked: int
    used: int
    target: int | None
    finish: Finish | None
    cannot: bool  # the codes that are left cannot reach the target

    @property
    def rate(self) -> float:
        return 100 * self.used / self.asked if self.asked else 0.0

    @property
    def left(self) -> int:
        return max(0, (self.target or 0) - self.used)


@dataclass(frozen=True)
class Watch:
    total: Line
    lines: list[Line]
    groups: list[Group]
    to_remind: int


def watch(survey: Survey) -> Watch:
    """Three queries, however large the survey is."""
    rows = survey.invitations.values("stratum", "neighbourhood__name").annotate(
        asked=Count("id"), used=Count("id", filter=Q(is_used=True))
    )
    tallies: dict[str, list[int]] = {}
    for row in rows.order_by():
        tally = tallies.setdefault(row["stratum"] or row["neighbourhood__name"] or "", [0, 0])
        tally[0] += row["asked"]
        tally[1] += row["used"]
    lines = [_line(survey, name, *tally) for name, tally in sorted(tallies.items())]
    return Watch(
        _total(survey, lines),
        lines,
        _groups(survey),
        to_remind(survey).count(),
    )


def _line(survey: Survey, name: str, asked: int, used: int) -> Line:
    target = survey.target_per_stratum
    left = max(0, (target or 0) - used)
    cannot = left > asked - used
    finish = None if cannot or not left else _finish(survey, left, used)
    return Line(name, asked, used, target, finish, cannot)


def _finish(survey: Survey, left: int, used: int) -> Finish | None:
    days = (min(clock.today(), survey.closes_on) - survey.opens_on).days
    if survey.is_closed or days < LEAST_DAYS:
        return None
    return forecast_finish(left, used, days)


def _total(survey: Survey, lines: list[Line]) -> Line:
    """Of a survey whose addresses are erased, what was kept of them: two counts."""
    if not lines:
        asked, used = survey.design.get("asked", 0), survey.design.get("used", 0)
        return Line("", asked, used, None, None, False)
    asked, used = sum(line.asked for line in lines), sum(line.used for line in lines)
    target = survey.target_per_stratum and survey.target_per_stratum * len(lines)
    slowest = [line.finish for line in lines if line.finish]
    finish = max(slowest, key=lambda f: f.days, default=None)
    return Line("", asked, used, target, finish, any(line.cannot for line in lines))


def _groups(survey: Survey) -> list[Group]:
    rows = Response.objects.filter(survey=survey.public_id)
    answers = list(rows.values_list("answers", flat=True))
    found = []
    for item in survey.asks.groups:
        counts = Counter(given.get(item.id) for given in answers)
        found.append(
            (
                item.words,
                [(o.words, _in_fives(counts[o.value])) for o in item.options],
            )
        )
    return found


def _in_fives(count: int) -> int | None:
    return count // 5 * 5 if count >= LEAST_IN_GROUP else None
