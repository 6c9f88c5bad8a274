"""How long rosters and plans are kept. That a week was planned stays; who was where goes."""

from datetime import datetime, timedelta

from django.db.models import Q
from django.utils.translation import gettext_noop as _

from commonground.common import clock
from commonground.common.retention import Record, Rule, Subject

from . import states
from .models import CalendarEntry, CalendarKey, Proposal, RosterEntry, RosterImport, WeekPlan

ROSTER = Rule(
    store=_("Rostered hours of staff"),
    model="plans.RosterEntry",
    name="rosters",
    least=30,
    most=730,
    personal=("staff", "kind", "starts_at", "ends_at"),
    days=365,
    since=_("after the day"),
    stays=_("nothing"),
    for_residents=False,
)
LOOKED_AT = Rule(
    store=_("Roster files that were looked at and not taken in"),
    model="plans.RosterImport",
    name="roster_files",
    least=1,
    most=30,
    personal=("rows", "by"),
    days=1,
    since=_("after it was looked at"),
    stays=_("its days and how many shifts it held"),
    for_residents=False,
)
PLANS = Rule(
    store=_("Weekly plans"),
    model="plans.Version",
    name="plans",
    least=30,
    most=1825,
    personal=("slots", "draws", "unmet", "by"),
    days=365,
    since=_("after the week"),
    stays=_("which week was planned, how often it was changed, and how good it was"),
    for_residents=False,
)
RETENTION = [ROSTER, LOOKED_AT, PLANS]
NOT_PERSONAL = {
    "plans.Working": "codes of powers and languages, changed by whoever leads the team",
    "plans.Need": "what an event or a task needs: numbers and codes of languages",
    "plans.WeekPlan": "a week and a fingerprint of places",
    "plans.Proposal": "goes with the plan that it would repair: emptied with its versions",
    "plans.Solve": "goals and numbers, and why it failed in our own words",
    "plans.CalendarKey": "a hash of a random address",
    "plans.CalendarEntry": "opaque ids; deleted with the plan's versions",
}


def expired(rule: Rule, before: datetime) -> list[str]:
    if rule.model == ROSTER.model:
        rows = RosterEntry.objects.filter(ends_at__lt=before)
    elif rule.model == LOOKED_AT.model:
        rows = RosterImport.objects.filter(looked_at__lt=before).filter(_full())
    else:
        day = clock.local_day(before) - timedelta(days=6)
        rows = WeekPlan.objects.filter(week__lt=day).exclude(versions=None)
        rows = rows.filter(Q(versions__by__isnull=False) | ~Q(versions__slots=[])).distinct()
    return list(rows.values_list("public_id", flat=True))


def _full() -> Q:
    return Q(by__isnull=False) | ~Q(rows=[])


def erase(rule: Rule, key: str) -> int:
    if rule.model == ROSTER.model:
        return RosterEntry.objects.filter(public_id=key).delete()[0]
    if rule.model == LOOKED_AT.model:
        return RosterImport.objects.filter(_full(), public_id=key).update(rows=[], by=None)
    plan = WeekPlan.objects.filter(public_id=key).first()
    if plan is None:
        return 0
    Proposal.objects.filter(plan=plan).delete()
    CalendarEntry.objects.filter(plan=plan).delete()
    plan.solves.update(by=None)
    full = plan.versions.filter(Q(by__isnull=False) | ~Q(slots=[]))
    return full.update(slots=[], draws=[], unmet=[], by=None)


def export(subject: Subject) -> list[Record]:
    """A member of staff's rostered hours, published work and calendar addresses."""
    if not subject.staff:
        return []
    roster = RosterEntry.objects.filter(staff__public_id=subject.staff)
    work = CalendarEntry.objects.filter(staff__public_id=subject.staff, cancelled=False)
    keys = CalendarKey.objects.filter(staff__public_id=subject.staff)
    labels = dict(states.ENTRIES)
    return [
        *(
            _record(ROSTER, e.public_id, str(labels[e.kind]), e.starts_at, e.ends_at)
            for e in roster
        ),
        *(
            _record(PLANS, e.slot, e.what, e.starts_at, e.ends_at, e.neighbourhood.name)
            for e in work.select_related("neighbourhood").order_by("starts_at")
        ),
        *(_record(PLANS, k.public_id, "Calendar address", k.made_at, k.revoked_at) for k in keys),
    ]


def _record(
    rule: Rule, key: str, title: str, start: datetime, end: datetime | None, place: str = ""
) -> Record:
    facts = {"until": end.isoformat() if end else "", "place": place}
    return Record(
        store=rule.store, key=key, title=title, at=start, written_by="staff",
        facts={name: value for name, value in facts.items() if value},
    )  # fmt: skip
