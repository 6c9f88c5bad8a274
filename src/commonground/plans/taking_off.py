"""Somebody is taken off: their part is freed, and the smallest repair is proposed at once."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from urllib.parse import urljoin

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from commonground.analysis.planning.parts import Document, Week
from commonground.analysis.planning.reading import read_plan
from commonground.analysis.planning.writing import write_assignments
from commonground.common import clock
from commonground.common.deployment import deployment
from commonground.common.errors import Refused
from commonground.engagement.abstraction.models import Abstraction
from commonground.engagement.abstraction.recording import record_abstraction
from commonground.messaging.outbox import enqueue
from commonground.people.models import Staff
from commonground.tasks.models import Task

from . import states
from .collecting import minute, wall
from .models import Proposal, RosterEntry, Version, WeekPlan
from .rostering import duties
from .spans import aware
from .versions import (
    Board,
    Slots,
    add_version,
    board,
    carried_over,
    check_may_change,
    check_slots,
    note,
    possible,
    worth,
)


@dataclass(frozen=True)
class TakenOff:
    """What became of the plan.

    freed : slots that nobody does any more.
    told, untold : who owns a promise among them and was written to, or has no address.
    """

    version: Version | None
    freed: Slots
    told: tuple[str, ...] = ()
    untold: tuple[str, ...] = ()


@transaction.atomic
def take_off(
    *, plan: WeekPlan, staff: Staff, start: datetime, end: datetime, because: str, by: Staff,
    key: str,
) -> TakenOff:  # fmt: skip
    """`start`, `end`: on our wall. The same key again changes nothing."""
    held = WeekPlan.objects.select_for_update().get(pk=plan.pk)
    if key and (there := held.versions.filter(idempotency_key=key).first()):
        return TakenOff(there, [])
    if end <= start:
        raise Refused(_("The end must be after the beginning."))
    check_may_change(held)
    _entry, is_new = RosterEntry.objects.get_or_create(
        staff=staff, kind=states.TAKEN, starts_at=aware(start), ends_at=aware(end),
        source=states.HAND,
    )  # fmt: skip
    latest = held.latest
    hit = _hit(latest.slots if latest else [], staff, minute(start), minute(end))
    _log(held, staff, start, end, because, by, key)
    if latest is None or not hit:
        if is_new:
            note(held, f"plan.{states.TAKEN_OFF}", by, freed=0)
        return TakenOff(None, [])
    return _free(held, latest, hit, by, key)


def _log(
    plan: WeekPlan, staff: Staff, start: datetime, end: datetime, because: str, by: Staff, key: str
) -> None:
    """The hours of the shift, as the officer's own log has them. What is to come is not logged."""
    (duty,) = duties([staff], plan.week)
    away = [(max(start, a), min(end, b)) for a, b in duty.shifts if a < end and start < b]
    minutes = sum(int((b - a).total_seconds()) // 60 for a, b in away)
    posted = staff.postings.on(start.date()).filter(neighbourhood__in=plan.neighbourhoods.all())
    posting = posted.order_by("from_on", "id").select_related("neighbourhood").first()
    if posting and minutes and start.date() <= clock.today():
        record_abstraction(
            neighbourhood=posting.neighbourhood, minutes=min(minutes, 24 * 60), because=because,
            by=by, whose=staff, away_on=start.date(), idempotency_key=f"plan:{key}"[:40],
        )  # fmt: skip


def _hit(slots: Slots, staff: Staff, start: str, end: str) -> Slots:
    """Their slots in that time; of a task, the whole crew's."""
    theirs = [
        s for s in slots
        if s["officer"] == staff.public_id and s["start"] < end and start < s["end"]
    ]  # fmt: skip
    tasks = {s["task"] for s in theirs} - {None}
    return [s for s in slots if s in theirs or s["task"] in tasks]


def _free(plan: WeekPlan, latest: Version, hit: Slots, by: Staff, key: str) -> TakenOff:
    kept = [slot for slot in latest.slots if slot not in hit]
    now = board(plan, kept)
    stages, unmet = worth(now, now.coming)
    made = add_version(
        plan=plan, why=states.TAKEN_OFF, by=by, slots=kept, stages=stages, unmet=unmet, key=key,
        freed=len(hit),
    )  # fmt: skip
    propose(plan=plan, version=made, before=latest.slots)
    return TakenOff(made, hit, *tell_owners(made, hit, by))


def propose(*, plan: WeekPlan, version: Version, before: Slots) -> Proposal | None:
    """The plan with the fewest changes that does again what was freed; None where nothing can."""
    Proposal.objects.filter(plan=plan).delete()
    now = board(plan, version.slots)
    coming = _repaired(now, [s for s in before if s["start"] >= minute(now.gathered.begin)])
    if {s["id"]: s for s in coming} == {s["id"]: s for s in now.coming}:
        return None
    stages, unmet = worth(now, coming)
    return Proposal.objects.create(
        plan=plan, based_on=version.number, slots=now.done + coming, stages=stages, unmet=unmet
    )


def _repaired(now: Board, before: Slots) -> Slots:
    """Only what was freed is placed anew; visits move only where that keeps more promises."""
    # the solver's libraries are large, and few pages need them
    from commonground.analysis.planning.repair import refill

    staying = {slot["id"] for slot in now.coming}
    freed = [slot for slot in before if slot["id"] not in staying]
    begin = Week(now.instance.week).of(now.gathered.begin)
    made = refill(now.instance, _read(now, now.coming), _read(now, freed), begin=begin)
    return carried_over(possible(now, before), write_assignments(now.instance, made), set())


def _read(now: Board, slots: Iterable[Document]) -> list:
    return read_plan({"assignments": possible(now, list(slots))}, now.instance)


def tell_owners(version: Version, hit: Slots, by: Staff) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Who owns a promise or a task that nobody does any more hears of it, except who did this.

    The names of those written to, and of those without an address.
    """
    ids = {s["task"].partition(":")[2] for s in hit if (s["task"] or "").startswith("task:")}
    owned = Task.objects.filter(public_id__in=ids, owner__is_active=True).exclude(owner=by)
    told, untold = set(), set()
    for task in owned.select_related("owner"):
        if not task.owner.email:
            untold.add(task.owner.display_name)
            continue
        told.add(task.owner.display_name)
        url = urljoin(deployment().base_url, reverse("team-plan-of", args=[version.plan.week]))
        enqueue(
            to=task.owner.email, subject=_("Something of yours is no longer in the plan"),
            body=_("Somebody was taken off. Look at the week's plan: %(url)s") % {"url": url},
            key=f"taken-off:{version.plan.public_id}:{version.number}:{task.public_id}",
        )  # fmt: skip
    return tuple(sorted(told)), tuple(sorted(untold))


@transaction.atomic
def accept(*, plan: WeekPlan, by: Staff, based_on: int) -> Version:
    """The proposal becomes the plan."""
    held = WeekPlan.objects.select_for_update().get(pk=plan.pk)
    check_may_change(held)
    proposal, latest = Proposal.objects.filter(plan=held).first(), held.latest
    if proposal is None or latest is None:
        raise Refused(_("There is no repair to accept."))
    if not latest.number == proposal.based_on == based_on:
        raise Refused(_("Somebody changed the plan in the meantime. Look at it again."))
    now = board(held, proposal.slots)
    check_slots(now, now.coming)
    proposal.delete()
    return add_version(
        plan=held, why=states.REPAIRED, by=by, slots=proposal.slots,
        stages=proposal.stages, unmet=proposal.unmet,
    )  # fmt: skip


@transaction.atomic
def leave(*, plan: WeekPlan, by: Staff) -> None:
    """The plan stays as it is, without the repair."""
    gone, _models = Proposal.objects.filter(plan=plan).delete()
    if gone:
        note(plan, "plan.leave_repair", by)


@dataclass(frozen=True)
class Logged:
    """Hours that an officer logged as taken off, on a day for which the plan still has them."""

    staff: Staff
    day: date
    hours: float


def logged_off(version: Version) -> list[Logged]:
    """What the plan does not know of yet: the officer's log is of the room below. Two queries."""
    rows = Abstraction.objects.filter(
        staff__isnull=False, away_on__gte=clock.today(), away_on__lte=version.plan.last_day,
        neighbourhood__in=version.plan.neighbourhoods.all(),
    ).select_related("staff")  # fmt: skip
    taken = RosterEntry.objects.filter(kind=states.TAKEN, ends_at__gte=clock.now())
    known = {(entry.staff_id, wall(entry.starts_at).date()) for entry in taken}
    now = minute(wall(clock.now()))
    at_work = {(s["officer"], s["start"][:10]) for s in version.slots if s["end"] > now}
    return [
        Logged(row.staff, row.away_on, row.hours)
        for row in rows
        if (row.staff_id, row.away_on) not in known
        and (row.staff.public_id, row.away_on.isoformat()) in at_work
    ]
