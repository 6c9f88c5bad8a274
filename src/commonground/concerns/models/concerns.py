from django.db import models
from django.utils.translation import gettext_lazy as _

from commonground.common import clock
from commonground.common.ids import PublicIdField, RandomKeyField
from commonground.people.models import Staff
from commonground.places.models import BoundaryVersion, Neighbourhood

from ..states import OPEN, State
from .categories import Category
from .words import Words


class CameBy(models.TextChoices):
    """Only what came unprompted may enter the early warning."""

    UNPROMPTED = "unprompted", _("Unprompted")
    ASKED_FOR = "asked_for", _("We asked for it")


class Source(models.TextChoices):
    WEB = "web", _("sent on the web page by its author")
    PHONE = "phone", _("Phone")
    COUNTER = "counter", _("Front counter")
    PAPER = "paper", _("Paper")
    EVENT = "event", _("Heard at an event")
    LOG = "log", _("Heard in a chat")


# Staff entered it and read its receipt aloud; of the others' receipts staff never knew one
READ_ALOUD = (Source.PHONE, Source.COUNTER, Source.PAPER)


class ConcernQuerySet(models.QuerySet):
    def for_teams(self) -> "ConcernQuerySet":
        """Without what is about police conduct: the neighbourhood team never sees that."""
        return self.filter(about_conduct=False)

    def open(self) -> "ConcernQuerySet":
        return self.filter(state__in=OPEN)

    def may_be_public(self) -> "ConcernQuerySet":
        """What public pages may count: nothing sensitive, about conduct, or withheld, and no
        invitation, which is nobody's worry."""
        rows = self.filter(about_conduct=False, sensitive=False, category__is_invitation=False)
        return rows.exclude(state=State.WITHHELD)


class Concern(models.Model):
    """One author's worry about one place. Who the author is, is nowhere in it.

    `received_at` and the other times of a resident's own steps are kept to the hour
    (`moments.coarse`): enough for a clock in hours, too coarse to match with a network's log.
    """

    id = RandomKeyField()
    public_id = PublicIdField()
    category = models.ForeignKey(Category, on_delete=models.PROTECT, related_name="concerns")
    neighbourhood = models.ForeignKey(
        Neighbourhood, on_delete=models.PROTECT, related_name="concerns"
    )
    boundary_version = models.ForeignKey(
        BoundaryVersion, on_delete=models.PROTECT, related_name="+"
    )
    # null: somewhere in the neighbourhood; emptied by erasure
    latitude = models.FloatField(null=True)
    longitude = models.FloatField(null=True)
    cell = models.CharField(max_length=16, blank=True)
    place_words = models.OneToOneField(
        Words, on_delete=models.PROTECT, null=True, related_name="+"
    )
    came_by = models.CharField(max_length=10, choices=CameBy.choices)
    source = models.CharField(max_length=10, choices=Source.choices)
    language = models.CharField(max_length=8, default="en")
    received_at = models.DateTimeField()
    state = models.CharField(max_length=20, choices=State.choices, default=State.RECEIVED)
    state_since = models.DateTimeField()
    owner = models.ForeignKey(
        Staff, on_delete=models.PROTECT, null=True, related_name="owned_concerns"
    )
    staff_title = models.CharField(max_length=120, blank=True)  # what others may read
    sensitive = models.BooleanField(default=False)
    sensitive_because = models.CharField(max_length=10, blank=True)  # category, words, staff
    duty_taken_at = models.DateTimeField(null=True)
    duty_taken_by = models.ForeignKey(
        Staff, on_delete=models.PROTECT, null=True, related_name="+"
    )
    about_conduct = models.BooleanField(default=False)
    example = models.BooleanField(default=False)  # of the demo: never in scan or trust
    joined_to = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, related_name="joined"
    )
    first_reply_due_at = models.DateTimeField()
    first_replied_at = models.DateTimeField(null=True)
    target_on = models.DateField()
    idempotency_key = models.CharField(max_length=64, unique=True)  # keyed hash of the client's
    erased_at = models.DateTimeField(null=True)

    objects = ConcernQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(latitude__isnull=True, longitude__isnull=True)
                | models.Q(latitude__isnull=False, longitude__isnull=False),
                name="concern_point_is_whole",
            ),
            models.CheckConstraint(
                condition=models.Q(sensitive=False, sensitive_because="")
                | (models.Q(sensitive=True) & ~models.Q(sensitive_because="")),
                name="sensitive_says_why",
            ),
            models.CheckConstraint(
                condition=models.Q(joined_to__isnull=True) | ~models.Q(joined_to=models.F("id")),
                name="concern_not_joined_to_itself",
            ),
            models.CheckConstraint(
                condition=models.Q(duty_taken_at__isnull=True, duty_taken_by__isnull=True)
                | models.Q(duty_taken_at__isnull=False, duty_taken_by__isnull=False),
                name="duty_taken_by_someone",
            ),
        ]
        indexes = [
            models.Index(fields=["neighbourhood", "state", "-received_at"]),
            models.Index(fields=["state", "first_reply_due_at"]),
            models.Index(fields=["received_at"]),
            models.Index(fields=["cell"]),
        ]

    @property
    def is_open(self) -> bool:
        return self.state in OPEN

    @property
    def was_read_aloud(self) -> bool:
        return self.source in READ_ALOUD

    @property
    def received_on(self):
        """The local day: as exact as any screen shows it."""
        return clock.local_day(self.received_at)


class Receipt(models.Model):
    """Only a keyed hash: the receipt itself is known to its holder alone."""

    id = RandomKeyField()
    concern = models.OneToOneField(Concern, on_delete=models.PROTECT, related_name="receipt")
    digest = models.CharField(max_length=64, unique=True)


class StateChange(models.Model):
    """Append-only. `by` is text, like in the audit trail; a reason can be emptied by erasure."""

    id = RandomKeyField()
    concern = models.ForeignKey(Concern, on_delete=models.PROTECT, related_name="changes")
    before = models.CharField(max_length=20, choices=State.choices, blank=True)
    state = models.CharField(max_length=20, choices=State.choices)
    at = models.DateTimeField()
    by_kind = models.CharField(max_length=10)
    by_id = models.CharField(max_length=40, blank=True)
    by_role = models.CharField(max_length=20, blank=True)
    reason = models.ForeignKey(Words, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["at", "id"]
        indexes = [models.Index(fields=["concern", "at"])]

    def save(self, *args, **kwargs) -> None:
        if not self._state.adding:
            raise ValueError("state changes are only ever added")
        super().save(*args, **kwargs)

    def delete(self, *args, **kwargs):
        raise ValueError("state changes are only ever added")
