from django.db import models
from django.utils.translation import gettext_lazy as _

from commonground.common.ids import PublicIdField
from commonground.people.models import Staff
from commonground.places.models import Neighbourhood

# What took an officer away: a duty or a unit, never a person's name
REASONS = [
    ("calls", _("Answering emergency calls")),
    ("guarding", _("Guarding a person or a scene")),
    ("prisoner", _("Staying with a prisoner")),
    ("court", _("Court")),
    ("public-event", _("A large event, a match or a march")),
    ("investigation", _("Helping detectives")),
    ("neighbouring", _("Covering another neighbourhood")),
    ("desk", _("Office or front desk")),
    ("other", _("Something else")),
]


class Abstraction(models.Model):
    """Hours of one day in which an officer was taken off the neighbourhood for other duty.

    To the day. The member of staff stands here so that they can take it back and see their
    own; nothing groups by staff.
    """

    public_id = PublicIdField()
    staff = models.ForeignKey(
        Staff, on_delete=models.PROTECT, null=True, related_name="abstractions"
    )
    neighbourhood = models.ForeignKey(
        Neighbourhood, on_delete=models.PROTECT, related_name="abstractions"
    )
    away_on = models.DateField()  # local
    minutes = models.PositiveSmallIntegerField()
    because = models.CharField(max_length=16, choices=REASONS)
    is_example = models.BooleanField(default=False)
    idempotency_key = models.CharField(max_length=40, unique=True)

    class Meta:
        indexes = [
            models.Index(fields=["neighbourhood", "away_on"]),
            models.Index(fields=["staff", "away_on"]),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(minutes__gte=1, minutes__lte=1440),
                name="abstraction_fits_a_day",
            )
        ]

    @property
    def hours(self) -> float:
        return self.minutes / 60
