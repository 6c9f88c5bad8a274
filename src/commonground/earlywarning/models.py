from datetime import date, timedelta

from django.db import models
from django.utils.translation import ngettext

from commonground.analysis.following import LIVES_DAYS
from commonground.common import clock
from commonground.common.ids import PublicIdField
from commonground.common.texts import TextByLanguageField
from commonground.common.wording import grouped
from commonground.places.models import Neighbourhood

from . import states


class ScanRun(models.Model):
    """One stream looked at on one morning: what was asked, of how many reports."""

    method = models.CharField(max_length=5, choices=states.METHODS, default=states.SCAN)
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
            models.UniqueConstraint(
                fields=["method", "stream", "as_of"], name="one_scan_or_chart_a_morning"
            ),
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
        """New or watched, found on a morning of these days, and not about a place again."""
        return self.again_or_not().filter(again_of=None)

    def again(self) -> "AlertQuerySet":
        """The same, of places that were asked about a short while ago: they ask for nothing."""
        return self.again_or_not().exclude(again_of=None)

    def again_or_not(self) -> "AlertQuerySet":
        return self.living(clock.today()).filter(state__in=states.WAITING)


class Seen(models.Model):
    """What one morning's scan said of an alert: an area and counts.

    No report can be reached from here, and no person.
    """

    unit = models.CharField(max_length=5, default="day")  # of time: "month" where no day is known
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
    def months(self) -> int:
        """How many whole months; 0 where days are known."""
        if self.unit != "month":
            return 0
        first, last = self.started_on, self.ends_on
        return 12 * (last.year - first.year) + last.month - first.month + 1

    @property
    def span(self) -> str:
        """How long: "on one day", "in 9 days", "in 2 months"."""
        if count := self.months:
            return ngettext("in one month", "in %(count)d months", count) % {"count": count}
        return ngettext("on one day", "in %(count)d days", self.days) % {"count": self.days}

    @property
    def usual(self) -> str:
        """What is usual, no more exactly than it helps: "2", "0.4"."""
        return grouped(self.expected, 0 if self.expected >= 2 else 1)


class Alert(Seen):
    """More, or fewer, reports of one kind in one area and time than usually come there.

    It is the same alert from the first morning that finds it to the last; what it says of
    itself is what the last morning said.
    """

    public_id = PublicIdField()
    kind = models.CharField(max_length=7, choices=states.KINDS, default=states.CLUSTER)
    stream = models.CharField(max_length=80)
    label = TextByLanguageField()
    neighbourhoods = models.ManyToManyField(Neighbourhood, related_name="alerts")
    covering = models.JSONField()  # the outline of `cells`: GeoJSON, WGS84
    by_day = models.JSONField()  # [["2017-12-01", 3], ...], days without a report left out
    opened_on = models.DateField()  # the first morning that found it
    seen_on = models.DateField()  # the last one
    state = models.CharField(max_length=10, choices=states.STATES, default=states.NEW)
    # Asked about a short while ago: this one is kept, and asks for nothing
    again_of = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="again")
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
    def is_fall(self) -> bool:
        return self.kind == states.FALL

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


class LookDraw(models.Model):
    """A week's draw of places to look at though nothing stands out there."""

    as_of = models.DateField(unique=True)
    seed = models.PositiveBigIntegerField()
    place_count = models.PositiveIntegerField()  # without an alert, so that they could be drawn
    made_at = models.DateTimeField()


class Look(models.Model):
    """One neighbourhood that was drawn: is it as quiet as it seems?"""

    public_id = PublicIdField()
    draw = models.ForeignKey(LookDraw, on_delete=models.PROTECT, related_name="looks")
    neighbourhood = models.ForeignKey(Neighbourhood, on_delete=models.PROTECT, related_name="looks")
    found = models.CharField(max_length=9, choices=states.FOUND, blank=True)
    found_on = models.DateField(null=True)

    class Meta:
        ordering = ["-draw__as_of", "neighbourhood__name", "public_id"]
        constraints = [
            models.UniqueConstraint(fields=["draw", "neighbourhood"], name="one_look_a_draw"),
            models.CheckConstraint(
                condition=models.Q(found="", found_on=None)
                | (~models.Q(found="") & models.Q(found_on__isnull=False)),
                name="look_is_found_on_a_day",
            ),
        ]

    def __str__(self) -> str:
        return self.public_id


class ReportsHeld(models.Model):
    """How many of a year's reports the scan read, by neighbourhood: what alerts are held against.

    by_place : {a neighbourhood's public id: count}
    """

    as_of = models.DateField(unique=True)
    until = models.DateField()
    by_place = models.JSONField()
