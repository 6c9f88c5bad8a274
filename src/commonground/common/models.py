from django.db import models

from . import clock
from .ids import PublicIdField, RandomKeyField


class AuditRow(models.Model):
    """One thing done. Never a resident's words, names or addresses."""

    id = RandomKeyField()
    public_id = PublicIdField()
    at = models.DateTimeField(default=clock.now)
    actor_kind = models.CharField(max_length=10)
    actor_id = models.CharField(max_length=40, blank=True)
    actor_role = models.CharField(max_length=20, blank=True)
    verb = models.CharField(max_length=60)
    noun = models.CharField(max_length=40)
    noun_id = models.CharField(max_length=40, blank=True)
    neighbourhood = models.CharField(max_length=12, blank=True)  # its public id
    detail = models.JSONField(default=dict)

    class Meta:
        indexes = [
            models.Index(fields=["noun", "noun_id"]),
            models.Index(fields=["neighbourhood", "at"]),
            models.Index(fields=["at"]),
        ]


class JobRun(models.Model):
    """A daily job runs once per local date, whoever starts it."""

    job = models.CharField(max_length=40)
    local_date = models.DateField()
    started_at = models.DateTimeField(default=clock.now)
    finished_at = models.DateTimeField(null=True)
    problem = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["job", "local_date"], name="job_once_a_day")
        ]


class Erasure(models.Model):
    """That something was erased: never what. The same line stands in HOME/ledger."""

    at = models.DateTimeField(default=clock.now)
    store = models.CharField(max_length=80)
    key = models.CharField(max_length=40)  # a public id
    why = models.CharField(max_length=20)  # expired, asked, replayed

    class Meta:
        indexes = [models.Index(fields=["store", "key"])]
