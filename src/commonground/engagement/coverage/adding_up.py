"""Adding up the weeks of presence, so that pages over years need not.

Each night the last weeks are added up again, since logs come late; an import of calls adds up the
weeks from its first day on. Adding up twice changes nothing.
"""

from collections.abc import Iterable
from dataclasses import asdict
from datetime import date, timedelta

from django.db import transaction

from commonground.common import clock
from commonground.incidents import presence
from commonground.incidents.models import ImportRun
from commonground.incidents.presence import WeekOfCalls
from commonground.places.models import Neighbourhood

from .. import activity
from .models import CoverageRun, CoverageWeek

WEEK = timedelta(days=7)
AGAIN_WEEKS = 8  # a phone that was offline for longer sends what nobody waits for
AT_ONCE = 52  # weeks in memory


def monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def last_whole_week() -> date:
    """The Monday of the last week that is over."""
    return monday(clock.today()) - WEEK


def last_run() -> CoverageRun | None:
    return CoverageRun.objects.first()


def bring_up_to_date() -> CoverageRun | None:
    """Add up what may have changed since the last time; None where there is nothing yet."""
    last = last_whole_week()
    first = _first_to_add(last)
    return None if first is None or first > last else add_up(first, last)


def _first_to_add(last: date) -> date | None:
    run, earliest = last_run(), _first_of_all()
    if run is None or run.last_week > last or earliest is None:
        return earliest
    imports = ImportRun.objects.filter(
        kind=presence.KIND, finished_at__gte=run.made_at, first_day__isnull=False
    )
    days = imports.values_list("first_day", flat=True)
    # an import also moves where the calls begin and end, so that weeks become known
    again = [run.last_week - AGAIN_WEEKS * WEEK, *(monday(day) - WEEK for day in days)]
    return max(min(again), earliest)


def _first_of_all() -> date | None:
    """The week of the first thing that is known of anywhere."""
    moment, covered = activity.first_moment(), presence.weeks_covered()
    days = [clock.local_day(moment)] if moment else []
    days += [covered[0]] if covered else []
    return monday(min(days)) if days else None


@transaction.atomic
def add_up(first: date, last: date) -> CoverageRun:
    """Add up the weeks from the Monday `first` to the one `last`, in the place of what was there.

    Each open neighbourhood has a row for each week: a week without anything is a nought.
    """
    since = first
    while since <= last:
        until = min(since + (AT_ONCE - 1) * WEEK, last)
        CoverageWeek.objects.filter(week__gte=since, week__lte=until).delete()
        CoverageWeek.objects.bulk_create(_rows(since, until), batch_size=500)
        since = until + WEEK
    CoverageWeek.objects.filter(week__gt=last).delete()
    return CoverageRun.objects.create(first_week=first, last_week=last)


def _rows(first: date, last: date) -> Iterable[CoverageWeek]:
    present = activity.by_week(first, last)
    called = {(row.neighbourhood, row.week): row for row in presence.by_week(first, last)}
    covered, are_examples = presence.weeks_covered(), presence.are_examples()
    for place in Neighbourhood.objects.order_by("pk"):
        for week in _weeks(first, last):
            known = covered is not None and covered[0] <= week <= covered[1]
            logged = present.get((place.pk, week), activity.WeekOfPresence())
            row = called.get((place.public_id, week))
            logged.examples += row.count if row is not None and are_examples else 0
            yield CoverageWeek(
                neighbourhood=place, week=week, **asdict(logged),
                **_calls(row, known),
            )  # fmt: skip


def _weeks(first: date, last: date) -> Iterable[date]:
    return (first + n * WEEK for n in range((last - first).days // 7 + 1))


def _calls(row: WeekOfCalls | None, known: bool) -> dict[str, int | None]:
    if not known:
        return {}
    if row is None:
        return {"calls": 0, "imported_visits": 0, "enforcement": 0, "unknown": 0}
    return {
        "calls": row.calls, "imported_visits": row.visits, "enforcement": row.enforcement,
        "unknown": row.unknown,
    }  # fmt: skip
