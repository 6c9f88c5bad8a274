from django.db import models

from commonground.common import clock
from commonground.common.ids import PublicIdField


class OutboxQuerySet(models.QuerySet):
    def waiting(self) -> "OutboxQuerySet":
        return self.filter(sent_at__isnull=True, given_up_at__isnull=True)

    def given_up(self) -> "OutboxQuerySet":
        return self.filter(given_up_at__isnull=False)


class OutboxMessage(models.Model):
    """One message, written with what it tells and sent after the commit.

    The address, the subject, the words and the headers are emptied once it is sent.
    """

    public_id = PublicIdField()
    key = models.CharField(max_length=120, unique=True)  # what it tells: never told twice
    to = models.CharField(max_length=254, blank=True)
    subject = models.CharField(max_length=200, blank=True)
    body = models.TextField(blank=True)
    headers = models.JSONField(default=dict)
    created_at = models.DateTimeField(default=clock.now)
    due_at = models.DateTimeField(default=clock.now)
    attempts = models.PositiveSmallIntegerField(default=0)
    claimed_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)
    given_up_at = models.DateTimeField(null=True)
    problem = models.CharField(max_length=60, blank=True)  # the kind of failure, no address

    objects = OutboxQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(
                fields=["due_at"],
                condition=models.Q(sent_at__isnull=True, given_up_at__isnull=True),
                name="outbox_waiting",
            )
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(sent_at__isnull=True) | models.Q(to="", body="", subject=""),
                name="outbox_sent_is_emptied",
            )
        ]
