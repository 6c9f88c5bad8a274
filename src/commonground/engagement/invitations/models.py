"""Somebody asks us to come. The words, the clock and the receipt are the concern's."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from commonground.common.ids import PublicIdField, RandomKeyField
from commonground.concerns.models import Concern

from ..models import Event

EVENT, WALK, CALL = "event", "walk", "call"
KINDS = [
    (EVENT, _("Come to something of ours")),
    (WALK, _("Walk with me through my neighbourhood")),
    (CALL, _("Call me, or write me a text message")),
]
# how somebody who asks for a call is reached: not everybody hears, or speaks, on a telephone
VOICE, TEXT, RELAY = "voice", "text", "relay"
REACHES = [
    (VOICE, _("Call me")),
    (TEXT, _("Write me a text message")),
    (RELAY, _("Call me through a relay service")),
]
WAITING, ACCEPTED, DECLINED = "waiting", "accepted", "declined"
OUTCOMES = [
    (WAITING, _("Waiting for our answer")),
    (ACCEPTED, _("We said yes")),
    (DECLINED, _("We said no, and why")),
]


class Invitation(models.Model):
    """Beside a concern of the category for invitations: what was asked, and what we said."""

    id = RandomKeyField()
    public_id = PublicIdField()
    concern = models.OneToOneField(Concern, on_delete=models.PROTECT, related_name="invitation")
    kind = models.CharField(max_length=8, choices=KINDS)
    # the hosts' own words for the public list; empty: they want no listing
    listed_words = models.CharField(max_length=120, blank=True)
    phone = models.CharField(max_length=30, blank=True)  # to call back; emptied after the answer
    reach = models.CharField(max_length=8, choices=REACHES, default=VOICE)  # by that number
    outcome = models.CharField(max_length=8, choices=OUTCOMES, default=WAITING)
    event = models.OneToOneField(
        Event, on_delete=models.PROTECT, null=True, related_name="invitation"
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(event__isnull=True) | models.Q(outcome=ACCEPTED),
                name="invitation_with_event_is_accepted",
            )
        ]
