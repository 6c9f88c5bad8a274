"""The sections of the briefing. Each says what its figures rest on: n, period, source."""

from dataclasses import replace
from datetime import timedelta
from math import ceil, floor

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from commonground.common import clock, wording
from commonground.common.texts import in_language
from commonground.concerns import queries as concerns
from commonground.concerns.models import Concern
from commonground.concerns.states import OPEN
from commonground.earlywarning import queries as alerts
from commonground.earlywarning.models import ScanRun, Sighting
from commonground.engagement import activity
from commonground.engagement import queries as events
from commonground.engagement.activity import Presence
from commonground.incidents import queries as incidents
from commonground.places.models import Neighbourhood
from commonground.tasks import queries as tasks
from commonground.tasks.models import Task

from .sheet import DAYS_AHEAD, DAYS_BACK, Period, Row, Section, Trend
from .trend import kind_held, trend

PRESENCE_DAYS = 28


def raised(place: Neighbourhood, period: Period) -> Section:
    """What residents raised in the week, by category."""
    found = concerns.raised_by_category(place, period.since, period.until)
    rows = [
        Row(in_language(category.name), tag=str(count), is_example=example)
        for category, count, example in found
    ]
    total = sum(count for _category, count, _example in found)
    words = ngettext("%(n)d concern this week.", "%(n)d concerns this week.", total) % {"n": total}
    source = _(
        "Concerns received here, %(period)s, those that we asked for included; without sensitive "
        "ones, those about police conduct and those withheld."
    ) % {"period": days(period)}
    return Section.of("raised", _("What residents raised"), words, source, rows)


def emerging(place: Neighbourhood, period: Period) -> Section:
    """What the mornings of the week found here; what rests on one address is not on a sheet."""
    runs = ScanRun.objects.filter(as_of__lte=period.as_of, as_of__gt=period.back(DAYS_BACK))
    title, run_count = _("What is emerging"), runs.count()
    if not run_count:
        words = _("Not known: no morning of this week was looked at.")
        return Section("emerging", title, words, _("The morning scan."))
    found = alerts.seen_between([place], period.back(DAYS_BACK - 1), period.as_of)
    words = ngettext("%(n)d change stands out.", "%(n)d changes stand out.", len(found))
    words = words % {"n": len(found)} if found else _("Nothing stands out here.")
    source = _(
        "%(n)d scans, %(period)s, of what residents reported: records of kinds that residents "
        "usually report, and concerns that nobody asked for."
    ) % {"n": run_count, "period": days(Period(period.as_of + timedelta(days=1)))}
    return Section.of("emerging", title, words, source, [_alert_row(seen) for seen in found])


def _alert_row(seen: Sighting) -> Row:
    counted = {"n": wording.grouped(seen.observed), "span": seen.span, "usual": seen.usual}
    counted["often"] = wording.once_in(seen.recurrence_days)
    note = _("%(n)s reports %(span)s; about %(usual)s are usual. By chance %(often)s.")
    state = str(seen.alert.get_state_display())
    return Row(alerts.what(seen.alert), tag=state, note=note % counted)


def late_replies(place: Neighbourhood, period: Period) -> list[Row]:
    """Who had waited for a first reply past the promise, as of that morning."""
    morning = clock.start_of(period.as_of)
    waiting = Concern.objects.for_teams().filter(
        Q(first_replied_at__gte=morning) | Q(first_replied_at=None, state__in=OPEN),
        neighbourhood=place,
        first_reply_due_at__lt=morning,
    )
    count = waiting.count()
    if not count:
        return []
    words = ngettext(
        "%(n)d person has had no first reply in the time that we promised",
        "%(n)d people have had no first reply in the time that we promised",
        count,
    ) % {"n": count}
    return [Row(words, tag=_("late"), tone="bad", is_example=waiting.filter(example=True).exists())]


def promised(place: Neighbourhood, period: Period) -> Section:
    """Open promises, the late ones first; and people past the first-reply promise."""
    found = tasks.promises_as_of(place, period.as_of)
    late = [task for task in found if task.due_on < period.as_of]
    words = (
        _("%(n)d open, %(late)d of them late.") % {"n": len(found), "late": len(late)}
        if found
        else _("No open promise.")
    )
    rows = late_replies(place, period) + [_promise(task, period) for task in found]
    source = _("Promises open on %(day)s; first replies from the concerns.") % {
        "day": wording.day(period.as_of)
    }
    return Section.of("promised", _("What we promised, and where we are late"), words, source, rows)


def _promise(task: Task, period: Period) -> Row:
    told = wording.time_left(task.due_on, clock.start_of(period.as_of))
    title = task.title or _("(words no longer kept)")
    return Row(title, tag=told.words, tone=told.tone, is_example=task.is_example)


def planned(place: Neighbourhood, period: Period) -> Section:
    last = period.as_of + timedelta(days=DAYS_AHEAD - 1)
    found = [e for e in events.between([place], period.as_of, last) if not e.is_cancelled]
    rows = [
        Row(
            in_language(event.title),
            tag=wording.moment(event.starts_at),
            note=_joined(in_language(event.place), event.note),
            is_example=event.is_example,
        )
        for event in found
    ]
    words = ngettext("%(n)d event.", "%(n)d events.", len(rows)) % {"n": len(rows)}
    source = _("Events listed for here, %(first)s to %(last)s; cancelled ones left out.") % {
        "first": wording.day(period.as_of),
        "last": wording.day(last),
    }
    return Section.of("planned", _("What is planned"), words, source, rows)


def recorded(place: Neighbourhood, period: Period) -> Section:
    """The trend of incidents on record, with last year's band."""
    title, held = _("Incidents on record, by month"), kind_held()
    if held is None or held.first_day > period.until:
        words = _("Not known: no incidents imported for this time.")
        return Section("recorded", title, words, _("Imported incidents."))
    found = trend(place, held, period.until)
    source = _(
        "n = %(n)s %(records)s in %(months)d months to %(day)s, by the area on record. The band "
        "holds 95 %% of what the same season last year makes usual; it is no forecast."
    ) % {
        "n": wording.grouped(sum(found.counts)),
        "records": records_of(held.kind),
        "months": len(found.counts),
        "day": wording.day(min(period.until, held.last_day)),
    }
    return Section("recorded", title, _last_whole_month(found), source, trend=found)


def records_of(kind: str) -> str:
    return {
        "crimes": _("crimes"),
        "requests": _("service requests"),
        "calls": _("calls for service"),
    }[kind]


def _last_whole_month(found: Trend) -> str:
    """The last month that is over, in a sentence, against what was usual."""
    last = len(found.counts) - 1 - found.last_is_part
    if last < 0:
        return _("The first month is not over yet.")
    told = {"month": found.labels[last], "n": wording.grouped(found.counts[last])}
    if found.band[last] is None:
        return _("%(month)s: %(n)s. Too few months before it to say what is usual.") % told
    low, high = found.band[last]
    told |= {"low": wording.grouped(ceil(low)), "high": wording.grouped(floor(high))}
    if found.counts[last] > high:
        return _("%(month)s: %(n)s, more than usual (%(low)s to %(high)s).") % told
    if found.counts[last] < low:
        return _("%(month)s: %(n)s, fewer than usual (%(low)s to %(high)s).") % told
    return _("%(month)s: %(n)s, as usual (%(low)s to %(high)s).") % told


def presence(place: Neighbourhood, period: Period) -> Section:
    """How much of our presence was only in answer to calls, and what was logged besides."""
    first = period.back(PRESENCE_DAYS)
    calls = incidents.initiated_counts(place.public_id, since=first, as_of=period.until)
    logged = activity.presence(place, clock.start_of(first), clock.start_of(period.as_of))
    row = Row(
        _logged_words(logged),
        is_example=logged.example_count > 0,
    )
    source = _("%(first)s to %(last)s. Contacts as logged: what nobody logged is not there.") % {
        "first": wording.day(first),
        "last": wording.day(period.until),
    }
    title = _("Were we here only when called?")
    found = Section.of("presence", title, _calls_words(calls), source, [row])
    # one may be Example and the other not: the sentence says it of the calls, the row of itself
    return replace(found, has_examples=incidents.are_examples("calls"))


def _logged_words(logged: Presence) -> str:
    counts = {"contacts": logged.contact_count, "events": logged.closed_event_count}
    contacts = ngettext("%(contacts)d contact", "%(contacts)d contacts", counts["contacts"])
    events = ngettext("%(events)d event closed", "%(events)d events closed", counts["events"])
    told = {
        "contacts": contacts % counts,
        "hours": wording.grouped(logged.minutes / 60, 1),
        "events": events % counts,
    }
    return _("Logged besides: %(contacts)s, %(hours)s hours; %(events)s") % told


def _calls_words(calls: dict[str, int] | None) -> str:
    if calls is None:
        return _("Not known: no calls imported.")
    known = calls["resident"] + calls["officer"]
    if not known:
        return _("Not known: no call here says who began it.")
    counts = {"n": calls["resident"], "of": known, "unknown": calls["unknown"]}
    told = {name: wording.grouped(count) for name, count in counts.items()}
    return (
        _(
            "%(n)s of %(of)s recorded calls were answers to a resident's call; %(unknown)s more do "
            "not say who began them."
        )
        % told
    )


def days(period: Period) -> str:
    return _("%(first)s to %(last)s") % {
        "first": wording.day(period.since),
        "last": wording.day(period.until),
    }


def _joined(*parts: str) -> str:
    return " · ".join(part for part in parts if part)
