"""Two boxes. An invitation's row says only whether its code was used; an answer's row says what
was answered, and nothing in either leads to the other."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from commonground.common import clock
from commonground.common.ids import PublicIdField, RandomKeyField
from commonground.places.models import Neighbourhood

from . import instruments

MOST_REMINDERS = 2


class Mode(models.TextChoices):
    ADDRESSES = "addresses", _("Random addresses, by letter")
    SUBSCRIBERS = "subscribers", _("Subscribers, by e-mail (self-selected)")
    CONTACTS = "contacts", _("People after a contact (self-selected)")
    SLIPS = "slips", _("Slips with a code, drawn from a hat")


class Survey(models.Model):
    """One round of questions: what is asked, of whom, from when to when."""

    public_id = PublicIdField()
    instrument = models.CharField(max_length=40)  # slug.version
    mode = models.CharField(max_length=12, choices=Mode.choices)
    opens_on = models.DateField()
    closes_on = models.DateField()  # the last day
    design = models.JSONField(default=dict)  # planning.design_of says what is in it
    target_per_stratum = models.PositiveIntegerField(null=True)
    last_reminder_on = models.DateField(null=True)
    made_on = models.DateField(default=clock.today)
    is_example = models.BooleanField(default=False)

    class Meta:
        ordering = ["-opens_on", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(closes_on__gte=models.F("opens_on")),
                name="survey_closes_after_it_opens",
            ),
        ]

    def __str__(self) -> str:
        return self.public_id

    @property
    def asks(self) -> instruments.Instrument:
        return instruments.instrument(self.instrument)

    @property
    def is_open(self) -> bool:
        return self.opens_on <= clock.today() <= self.closes_on

    @property
    def is_closed(self) -> bool:
        return clock.today() > self.closes_on

    @property
    def is_self_selected(self) -> bool:
        """Only addresses are drawn by chance; whoever likes answers everything else."""
        return self.mode != Mode.ADDRESSES


class Invitation(models.Model):
    """The first box: a code, by its hash, and whether it was used. No time, no answer."""

    id = RandomKeyField()
    public_id = PublicIdField()  # the code is made of it and of a key that is not in the database
    survey = models.ForeignKey(Survey, on_delete=models.PROTECT, related_name="invitations")
    digest = models.CharField(max_length=64, unique=True)
    neighbourhood = models.ForeignKey(Neighbourhood, on_delete=models.PROTECT, null=True)
    stratum = models.CharField(max_length=60, blank=True)
    cluster = models.PositiveIntegerField(null=True)  # numbered anew at random
    weight_class = models.PositiveSmallIntegerField(default=0)
    address = models.TextField(blank=True)
    subscription = models.CharField(max_length=12, blank=True)  # the subscription's public id
    language = models.CharField(max_length=10, blank=True)
    is_used = models.BooleanField(default=False)
    reminders = models.PositiveSmallIntegerField(default=0)

    class Meta:
        indexes = [models.Index(fields=["survey", "stratum", "is_used"])]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(reminders__lte=MOST_REMINDERS), name="survey_reminders_capped"
            ),
        ]


class Response(models.Model):
    """The second box. No foreign key, no moment: the survey and the place by their public ids."""

    id = RandomKeyField()
    survey = models.CharField(max_length=12, db_index=True)
    place = models.CharField(max_length=12, blank=True)
    stratum = models.CharField(max_length=60, blank=True)
    cluster = models.PositiveIntegerField(null=True)
    weight_class = models.PositiveSmallIntegerField(default=0)
    week = models.CharField(max_length=8)  # ISO: 2026-W10
    answers = models.JSONField(default=dict)  # item id -> value


class Remark(models.Model):
    """Words of a respondent, apart from their other answers too."""

    id = RandomKeyField()
    survey = models.CharField(max_length=12, db_index=True)
    place = models.CharField(max_length=12, blank=True)
    item = models.CharField(max_length=60)
    words = models.TextField()
