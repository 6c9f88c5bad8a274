"""How long a task's words are kept: the counts of kept, late and dropped stay."""

from datetime import datetime

from django.db.models import Q
from django.utils.translation import gettext_noop as _

from commonground.common import clock
from commonground.common.retention import Record, Rule, Subject

from .models import Task

RETENTION = [
    Rule(
        store=_("Words of a task or a promise"),
        model="tasks.Task",
        name="tasks",
        least=90,
        most=3650,
        personal=("title", "reason", "owner"),
        days=730,
        since=_("after it was kept or dropped"),
        stays=_("the neighbourhood, the dates, and whether it was kept"),
    ),
]


def expired(rule: Rule, before: datetime) -> list[str]:
    ended = Task.objects.filter(ended_on__lt=clock.local_day(before))
    full = ended.filter(~Q(title="") | ~Q(reason="") | Q(owner__isnull=False))
    return list(full.values_list("public_id", flat=True))


def erase(rule: Rule, key: str) -> int:
    full = Task.objects.filter(~Q(title="") | ~Q(reason="") | Q(owner__isnull=False))
    return full.filter(public_id=key).update(title="", reason="", owner=None)


def export(subject: Subject) -> list[Record]:
    """What a member of staff owned, or what came out of a concern."""
    if subject.concern:
        rows = Task.objects.filter(source=f"concern:{subject.concern}")
    elif subject.staff:
        rows = Task.objects.filter(owner__public_id=subject.staff)
    else:
        return []
    return [_record(task) for task in rows.order_by("made_on", "public_id")]


def _record(task: Task) -> Record:
    return Record(
        store=RETENTION[0].store,
        key=task.public_id,
        title=str(task.get_kind_display()),
        at=clock.start_of(task.made_on),
        words="\n".join(filter(None, [task.title, task.reason])),
        written_by="staff",
        facts={"due_on": task.due_on.isoformat(), "state": task.state},
    )
