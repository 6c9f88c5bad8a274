"""Ending tasks and promises: kept, kept late, or dropped with the reason."""

from django.db import transaction
from django.utils.translation import gettext as _

from commonground.common import audit, clock
from commonground.common.actors import Actor
from commonground.common.errors import Refused

from . import states
from .models import Task


def finish(*, task: Task, by: Actor) -> Task:
    """It is done: kept, or kept late when its day is over."""
    late = clock.today() > task.due_on
    return _end(task, states.LATE_KEPT if late else states.KEPT, by)


def drop(*, task: Task, reason: str, by: Actor) -> Task:
    """It will not be done; the reason stays readable to whoever was promised it."""
    reason = " ".join(reason.split())
    if not reason:
        raise Refused(_("Say why it will not be done."))
    if len(reason) > Task._meta.get_field("reason").max_length:
        raise Refused(_("Say why in at most 300 characters."))
    return _end(task, states.DROPPED, by, reason)


@transaction.atomic
def _end(task: Task, state: str, by: Actor, reason: str = "") -> Task:
    rows = Task.objects.select_for_update(of=("self",)).select_related("neighbourhood")
    task = rows.get(pk=task.pk)
    if not task.is_open:
        raise Refused(_("This has ended already."))
    task.state, task.ended_on, task.reason = state, clock.today(), reason
    task.save(update_fields=["state", "ended_on", "reason"])
    audit.record(
        by=by,
        verb="task.drop" if state == states.DROPPED else "task.finish",
        noun="task",
        noun_id=task.public_id,
        neighbourhood=task.neighbourhood.public_id,
        state=state,
    )
    return task
