from datetime import timedelta

from django.db import models

from commonground.common import clock
from commonground.common.ids import PublicIdField
from commonground.common.texts import TextByLanguageField
from commonground.places.models import Neighbourhood

from . import states

SHOWN_DAYS = 14  # an alert that nobody decided and no later morning repeats


class ScanRun(models.Model):
    """One stream looked at on one morning: what was asked, of how many reports."""

    stream = models.CharField(max_length=80)  # "crimes.burglary", "concerns.noise"
    as_of = models.DateField()  # the morning
    until = models.DateField()  # the last day that was looked at
    settings = models.JSONField()
    n_cases = models.PositiveIntegerField()
    n_locations = models.PositiveIntegerField()
    seconds = models.FloatField()
    made_at = models.DateTimeField()

    class Meta:
        ordering = ["as_of", "stream"]
        constraints = [
            models.UniqueConstraint(fields=["stream", "as_of"], name="one_scan_a_morning"),
            models.CheckConstraint(
                condition=models.Q(until__lt=models.F("as_of")), name="scan_of_days_that_are_over"
            ),
        ]


class AlertQuerySet(models.QuerySet):
    def of_several_places(self) -> "AlertQuerySet":
        return self.filter(one_place=False)

    def waiting(self) -> "AlertQuerySet":
        """New or watched, the latest of its kind, and of these days."""
        since = clock.today() - timedelta(days=SHOWN_DAYS)
        return self.filter(state__in=states.WAITING, is_latest=True, run__as_of__gt=since)


class Alert(models.Model):
    """More reports of one kind, in one area and time, than where and when they usually come.

    An area and counts: no report can be reached from here, and no person.
    """

    public_id = PublicIdField()
    run = models.ForeignKey(ScanRun, on_delete=models.PROTECT, related_name="alerts")
    stream = models.CharField(max_length=80)
    label = TextByLanguageField()
    neighbourhoods = models.ManyToManyField(Neighbourhood, related_name="alerts")
    started_on = models.DateField()
    ends_on = models.DateField()
    observed = models.PositiveIntegerField()
    expected = models.FloatField()
    p_value = models.FloatField()
    recurrence_days = models.FloatField()
    covering = models.JSONField()  # GeoJSON, WGS84: at least 100 residents or 8 addresses
    cells = models.JSONField()  # its h3 cells, no finer: how tomorrow's scan knows it again
    radius_m = models.PositiveIntegerField()
    one_place = models.BooleanField()  # rests on one address alone
    by_day = models.JSONField()  # [["2017-12-01", 3], ...], days without a report left out
    state = models.CharField(max_length=10, choices=states.STATES, default=states.NEW)
    # the first alert about the same thing, which a later morning found again
    began_as = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, related_name="found_again"
    )
    is_latest = models.BooleanField(default=True)
    made_at = models.DateTimeField()

    objects = AlertQuerySet.as_manager()

    class Meta:
        ordering = ["-run__as_of", "p_value", "public_id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ends_on__gte=models.F("started_on")),
                name="alert_ends_after_it_starts",
            ),
        ]
        indexes = [models.Index(fields=["state", "is_latest"]), models.Index(fields=["stream"])]

    def __str__(self) -> str:
        return self.public_id

    @property
    def days(self) -> int:
        return (self.ends_on - self.started_on).days + 1

    @property
    def usual(self) -> str:
        """What is usual, no more exactly than it helps: "2", "0.4"."""
        return f"{self.expected:.0f}" if self.expected >= 2 else f"{self.expected:.1f}"


class AlertDecision(models.Model):
    """Append-only. `by` is text, as in the audit trail; the words can be emptied by erasure."""

    alert = models.ForeignKey(Alert, on_delete=models.PROTECT, related_name="decisions")
    decision = models.CharField(max_length=10, choices=states.DECISIONS)
    words = models.TextField(blank=True)  # the known cause
    at = models.DateTimeField()
    by_kind = models.CharField(max_length=10)
    by_id = models.CharField(max_length=40, blank=True)
    by_role = models.CharField(max_length=20, blank=True)

    class Meta:
        ordering = ["id"]

    def save(self, *args, **kwargs) -> None:
        if self.pk:
            raise ValueError("decisions are only ever added")
        super().save(*args, **kwargs)

    def delete(self, *args, **kwargs):
        raise ValueError("decisions are only ever added")
