from datetime import date, timedelta

from django.db import models

from commonground.common import clock
from commonground.common.ids import PublicIdField
from commonground.common.texts import TextByLanguageField
from commonground.common.wording import grouped
from commonground.places.models import Neighbourhood

from . import states

LIVES_DAYS = 14  # an alert that no morning found for so long is over


class ScanRun(models.Model):
    """One stream looked at on one morning: what was asked, of how many reports."""

    stream = models.CharField(max_length=80)  # "crimes.burglary", "concerns.noise"
    as_of = models.DateField()  # the morning
    until = models.DateField()  # the last day that was looked at
    settings = models.JSONField()
    shuffles = models.PositiveIntegerField(default=0)  # as many as were needed
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

    def living(self, as_of: date) -> "AlertQuerySet":
        """What some morning of the last days before `as_of` found."""
        return self.filter(seen_on__gt=as_of - timedelta(days=LIVES_DAYS), opened_on__lte=as_of)

    def waiting(self) -> "AlertQuerySet":
        """New or watched, and found on a morning of these days."""
        return self.living(clock.today()).filter(state__in=states.WAITING)


class Seen(models.Model):
    """What one morning's scan said of an alert: an area and counts.

    No report can be reached from here, and no person.
    """

    started_on = models.DateField()
    ends_on = models.DateField()
    observed = models.PositiveIntegerField()
    expected = models.FloatField()
    p_value = models.FloatField()
    recurrence_days = models.FloatField()
    reached = models.PositiveIntegerField(default=0)  # shuffles with an excess as large
    cells = models.JSONField()  # h3, at least 100 residents or 8 addresses: no finer is kept
    radius_m = models.PositiveIntegerField()
    one_place = models.BooleanField()  # rests on one address alone

    class Meta:
        abstract = True

    @property
    def days(self) -> int:
        return (self.ends_on - self.started_on).days + 1

    @property
    def usual(self) -> str:
        """What is usual, no more exactly than it helps: "2", "0.4"."""
        return grouped(self.expected, 0 if self.expected >= 2 else 1)


class Alert(Seen):
    """More reports of one kind, in one area and time, than where and when they usually come.

    It is the same alert from the first morning that finds it to the last; what it says of
    itself is what the last morning said.
    """

    public_id = PublicIdField()
    stream = models.CharField(max_length=80)
    label = TextByLanguageField()
    neighbourhoods = models.ManyToManyField(Neighbourhood, related_name="alerts")
    covering = models.JSONField()  # the outline of `cells`: GeoJSON, WGS84
    by_day = models.JSONField()  # [["2017-12-01", 3], ...], days without a report left out
    opened_on = models.DateField()  # the first morning that found it
    seen_on = models.DateField()  # the last one
    state = models.CharField(max_length=10, choices=states.STATES, default=states.NEW)
    made_at = models.DateTimeField()

    objects = AlertQuerySet.as_manager()

    class Meta:
        ordering = ["-seen_on", "p_value", "public_id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ends_on__gte=models.F("started_on")),
                name="alert_ends_after_it_starts",
            ),
            models.CheckConstraint(
                condition=models.Q(seen_on__gte=models.F("opened_on")),
                name="alert_is_seen_after_it_opens",
            ),
        ]
        indexes = [
            models.Index(fields=["state", "seen_on"]),
            models.Index(fields=["stream", "seen_on"]),
        ]

    def __str__(self) -> str:
        return self.public_id

    @property
    def lives(self) -> bool:
        return self.seen_on > clock.today() - timedelta(days=LIVES_DAYS)


class Sighting(Seen):
    """One morning that found an alert."""

    alert = models.ForeignKey(Alert, on_delete=models.PROTECT, related_name="sightings")
    run = models.ForeignKey(ScanRun, on_delete=models.PROTECT, related_name="sightings")

    class Meta:
        ordering = ["run__as_of", "id"]
        constraints = [
            models.UniqueConstraint(fields=["alert", "run"], name="one_sighting_a_scan"),
        ]


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
