from datetime import datetime

from django.db import models

from commonground.common import clock
from commonground.common.ids import PublicIdField
from commonground.common.texts import TextByLanguageField
from commonground.concerns.models import Concern
from commonground.people.models import Staff
from commonground.places.models import Neighbourhood

from . import states
from .series.models import Series


class EventKind(models.Model):
    """A kind of event, as data that an administrator may change."""

    slug = models.SlugField(max_length=60, unique=True)
    name = TextByLanguageField()
    # children are counted, never named, and no picture is taken
    children_attend = models.BooleanField(default=False)
    # faith, politics, unions, protest, migrants: only if the hosts asked and agreed the words
    only_when_asked = models.BooleanField(default=False)
    # each a list of {"id", "en", "es"}
    preparation = models.JSONField(default=list, blank=True)
    to_record = models.JSONField(default=list, blank=True)
    safeguarding = models.JSONField(default=list, blank=True)
    shipped = models.JSONField(default=dict, blank=True)  # as last loaded: what differs is staff's
    active = models.BooleanField(default=True)  # offered when planning
    order = models.PositiveSmallIntegerField(default=100)

    class Meta:
        ordering = ["order", "slug"]


class EventQuerySet(models.QuerySet):
    def in_any(self, neighbourhoods) -> "EventQuerySet":
        """Each event once, however many of the neighbourhoods it belongs to."""
        places = Event.neighbourhoods.through.objects.filter(neighbourhood__in=neighbourhoods)
        return self.filter(id__in=places.values("event_id"))

    def public(self) -> "EventQuerySet":
        """What everybody may read: all, except where the hosts did not want it listed."""
        return self.filter(is_listed=True)

    def from_moment(self, moment: datetime) -> "EventQuerySet":
        return self.filter(starts_at__gte=moment)

    def to_close(self) -> "EventQuerySet":
        """Over, and nobody wrote down yet who came and what was heard.

        What we only know from another calendar is left out: nobody here can say of it.
        """
        begun = self.filter(state__in=states.OPEN, starts_at__lte=clock.now())
        return begun.filter(status_note="")


class Event(models.Model):
    """A time and a place to meet. It is finished only when it is closed."""

    public_id = PublicIdField()
    kind = models.ForeignKey(EventKind, on_delete=models.PROTECT, related_name="events")
    neighbourhoods = models.ManyToManyField(Neighbourhood, related_name="events")
    wider_area = TextByLanguageField(blank=True, validators=[])  # "District 25"
    title = TextByLanguageField()
    about = TextByLanguageField(blank=True, validators=[])
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField(null=True)
    place = TextByLanguageField(blank=True, validators=[])
    state = models.CharField(max_length=10, choices=states.STATES, default=states.PLANNED)
    status_note = models.CharField(max_length=20, choices=states.NOTES, blank=True)
    cancelled_because = models.CharField(max_length=200, blank=True)
    source = models.CharField(max_length=60, null=True, unique=True)  # of an imported one
    series = models.ForeignKey(Series, on_delete=models.PROTECT, null=True, related_name="events")
    occurs_on = models.DateField(null=True)  # the day that the series gave it: RECURRENCE-ID
    hosts_asked_on = models.DateField(null=True)  # they asked us, and agreed these words
    is_listed = models.BooleanField(default=True)  # the hosts may not want it on public pages
    capacity = models.PositiveSmallIntegerField(null=True)  # places to book; null: as many as come
    prepared = models.JSONField(default=list, blank=True)  # ids of its kind's list that are done
    sequence = models.PositiveIntegerField(default=0)  # RFC 5545: one more at each change
    made_at = models.DateTimeField(default=clock.now)
    changed_at = models.DateTimeField(default=clock.now)
    is_example = models.BooleanField(default=False)
    idempotency_key = models.CharField(max_length=40, null=True, unique=True)

    objects = EventQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ends_at__isnull=True)
                | models.Q(ends_at__gt=models.F("starts_at")),
                name="event_ends_after_it_starts",
            ),
            models.CheckConstraint(
                condition=models.Q(series__isnull=True, occurs_on__isnull=True)
                | models.Q(series__isnull=False, occurs_on__isnull=False),
                name="event_of_a_series_has_its_day",
            ),
            models.UniqueConstraint(fields=["series", "occurs_on"], name="a_series_day_once"),
        ]
        indexes = [
            models.Index(fields=["starts_at", "public_id"]),
            models.Index(fields=["state", "starts_at"]),
        ]

    @property
    def is_cancelled(self) -> bool:
        return self.state == states.CANCELLED

    @property
    def is_closed(self) -> bool:
        return self.state == states.CLOSED

    @property
    def has_begun(self) -> bool:
        return self.starts_at <= clock.now()

    @property
    def is_not_known(self) -> bool:
        """Scheduled by others, begun, and nobody can say whether it was held."""
        return self.status_note == states.NOT_KNOWN and self.has_begun

    @property
    def note(self) -> str:
        """What its source lets us say; before it begins, only that it is planned."""
        if self.status_note == states.NOT_KNOWN and not self.has_begun:
            return str(states.STILL_TO_COME)
        return str(self.get_status_note_display())

    @property
    def can_change(self) -> bool:
        return self.state in states.OPEN


class Closing(models.Model):
    """Who came, as counts. No names, no list, no devices."""

    event = models.OneToOneField(Event, on_delete=models.PROTECT, related_name="closing")
    adults = models.PositiveIntegerField()
    young = models.PositiveIntegerField()
    first_time = models.PositiveIntegerField()
    languages = models.JSONField(default=list, blank=True)  # codes, see `languages`
    closed_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(first_time__lte=models.F("adults") + models.F("young")),
                name="first_timers_are_among_those_who_came",
            ),
        ]

    @property
    def people(self) -> int:
        return self.adults + self.young


class Heard(models.Model):
    """One point that was heard: a concern of its own, or why nothing follows from it."""

    public_id = PublicIdField()
    closing = models.ForeignKey(Closing, on_delete=models.PROTECT, related_name="heard")
    position = models.PositiveSmallIntegerField()
    outcome = models.CharField(max_length=10, choices=states.OUTCOMES)
    # its words lie with the concern; only words without one lie here
    concern = models.OneToOneField(
        Concern, on_delete=models.PROTECT, null=True, related_name="heard_as"
    )
    words = models.TextField(blank=True)
    because = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["position"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(outcome=states.NO_ACTION, concern__isnull=True)
                | (~models.Q(outcome=states.NO_ACTION) & models.Q(concern__isnull=False)),
                name="heard_is_a_concern_or_no_action",
            ),
            models.UniqueConstraint(fields=["closing", "position"], name="heard_in_order"),
        ]


class Contact(models.Model):
    """One time that an officer was there without being called. To the hour; no trail.

    The member of staff stands here so that they can see their own; `activity` is the only
    module that counts, and nothing else groups by staff.
    """

    public_id = PublicIdField()
    staff = models.ForeignKey(Staff, on_delete=models.PROTECT, null=True, related_name="contacts")
    neighbourhood = models.ForeignKey(
        Neighbourhood, on_delete=models.PROTECT, related_name="contacts"
    )
    kind = models.CharField(max_length=10, choices=states.CONTACT_KINDS)
    at_hour = models.DateTimeField()
    minutes = models.PositiveSmallIntegerField()
    cell = models.CharField(max_length=16, blank=True)  # about 0.7 km2
    concern = models.OneToOneField(
        Concern, on_delete=models.PROTECT, null=True, related_name="heard_in"
    )
    is_example = models.BooleanField(default=False)
    idempotency_key = models.CharField(max_length=40, unique=True)

    class Meta:
        indexes = [
            models.Index(fields=["neighbourhood", "at_hour"]),
            models.Index(fields=["staff", "at_hour"]),
        ]


from .abstraction.models import Abstraction  # noqa: E402,F401
from .bookings.models import Booking, DoorCount  # noqa: E402,F401
from .coverage.models import CoverageRun, CoverageWeek  # noqa: E402,F401
from .feedback.models import FeedbackTally  # noqa: E402,F401
from .invitations.models import Invitation  # noqa: E402,F401
from .photos.models import EventPhoto  # noqa: E402,F401
