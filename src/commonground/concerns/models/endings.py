from django.db import models
from django.utils.translation import gettext_lazy as _

from commonground.common.ids import PublicIdField, RandomKeyField
from commonground.people.models import Staff

from ..states import State
from .concerns import Concern
from .words import Words


class Decision(models.TextChoices):
    BACK_TO_WORK = "back_to_work", _("Back to work")
    STANDS = "stands", _("The ending stands")


class Dispute(models.Model):
    """The author says that it is not settled. Nobody who answered may decide."""

    id = RandomKeyField()
    public_id = PublicIdField()
    concern = models.ForeignKey(Concern, on_delete=models.PROTECT, related_name="disputes")
    ending = models.CharField(max_length=20, choices=State.choices)  # what is disputed
    words = models.OneToOneField(Words, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    not_by = models.JSONField(default=list)  # public ids of staff who answered or ended it
    decided_by = models.ForeignKey(
        Staff, on_delete=models.PROTECT, null=True, related_name="+"
    )
    decided_at = models.DateTimeField(null=True)
    decision = models.CharField(max_length=20, choices=Decision.choices, blank=True)
    decision_words = models.OneToOneField(
        Words, on_delete=models.PROTECT, null=True, related_name="+"
    )
    withdrawn_at = models.DateTimeField(null=True)  # the author settled it meanwhile

    class Meta:
        ordering = ["at", "public_id"]
        constraints = [
            models.UniqueConstraint(
                fields=["concern"],
                condition=models.Q(decided_at__isnull=True, withdrawn_at__isnull=True),
                name="one_open_dispute",
            ),
            models.CheckConstraint(
                condition=models.Q(decided_at__isnull=True, decided_by__isnull=True, decision="")
                | (
                    models.Q(decided_at__isnull=False, decided_by__isnull=False)
                    & ~models.Q(decision="")
                ),
                name="dispute_decision_is_whole",
            ),
        ]


class HandOver(models.Model):
    """What left engagement for another store: a lawful, logged, human decision."""

    class To(models.TextChoices):
        CRIME_RECORD = "crime_record", _("Crime record")
        SAFEGUARDING = "safeguarding", _("Safeguarding")
        EMERGENCY = "emergency", _("Emergency")
        OTHER_BODY = "other_body", _("Another body")

    public_id = PublicIdField()
    concern = models.ForeignKey(Concern, on_delete=models.PROTECT, related_name="hand_overs")
    to = models.CharField(max_length=20, choices=To.choices)
    to_whom = models.CharField(max_length=120, blank=True)  # which body
    basis = models.CharField(max_length=300)
    words = models.OneToOneField(Words, on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    told = models.BooleanField()
    why_not_told = models.CharField(max_length=300, blank=True)
    # of the form: a page sent twice makes one row
    idempotency_key = models.CharField(max_length=64, null=True, unique=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(told=True, why_not_told="")
                | (models.Q(told=False) & ~models.Q(why_not_told="")),
                name="not_told_says_why",
            )
        ]
