from django.db import models

from commonground.common import clock
from commonground.common.ids import PublicIdField
from commonground.people.models import Staff
from commonground.places.models import Neighbourhood

from . import states


class TaskQuerySet(models.QuerySet):
    def open(self) -> "TaskQuerySet":
        return self.filter(state=states.OPEN)

    def promises(self) -> "TaskQuerySet":
        return self.filter(kind=states.PROMISE)

    def late(self) -> "TaskQuerySet":
        return self.open().filter(due_on__lt=clock.today())


class Task(models.Model):
    """Something to do by a day; a promise is one that residents were told of."""

    public_id = PublicIdField()
    kind = models.CharField(max_length=10, choices=states.KINDS)
    neighbourhood = models.ForeignKey(Neighbourhood, on_delete=models.PROTECT, related_name="tasks")
    title = models.CharField(max_length=200, blank=True)
    # None: the team's
    owner = models.ForeignKey(Staff, on_delete=models.PROTECT, null=True, related_name="tasks")
    made_on = models.DateField()
    due_on = models.DateField()
    state = models.CharField(max_length=10, choices=states.STATES, default=states.OPEN)
    ended_on = models.DateField(null=True)
    reason = models.CharField(max_length=300, blank=True)  # why it was dropped
    source = models.CharField(max_length=60, blank=True)  # noun:public_id, such as alert:...
    is_example = models.BooleanField(default=False)
    # from the form: a page sent twice makes one row
    idempotency_key = models.CharField(max_length=40, null=True, unique=True)

    objects = TaskQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state=states.OPEN, ended_on__isnull=True)
                | (~models.Q(state=states.OPEN) & models.Q(ended_on__isnull=False)),
                name="task_ends_when_it_is_not_open",
            ),
            models.CheckConstraint(
                condition=models.Q(due_on__gte=models.F("made_on")),
                name="task_is_due_after_it_is_made",
            ),
        ]
        indexes = [
            models.Index(fields=["neighbourhood", "state", "due_on"]),
            models.Index(fields=["source"]),
        ]

    def __str__(self) -> str:
        return self.public_id

    @property
    def is_open(self) -> bool:
        return self.state == states.OPEN
