from django.db import models
from django.utils.translation import gettext_lazy as _

from commonground.common import clock
from commonground.common.ids import PublicIdField


class HoldQuerySet(models.QuerySet):
    def active(self) -> "HoldQuerySet":
        return self.filter(lifted_at__isnull=True, until__gte=clock.today())


class LegalHold(models.Model):
    """What may not be erased for now: one thing by its public id, or a whole store."""

    public_id = PublicIdField()
    key = models.CharField(max_length=40, blank=True)
    store = models.CharField(max_length=80, blank=True)
    why = models.CharField(max_length=300)  # the authority and its number, no words of anybody
    placed_by = models.CharField(max_length=40)  # a staff member's public id
    placed_at = models.DateTimeField(default=clock.now)
    until = models.DateField()  # the last day
    lifted_by = models.CharField(max_length=40, blank=True)
    lifted_at = models.DateTimeField(null=True)

    objects = HoldQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(key="") ^ models.Q(store=""), name="hold_is_on_one_thing"
            ),
            models.CheckConstraint(
                condition=models.Q(lifted_at__isnull=True, lifted_by="")
                | (models.Q(lifted_at__isnull=False) & ~models.Q(lifted_by="")),
                name="hold_lifted_by_someone",
            ),
        ]


class WrittenFile(models.Model):
    """A file that we wrote out and that holds what residents wrote: it has a date to go too."""

    class Kind(models.TextChoices):
        DISCLOSURE = "disclosure", _("Disclosure")
        BACKUP = "backup", _("Backup")

    public_id = PublicIdField()
    kind = models.CharField(max_length=10, choices=Kind.choices)
    path = models.TextField(blank=True)  # where it was written; emptied when it is due
    sha256 = models.CharField(max_length=64)
    written_at = models.DateTimeField(default=clock.now)

    class Meta:
        indexes = [models.Index(fields=["kind", "written_at"])]
