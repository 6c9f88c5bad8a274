"""The people who know a neighbourhood, and only those who said yes.

What a card cannot hold is decided here: there is no field for faith, origin, politics, the right
to stay or an age, and none for a note about a contact. A test reads the fields.
"""

from django.db import models

from commonground.common import clock
from commonground.common.ids import PublicIdField, RandomKeyField
from commonground.common.texts import TextByLanguageField
from commonground.people.models import Posting, Staff
from commonground.places.models import Neighbourhood

from .vocabulary import BestTime, How, PlaceKind, Role, State


class Wording(models.Model):
    """The words that were read to people, by version: what each consent was given to."""

    version = models.CharField(max_length=20, unique=True)
    words = TextByLanguageField()
    since_on = models.DateField(default=clock.today)


class KnownPlace(models.Model):
    """A place or group where the team expects to know somebody. Never a person."""

    public_id = PublicIdField()
    neighbourhood = models.ForeignKey(
        Neighbourhood, on_delete=models.PROTECT, related_name="known_places"
    )
    kind = models.CharField(max_length=10, choices=PlaceKind.choices)
    name = models.CharField(max_length=80)
    is_example = models.BooleanField(default=False)

    class Meta:
        ordering = ["kind", "name", "id"]
        constraints = [
            models.UniqueConstraint(fields=["neighbourhood", "name"], name="known_place_once")
        ]

    def __str__(self) -> str:
        return self.name


class IndividualQuerySet(models.QuerySet):
    def live(self) -> "IndividualQuerySet":
        return self.filter(state=State.LIVE)


class Individual(models.Model):
    """One adult who agreed to be reachable. Emptied when they leave; the dates stay."""

    id = RandomKeyField()
    public_id = PublicIdField()
    neighbourhood = models.ForeignKey(
        Neighbourhood, on_delete=models.PROTECT, related_name="individuals"
    )
    state = models.CharField(max_length=10, choices=State.choices)
    name = models.CharField(max_length=80, blank=True)
    role = models.CharField(max_length=10, choices=Role.choices)
    role_label = models.CharField(max_length=60, blank=True)
    place = models.ForeignKey(KnownPlace, on_delete=models.SET_NULL, null=True, blank=True)
    email = models.EmailField(blank=True)  # lower case
    phone = models.CharField(max_length=30, blank=True)
    meet_at = models.CharField(max_length=80, blank=True)
    best_time = models.CharField(max_length=10, choices=BestTime.choices, default=BestTime.ANY)
    languages = models.JSONField(default=list)
    topics = models.JSONField(default=list)  # slugs of concern categories
    cares_about = models.CharField(max_length=80, blank=True)
    language = models.CharField(max_length=10)  # in which we write
    is_adult = models.BooleanField()
    known_to = models.ForeignKey(
        Staff, on_delete=models.PROTECT, null=True, related_name="individuals"
    )
    asked_on = models.DateField(default=clock.today)
    consented_on = models.DateField(null=True)
    consent_how = models.CharField(max_length=10, choices=How.choices, blank=True)
    consent_wording = models.CharField(max_length=20)
    touched_on = models.DateField(default=clock.today)  # they said yes, or we spoke
    renewal_sent_on = models.DateField(null=True)
    last_spoken_on = models.DateField(null=True)
    ended_on = models.DateField(null=True)
    is_example = models.BooleanField(default=False)
    idempotency_key = models.CharField(max_length=40, null=True, unique=True)

    objects = IndividualQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["neighbourhood", "state", "name"])]
        constraints = [
            models.CheckConstraint(condition=models.Q(is_adult=True), name="individual_is_adult"),
            models.CheckConstraint(
                condition=~models.Q(state=State.LIVE)
                | (models.Q(consented_on__isnull=False) & ~models.Q(consent_how="")),
                name="individual_live_has_consented",
            ),
            models.CheckConstraint(
                condition=~models.Q(state=State.ENDED)
                | models.Q(name="", email="", phone="", meet_at="", role_label="", cares_about=""),
                name="individual_ended_is_emptied",
            ),
        ]

    def __str__(self) -> str:
        return self.public_id


class HandOver(models.Model):
    """An officer comes or goes: whom to introduce. One for each end of a posting."""

    public_id = PublicIdField()
    posting = models.ForeignKey(Posting, on_delete=models.PROTECT, related_name="hand_overs")
    is_leaving = models.BooleanField()
    made_on = models.DateField(default=clock.today)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["posting", "is_leaving"], name="hand_over_once")
        ]


class Introduction(models.Model):
    """A card on a hand-over sheet; the day it was done, nothing about how it went."""

    hand_over = models.ForeignKey(HandOver, on_delete=models.PROTECT, related_name="introductions")
    individual = models.ForeignKey(
        Individual, on_delete=models.PROTECT, related_name="introductions"
    )
    introduced_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["hand_over", "individual"], name="introduced_once")
        ]


class NetworkCount(models.Model):
    """How many were in the network in a month: what stays when cards are erased."""

    neighbourhood = models.ForeignKey(
        Neighbourhood, on_delete=models.PROTECT, related_name="network_counts"
    )
    month = models.DateField()  # its first day
    of = models.CharField(max_length=10)  # all, role, language
    key = models.CharField(max_length=10, blank=True)
    count = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["neighbourhood", "month", "of", "key"], name="network_count_once"
            )
        ]
