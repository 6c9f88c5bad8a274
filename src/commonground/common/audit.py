"""The audit trail: call `record` inside the verb's transaction."""

from collections.abc import Mapping
from datetime import datetime

from . import clock
from .actors import Actor
from .models import AuditRow


def record(
    *, by: Actor, verb: str, noun: str, noun_id: str = "", neighbourhood: str = "", **detail: object
) -> AuditRow:
    """Write one row. `detail` holds codes and counts only, never words or addresses."""
    row = _row(by, verb, noun, noun_id, neighbourhood, detail)
    row.save(force_insert=True)
    return row


def record_each(*, by: Actor, verb: str, noun: str, ids: Mapping[str, str]) -> None:
    """A row for each of many things done at once: its public id, and its neighbourhood's."""
    AuditRow.objects.bulk_create(
        [_row(by, verb, noun, noun_id, place, {}) for noun_id, place in ids.items()]
    )


def _row(
    by: Actor, verb: str, noun: str, noun_id: str, neighbourhood: str, detail: dict[str, object]
) -> AuditRow:
    return AuditRow(
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
