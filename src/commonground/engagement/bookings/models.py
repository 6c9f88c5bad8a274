"""Who said that they would come: an address that goes soon, and counts that stay."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from commonground.common import clock
from commonground.common.ids import PublicIdField, RandomKeyField

from ..models import Event

ASKED, COMING, WAITING, ENDED = "asked", "coming", "waiting", "ended"
STATES = [
    (ASKED, _("Not confirmed yet")),
    (COMING, _("Coming")),
    (WAITING, _("On the waiting list")),
    (ENDED, _("Not coming")),
]
NEEDS = {
    "step-free": _("A way in without steps"),
    "hearing": _("A hearing loop, or somebody who speaks clearly"),
    "sign-language": _("Sign language"),
    "large-print": _("Large print"),
    "quiet": _("A quiet place to go"),
    "interpreter": _("An interpreter: say below which language"),
    "childcare": _("Somebody to look after small children"),
}


class BookingQuerySet(models.QuerySet):
    def with_address(self) -> "BookingQuerySet":
        """Those that we can still write to."""
        return self.exclude(email="", phone="")

    def to_address(self, *, email: str, phone: str) -> "BookingQuerySet":
        return self.filter(email=email, phone=phone)


class Booking(models.Model):
    """Places at one event. No name, and no tie to a subscription or a contact."""

    id = RandomKeyField()
    public_id = PublicIdField()
    event = models.ForeignKey(Event, on_delete=models.PROTECT, related_name="bookings")
    state = models.CharField(max_length=8, choices=STATES, default=ASKED)
    places = models.PositiveSmallIntegerField()
    # these five are emptied a week after the event, or as soon as somebody is not coming
    email = models.EmailField(blank=True)  # lower case
    phone = models.CharField(max_length=16, blank=True)  # instead: +13125550100
    language = models.CharField(max_length=10, blank=True)
    needs = models.JSONField(default=list, blank=True)  # codes of NEEDS
    needs_words = models.CharField(max_length=200, blank=True)
    is_held = models.BooleanField(default=False)  # unconfirmed: counts for places.HELD_FOR
    asked_at = models.DateTimeField(default=clock.now)  # the order of the waiting list
    told = models.CharField(max_length=64, blank=True)  # which time and place they know
    was_reminded = models.BooleanField(default=False)
    was_asked_how = models.BooleanField(default=False)  # sent the three questions afterwards

    objects = BookingQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["event", "state", "asked_at"]),
            models.Index(fields=["email"]),
            models.Index(fields=["phone"]),
        ]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(state=ENDED)
                | models.Q(email="", phone="", needs=[], needs_words="", language=""),
                name="booking_ended_is_emptied",
            ),
            models.CheckConstraint(
                condition=models.Q(email="") | models.Q(phone=""), name="booking_has_one_address"
            ),
            models.CheckConstraint(condition=models.Q(places__gte=1), name="booking_has_a_place"),
        ]

    @property
    def address(self) -> str:
        return self.email or self.phone


def emptied() -> dict[str, object]:
    """What a booking is set to when its address goes: of the moment only a day stays."""
    day = clock.start_of(clock.today())
    texts = dict.fromkeys(("email", "phone", "needs_words", "language"), "")
    return texts | {"needs": [], "asked_at": day}


class DoorCount(models.Model):
    """Who came in so far, as counted at the door: three numbers, no moment of any of them."""

    event = models.OneToOneField(Event, on_delete=models.PROTECT, related_name="door_count")
    adults = models.PositiveIntegerField(default=0)
    young = models.PositiveIntegerField(default=0)
    first_time = models.PositiveIntegerField(default=0)
