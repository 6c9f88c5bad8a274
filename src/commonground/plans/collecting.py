"""A week's instance from what the rooms know: who is on duty, what is promised, what is owed.

Nothing of a person but their hours, powers, languages and neighbourhoods. People, places and
tasks go in by their public ids; what they are called is looked up when a plan is shown.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from django.db.models import Q
from django.utils.translation import gettext as _

from commonground.analysis.planning.instance import Instance
from commonground.analysis.planning.parts import Document
from commonground.analysis.planning.reading import FORMAT, read_instance
from commonground.common import clock
from commonground.common.deployment import deployment
from commonground.common.errors import Refused
from commonground.earlywarning import queries as alerts
from commonground.earlywarning.models import Alert
from commonground.engagement import queries as events
from commonground.engagement import states as event_states
from commonground.engagement.coverage.owing import coverage_debt
from commonground.engagement.models import Event
from commonground.people.models import Posting, Staff
from commonground.places.models import Neighbourhood
from commonground.tasks import queries as tasks
from commonground.tasks import states as task_states
from commonground.tasks.models import Task

from .models import Need, WeekPlan
from .numbers import Numbers, numbers
from .rostering import Duty, duties, team, working_of
from .ways import travel_minutes

DROP_IN = "drop-in"
EVENT_MINUTES = 60  # of an event without an end
SLOT = timedelta(minutes=30)
MOST_HOURS = 168
LONGEST = 24 * 60  # minutes of one task


@dataclass(frozen=True)
class Wanted:
    """Something that the week may hold. source : noun:public_id. start, due : on our wall."""

    source: str
    kind: str
    place: Neighbourhood
    start: datetime
    due: datetime
    minutes: int
    weight: int = 1


@dataclass(frozen=True)
class Gathered:
    """What a plan is made of. begin : on our wall; what began before it is no longer planned."""

    places: list[Neighbourhood]
    duties: list[Duty]
    wanted: list[Wanted]
    needs: dict[str, Need]
    begin: datetime

    @property
    def staff(self) -> list[Staff]:
        return [duty.staff for duty in self.duties]


def wall(moment: datetime) -> datetime:
    return moment.astimezone(clock.zone()).replace(tzinfo=None, second=0, microsecond=0)


def begin_of(plan: WeekPlan) -> datetime:
    """Monday, or in a week that has begun the next half hour."""
    monday = datetime.combine(plan.week, time())
    now = wall(clock.now())
    if now <= monday:
        return monday
    return monday + -(-(now - monday) // SLOT) * SLOT


def end_of(plan: WeekPlan) -> datetime:
    return datetime.combine(plan.week, time()) + timedelta(days=7)


def gather(plan: WeekPlan) -> Gathered:
    places = list(plan.neighbourhoods.order_by("name", "id"))
    staff = team(places, plan.week, plan.last_day)
    begin = begin_of(plan)
    wanted = [one for one in _wanted(plan, places, begin) if one.minutes <= LONGEST]
    needs = {n.source: n for n in Need.objects.filter(source__in=[one.source for one in wanted])}
    return Gathered(places, duties(staff, plan.week), wanted, needs, begin)


def _wanted(plan: WeekPlan, places: list[Neighbourhood], begin: datetime) -> list[Wanted]:
    usual = numbers().task_minutes
    return [
        *_events(plan, places, begin),
        *_tasks(plan, places, begin, usual),
        *_alerts(plan, places, begin, usual),
    ]


def _events(plan: WeekPlan, places: list[Neighbourhood], begin: datetime) -> list[Wanted]:
    rows = events.between(places, plan.week, plan.last_day).filter(state=event_states.PLANNED)
    at = {place.id: place for place in places}
    return [
        one
        for event in rows.prefetch_related("neighbourhoods")
        if (one := _event(event, at)).start >= begin
    ]


def _event(event: Event, at: dict[int, Neighbourhood]) -> Wanted:
    place = next(at[p.id] for p in event.neighbourhoods.all() if p.id in at)
    start = wall(event.starts_at)
    end = wall(event.ends_at) if event.ends_at else start + timedelta(minutes=EVENT_MINUTES)
    kind = DROP_IN if event.kind.slug == DROP_IN else "event"
    minutes = int((end - start).total_seconds()) // 60
    return Wanted(f"event:{event.public_id}", kind, place, start, end, minutes)


def _tasks(
    plan: WeekPlan, places: list[Neighbourhood], begin: datetime, minutes: int
) -> list[Wanted]:
    """Due in this week or late already; a promise to residents comes before other tasks."""
    return [
        Wanted(
            f"task:{task.public_id}", _kind(task), task.neighbourhood, begin,
            _due(plan, task, begin, minutes), minutes,
        )
        for task in tasks.due(places, until=plan.last_day)
    ]  # fmt: skip


def _kind(task: Task) -> str:
    return "promise" if task.kind == task_states.PROMISE else "alert"


def _due(plan: WeekPlan, task: Task, begin: datetime, minutes: int) -> datetime:
    """The end of its day; what is late already has the whole week."""
    due = datetime.combine(task.due_on, time()) + timedelta(days=1)
    return due if due >= begin + timedelta(minutes=minutes) else end_of(plan)


def _alerts(
    plan: WeekPlan, places: list[Neighbourhood], begin: datetime, minutes: int
) -> list[Wanted]:
    at = {place.id: place for place in places}
    return [_alert(alert, at, begin, end_of(plan), minutes) for alert in alerts.open_alerts(places)]


def _alert(
    alert: Alert, at: dict[int, Neighbourhood], begin: datetime, end: datetime, minutes: int
) -> Wanted:
    place = next(at[p.id] for p in alert.neighbourhoods.all() if p.id in at)
    return Wanted(f"alert:{alert.public_id}", "alert", place, begin, end, minutes)


def document(
    plan: WeekPlan, gathered: Gathered, done: Iterable[Document] = (), hand: Iterable[Document] = ()
) -> Document:
    """The instance's file. done : slots of this week that began before `begin`; hand : slots
    that a person may place even where nothing is owed any more.
    """
    ours, done, hand = numbers(), list(done), list(hand)
    if not any(duty.shifts for duty in gathered.duties):
        raise Refused(_("Nobody has a shift in this week. Say first who works when."))
    finished = {slot["task"] for slot in done if slot["task"]}
    return {
        "format": FORMAT,
        "week": plan.week.isoformat(),
        "rules": ours.rules(),
        "neighbourhoods": _owed(gathered.places, ours, done, hand),
        "travel_minutes": travel_minutes(
            gathered.places, speed_kmh=ours.speed_kmh, way_factor=ours.way_factor
        ),
        "officers": _officers(plan, gathered, done),
        "vehicles": list(ours.vehicles),
        "tasks": [
            made
            for one in gathered.wanted
            if one.source not in finished
            and (made := _task(one, gathered.needs.get(one.source), end_of(plan)))
        ],
    }


def instance(made: Document) -> Instance:
    return read_instance(made)


def _owed(
    places: Sequence[Neighbourhood], ours: Numbers, done: list[Document], hand: list[Document]
) -> list[Document]:
    """What is behind, less what was done this week; never less than what a person placed."""
    least = deployment().presence_minutes_a_week / 60
    behind = coverage_debt(list(places))
    visit = ours.visit_minutes / 60
    made = []
    for place in places:
        owed = behind[place.public_id].minutes / 60 if place.public_id in behind else 0.0
        had = visit * _visits(done, place)
        by_hand = visit * _visits(hand, place)
        made.append({
            "id": place.public_id,
            "owed_hours": min(MOST_HOURS, max(owed + least - had, by_hand, 0)),
            "minimum_hours": max(least - had, 0),
        })  # fmt: skip
    return made


def _visits(slots: list[Document], place: Neighbourhood) -> int:
    return sum(s["neighbourhood"] == place.public_id and s["task"] is None for s in slots)


def _officers(plan: WeekPlan, gathered: Gathered, done: list[Document]) -> list[Document]:
    homes = _homes(plan, gathered)
    return [
        _officer(duty, homes[duty.staff.id], gathered.begin, _last_end(done, duty.staff))
        for duty in gathered.duties
        if duty.shifts and homes[duty.staff.id]
    ]


def _last_end(done: list[Document], staff: Staff) -> str:
    """When what somebody is busy with, or has done, ends."""
    return max((s["end"] for s in done if s["officer"] == staff.public_id), default="")


def _homes(plan: WeekPlan, gathered: Gathered) -> dict[int, list[str]]:
    """The plan's neighbourhoods that somebody is posted to in its week."""
    names = {place.id: place.public_id for place in gathered.places}
    rows = Posting.objects.filter(
        Q(to_on__isnull=True) | Q(to_on__gte=plan.week),
        staff__in=gathered.staff, from_on__lte=plan.last_day, neighbourhood__in=names,
    ).order_by("from_on", "id")  # fmt: skip
    found: dict[int, list[str]] = {staff.id: [] for staff in gathered.staff}
    for staff_id, place_id in rows.values_list("staff_id", "neighbourhood_id"):
        if names[place_id] not in found[staff_id]:
            found[staff_id].append(names[place_id])
    return found


def _officer(duty: Duty, homes: list[str], begin: datetime, last_end: str) -> Document:
    working = working_of(duty.staff)
    ready = max(begin, datetime.fromisoformat(last_end)) if last_end else begin
    busy = [
        *(_span(*part, kind) for start, end, kind in duty.busy for part in _days(start, end)),
        *(_span(start, min(end, ready), "past") for start, end in duty.shifts if start < ready),
    ]
    return {
        "id": duty.staff.public_id,
        "kind": working.powers,
        "homes": homes,
        "languages": list(working.languages),
        "alone": working.alone and not duty.restricted,
        "shifts": [_span(start, end) for start, end in duty.shifts],
        "busy": busy,
    }


def _days(start: datetime, end: datetime) -> list[tuple[datetime, datetime]]:
    """A long stretch in pieces of a day, as the file wants them."""
    made = []
    while start < end:
        made.append((start, min(end, start + timedelta(days=1))))
        start += timedelta(days=1)
    return made


def minute(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%dT%H:%M")


def _span(start: datetime, end: datetime, why: str = "") -> Document:
    made = {"start": minute(start), "end": minute(end)}
    return made | {"why": why} if why else made


def _task(one: Wanted, need: Need | None, week_end: datetime) -> Document | None:
    need = need or Need(source=one.source)
    is_fixed = one.source.startswith("event:")
    minutes = one.minutes if is_fixed or need.minutes is None else need.minutes
    due = min(one.due, week_end) if not is_fixed else one.due
    if need.left_out or due - one.start < timedelta(minutes=minutes):
        return None
    return {
        "id": one.source, "kind": one.kind, "neighbourhood": one.place.public_id,
        "earliest": minute(one.start), "due": minute(due), "minutes": minutes,
        "crew": need.crew, "sworn": need.sworn, "languages": list(need.languages),
        "vehicle": need.vehicle, "weight": one.weight,
        **({"lone_until": need.lone_until.strftime("%H:%M")} if need.lone_until else {}),
    }  # fmt: skip
