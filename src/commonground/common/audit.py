"""The audit trail: call `record` inside the verb's transaction."""

from datetime import datetime

from . import clock
from .actors import Actor
from .models import AuditRow


def record(
    *, by: Actor, verb: str, noun: str, noun_id: str = "", neighbourhood: str = "", **detail: object
) -> AuditRow:
    """Write one row. `detail` holds codes and counts only, never words or addresses."""
    return AuditRow.objects.create(
        at=_moment(by),
        actor_kind=by.kind,
        actor_id=by.id,
        actor_role=by.role,
        verb=verb,
        noun=noun,
        noun_id=noun_id,
        neighbourhood=neighbourhood,
        detail=detail,
    )


def _moment(by: Actor) -> datetime:
    """Now; for residents only the hour, so that no network's log can be matched with it."""
    now = clock.now()
    return now.replace(minute=0, second=0, microsecond=0) if by.kind == "resident" else now
