from django.db import models

from commonground.common import clock
from commonground.places.models import Neighbourhood


class CoverageWeek(models.Model):
    """One neighbourhood's week, added up: so that a page over years reads no single row of it.

    Counts of places and weeks; nothing here can be traced to a member of staff or to anybody met.
    """

    neighbourhood = models.ForeignKey(
        Neighbourhood, on_delete=models.PROTECT, related_name="coverage_weeks"
    )
    week = models.DateField()  # its Monday
    contacts = models.PositiveIntegerField(default=0)  # logged, without a call
    contact_minutes = models.PositiveIntegerField(default=0)
    events = models.PositiveIntegerField(default=0)  # held or closed
    event_minutes = models.PositiveIntegerField(default=0)
    # of an imported history: null where none covers the week
    imported_visits = models.PositiveIntegerField(null=True)  # without a call, not to enforce
    calls = models.PositiveIntegerField(null=True)  # residents called
    enforcement = models.PositiveIntegerField(null=True)  # officers began it: never engagement
    unknown = models.PositiveIntegerField(null=True)  # nobody can tell who began it
    abstraction_minutes = models.PositiveIntegerField(default=0)
    examples = models.PositiveIntegerField(default=0)  # of all these

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["neighbourhood", "week"], name="one_coverage_a_week"),
        ]
        indexes = [models.Index(fields=["week"])]


class CoverageRun(models.Model):
    """When the weeks were last added up, and which of them."""

    made_at = models.DateTimeField(default=clock.now)
    first_week = models.DateField()
    last_week = models.DateField()  # the last that is over

    class Meta:
        ordering = ["-made_at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(last_week__gte=models.F("first_week")),
                name="coverage_run_ends_after_it_starts",
            )
        ]
