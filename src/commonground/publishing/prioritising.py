"""Priorities: setting, looking at them again, ending them. `by` is the officer."""

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from commonground.common import audit, clock
from commonground.common.errors import Refused
from commonground.common.ids import new_public_id
from commonground.common.texts import in_each
from commonground.common.turns import in_turn
from commonground.messaging.digests import announce
from commonground.messaging.models import NewsKind
from commonground.people.models import Staff
from commonground.people.rules import check
from commonground.places.models import Neighbourhood

from .models import Priority

VERB = "priority.edit"
AT_MOST = 5  # more than a handful is no priority
STANDS = gettext_noop("%(title)s. How it stands: %(status)s")
CHANGED = gettext_noop("Changed: %(title)s")


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
    in_turn(neighbourhood)
    if neighbourhood.priorities.current().count() >= AT_MOST:
        words = _("There are %(count)d priorities here already: end one first.")
        raise Refused(words % {"count": AT_MOST})
    priority = Priority.objects.create(
        neighbourhood=neighbourhood, title=title, status=status, example=example
    )
    _announce(priority, gettext_noop("What we work on now: %(title)s"))
    _record(priority, "set", by)
    return priority


@transaction.atomic
def update_priority(
    *, priority: Priority, title: dict[str, str], status: dict[str, str], by: Staff
) -> Priority:
    """Say how it stands; saying it again unchanged counts as having looked, and is no news."""
    check(by, VERB, priority.neighbourhood)
    priority = _locked(priority)
    if priority.ended_on:
        raise Refused(_("This priority has ended: set a new one."))
    is_news = (priority.title, priority.status) != (title, status)
    priority.title, priority.status, priority.updated_on = title, status, clock.today()
    priority.save(update_fields=["title", "status", "updated_on"])
    if is_news:
        _announce(priority, STANDS if status else CHANGED)
    _record(priority, "update", by)
    return priority


@transaction.atomic
def end_priority(*, priority: Priority, by: Staff) -> Priority:
    check(by, VERB, priority.neighbourhood)
    priority = _locked(priority)
    if priority.ended_on is None:
        priority.ended_on = clock.today()
        priority.save(update_fields=["ended_on"])
        _announce(priority, gettext_noop("No longer among our priorities: %(title)s"))
        _record(priority, "end", by)
    return priority


def _locked(priority: Priority) -> Priority:
    rows = Priority.objects.select_for_update(of=("self",)).select_related("neighbourhood")
    return rows.get(pk=priority.pk)


def _announce(priority: Priority, words: str) -> None:
    """Tell who asked for news of the place. Each change is told, a second one of a day too."""
    announce(
        neighbourhood=priority.neighbourhood,
        kind=NewsKind.NEWS,
        title=in_each(words, title=priority.title, status=priority.status),
        url=reverse("neighbourhood", args=[priority.neighbourhood.slug]) + "#h-priorities",
        key=f"priority:{priority.public_id}:{new_public_id()}",
        is_example=priority.example,
    )


def _record(priority: Priority, verb: str, by: Staff) -> None:
    audit.record(
        by=by.actor(),
        verb=f"priority.{verb}",
        noun="priority",
        noun_id=priority.public_id,
        neighbourhood=priority.neighbourhood.public_id,
    )
