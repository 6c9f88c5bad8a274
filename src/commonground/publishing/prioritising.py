"""Priorities: setting, looking at them again, ending them. `by` is the officer."""

from django.db import transaction
from django.utils.translation import gettext as _

from commonground.common import audit, clock
from commonground.common.errors import Refused
from commonground.people.models import Staff
from commonground.people.rules import check
from commonground.places.models import Neighbourhood

from .models import Priority

VERB = "priority.edit"
AT_MOST = 5  # more than a handful is no priority


@transaction.atomic
def set_priority(
    *,
    neighbourhood: Neighbourhood,
    title: dict[str, str],
    status: dict[str, str],
    by: Staff,
    example: bool = False,
) -> Priority:
    check(by, VERB, neighbourhood)
    if neighbourhood.priorities.current().count() >= AT_MOST:
        words = _("There are %(count)d priorities here already: end one first.")
        raise Refused(words % {"count": AT_MOST})
    priority = Priority.objects.create(
        neighbourhood=neighbourhood, title=title, status=status, example=example
    )
    _record(priority, "set", by)
    return priority


@transaction.atomic
def update_priority(
    *, priority: Priority, title: dict[str, str], status: dict[str, str], by: Staff
) -> Priority:
    """Say how it stands; saying it again unchanged also counts as having looked."""
    check(by, VERB, priority.neighbourhood)
    if priority.ended_on:
        raise Refused(_("This priority has ended: set a new one."))
    priority.title, priority.status, priority.updated_on = title, status, clock.today()
    priority.save(update_fields=["title", "status", "updated_on"])
    _record(priority, "update", by)
    return priority


@transaction.atomic
def end_priority(*, priority: Priority, by: Staff) -> Priority:
    check(by, VERB, priority.neighbourhood)
    if priority.ended_on is None:
        priority.ended_on = clock.today()
        priority.save(update_fields=["ended_on"])
        _record(priority, "end", by)
    return priority


def _record(priority: Priority, verb: str, by: Staff) -> None:
    audit.record(
        by=by.actor(),
        verb=f"priority.{verb}",
        noun="priority",
        noun_id=priority.public_id,
        neighbourhood=priority.neighbourhood.public_id,
    )
