"""Publishing a plan: officers see it, and their calendars follow."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from commonground.analysis.planning.parts import Document
from commonground.common import clock
from commonground.common.errors import Refused
from commonground.people.models import Staff
from commonground.places.models import Neighbourhood

from .models import CalendarEntry, Version, WeekPlan
from .spans import aware
from .versions import note, running


@transaction.atomic
def publish(*, plan: WeekPlan, based_on: int, by: Staff) -> Version:
    """The latest version is what holds. Publishing it twice changes nothing."""
    held = WeekPlan.objects.select_for_update().get(pk=plan.pk)
    latest = held.latest
    if latest is None or running(held):
        raise Refused(_("There is no plan to publish yet."))
    if latest.number != based_on:
        raise Refused(_("Somebody changed the plan in the meantime. Look at it again."))
    if latest.published_at is None:
        latest.published_at = clock.now()
        latest.save(update_fields=["published_at"])
        _follow(held, latest.slots)
        note(held, "plan.publish", by, number=latest.number)
    return latest


def _follow(plan: WeekPlan, slots: list[Document]) -> None:
    """Calendar entries as the slots now are: changed ones and cancelled ones count up."""
    staff = {s.public_id: s for s in Staff.objects.filter(public_id__in=_of(slots, "officer"))}
    places = Neighbourhood.objects.filter(public_id__in=_of(slots, "neighbourhood"))
    at = {place.public_id: place for place in places}
    there = {(e.slot, e.staff_id): e for e in plan.calendar_entries.all()}
    for slot in slots:
        owner = staff[slot["officer"]]
        entry = there.pop((slot["id"], owner.id), None)
        _write(entry or CalendarEntry(plan=plan, slot=slot["id"], staff=owner), slot, at)
    for entry in there.values():
        if not entry.cancelled:
            entry.cancelled = True
            _next(entry)


def _of(slots: list[Document], name: str) -> set[str]:
    return {slot[name] for slot in slots}


def _write(entry: CalendarEntry, slot: Document, at: dict[str, Neighbourhood]) -> None:
    wanted = {
        "what": slot["what"], "task": slot["task"] or "",
        "neighbourhood_id": at[slot["neighbourhood"]].id, "cancelled": False,
        "starts_at": _moment(slot["start"]), "ends_at": _moment(slot["end"]),
    }  # fmt: skip
    changed = [name for name, value in wanted.items() if getattr(entry, name) != value]
    for name in changed:
        setattr(entry, name, wanted[name])
    if entry.pk is None:
        entry.save()
    elif changed:
        _next(entry)


def _next(entry: CalendarEntry) -> None:
    entry.sequence += 1
    entry.changed_at = clock.now()
    entry.save()


def _moment(text: str) -> datetime:
    return aware(datetime.fromisoformat(text))
