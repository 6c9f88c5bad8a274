"""The public list of events: which neighbourhood, which kind, which week."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Exists, OuterRef
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from commonground.common import clock
from commonground.common.errors import Refused
from commonground.common.texts import in_language
from commonground.common.wording import day
from commonground.places.models import Neighbourhood

from . import queries
from .models import EventKind, EventQuerySet

WEEKS_OFFERED = 9


@dataclass(frozen=True)
class Wanted:
    """What somebody asked the list for; nothing asked is everything to come."""

    place: Neighbourhood | None
    kind: EventKind | None
    monday: date | None
    past: bool

    def rows(self) -> EventQuerySet:
        rows = queries.public()
        if self.place:
            rows = rows.in_any([self.place])
        if self.kind:
            rows = rows.filter(kind=self.kind)
        if self.monday:
            after = self.monday + timedelta(days=7)
            rows = rows.from_moment(clock.start_of(self.monday))
            return rows.filter(starts_at__lt=clock.start_of(after))
        return queries.over(rows) if self.past else queries.to_come(rows)


def wanted(request: HttpRequest) -> Wanted:
    """404 for a neighbourhood or kind that we do not have, Refused for a week that is no day."""
    asked = {
        name: request.GET.get(name, "").replace("\x00", "") for name in ("neighbourhood", "kind")
    }
    places, kinds = Neighbourhood.objects, EventKind.objects
    return Wanted(
        place=get_object_or_404(places, slug=s) if (s := asked["neighbourhood"]) else None,
        kind=get_object_or_404(kinds, slug=s) if (s := asked["kind"]) else None,
        monday=_monday(request.GET.get("week", "")),
        past=request.GET.get("when") == "past",
    )


def _monday(text: str) -> date | None:
    """The first day of the week that a day lies in."""
    if not text:
        return None
    try:
        found = date.fromisoformat(text)
        clock.start_of(found + timedelta(days=8))  # a week at the end of time has no end
        return found - timedelta(days=found.weekday())
    except (ValueError, OverflowError) as problem:
        raise Refused(_("Write the day like 2017-12-11.")) from problem


def kinds_with_events() -> list[tuple[str, str]]:
    """(slug, name) of the kinds that the public list has anything of."""
    theirs = queries.public().filter(kind=OuterRef("pk"))
    return [(k.slug, in_language(k.name)) for k in EventKind.objects.filter(Exists(theirs))]


def weeks(chosen: date | None) -> list[tuple[str, str]]:
    """(its Monday, words) of this week and the next ones; another one that was asked for first."""
    today = clock.today()
    monday = today - timedelta(days=today.weekday())
    offered = [monday + timedelta(days=7 * n) for n in range(WEEKS_OFFERED)]
    if chosen and chosen not in offered:
        offered.insert(0, chosen)
    return [(start.isoformat(), _week_words(start, monday)) for start in offered]


def _week_words(start: date, this: date) -> str:
    days = _("%(first)s to %(last)s") % {
        "first": day(start),
        "last": day(start + timedelta(days=6)),
    }
    if start == this:
        return _("This week, %(days)s") % {"days": days}
    return _("Next week, %(days)s") % {"days": days} if start - this == timedelta(days=7) else days
