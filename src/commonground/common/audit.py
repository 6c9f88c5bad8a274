"""The audit trail: call `record` inside the verb's transaction."""

from .actors import Actor
from .models import AuditRow


def record(
    *, by: Actor, verb: str, noun: str, noun_id: str = "", neighbourhood: str = "", **detail: object
) -> AuditRow:
    """Write one row. `detail` holds codes and counts only, never words or addresses."""
    return AuditRow.objects.create(
        actor_kind=by.kind,
        actor_id=by.id,
        actor_role=by.role,
        verb=verb,
        noun=noun,
        noun_id=noun_id,
        neighbourhood=neighbourhood,
        detail=detail,
    )
