"""Making tasks and promises."""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from commonground.common import audit, clock
from commonground.common.actors import Actor
from commonground.common.errors import Refused
from commonground.common.twice import once_a_key
from commonground.people.models import Staff
from commonground.places.models import Neighbourhood

from . import states
from .models import Task

TITLE_LENGTH = 200


@once_a_key(Task)
def make_task(
    *,
    neighbourhood: Neighbourhood,
    title: str,
    due_on: date,
    by: Actor,
    owner: Staff | None = None,
    source: str = "",
    is_example: bool = False,
    idempotency_key: str | None = None,
) -> Task:
    """Something the team has to do by a day. Without an owner it is the team's."""
    return _make(
        states.TASK, neighbourhood, title, due_on, by, owner, source, is_example, idempotency_key
    )


@once_a_key(Task)
def make_promise(
    *,
    neighbourhood: Neighbourhood,
    title: str,
    due_on: date,
    by: Actor,
    owner: Staff | None = None,
    source: str = "",
    is_example: bool = False,
    idempotency_key: str | None = None,
) -> Task:
    """Something that residents were told we would do by a day."""
    return _make(
        states.PROMISE, neighbourhood, title, due_on, by, owner, source, is_example, idempotency_key
    )


@transaction.atomic
def _make(
    kind: str,
    neighbourhood: Neighbourhood,
    title: str,
    due_on: date,
    by: Actor,
    owner: Staff | None,
    source: str,
    is_example: bool,
    idempotency_key: str | None,
) -> Task:
    if idempotency_key and (there := Task.objects.filter(idempotency_key=idempotency_key).first()):
        return there
    title = " ".join(title.split())
    check_can_make(title, due_on)
    task = Task.objects.create(
        kind=kind,
        neighbourhood=neighbourhood,
        title=title,
        owner=owner,
        made_on=clock.today(),
        due_on=due_on,
        source=source,
        is_example=is_example,
        idempotency_key=idempotency_key or None,
    )
    _audit(task, f"task.make_{kind}", by, due_on=due_on.isoformat(), source=source)
    return task


def check_can_make(title: str, due_on: date) -> None:
    if not title:
        raise Refused(_("Say in a few words what is to be done."))
    if len(title) > TITLE_LENGTH:
        raise Refused(_("Say it in at most %(count)d characters.") % {"count": TITLE_LENGTH})
    if due_on < clock.today():
        raise Refused(_("Choose a day that is not over yet."))


def _audit(task: Task, verb: str, by: Actor, **detail: object) -> None:
    audit.record(
        by=by,
        verb=verb,
        noun="task",
        noun_id=task.public_id,
        neighbourhood=task.neighbourhood.public_id,
        **detail,
    )
