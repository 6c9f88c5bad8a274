from django.contrib.auth.models import AbstractUser
from django.db import models
from django.utils.translation import gettext_lazy as _

from commonground.common import clock
from commonground.common.actors import Actor
from commonground.common.ids import PublicIdField
from commonground.common.texts import TextByLanguageField
from commonground.places.models import Neighbourhood


class Role(models.TextChoices):
    OFFICER = "officer", _("Officer")
    SUPERVISOR = "supervisor", _("Supervisor")
    ANALYST = "analyst", _("Analyst")
    ADMINISTRATOR = "administrator", _("Administrator")
    STANDARDS = "standards", _("Standards reader")
    OVERSEER = "overseer", _("Overseer")


class Staff(AbstractUser):
    """A member of staff who signs in. What they may do comes from their postings of today."""

    public_id = PublicIdField()
    display_name = models.CharField(max_length=80)
    # the first password is read out by an administrator and works once
    must_change_password = models.BooleanField(default=False)
    first_name = None
    last_name = None

    REQUIRED_FIELDS = ["display_name"]

    def __str__(self) -> str:
        return self.display_name or self.username

    def actor(self, role: str = "") -> Actor:
        return Actor("staff", self.public_id, role or self.main_role())

    def main_role(self) -> str:
        posting = self.postings.current().order_by("id").first()
        return posting.role if posting else ""


class PostingQuerySet(models.QuerySet):
    def current(self) -> "PostingQuerySet":
        return self.on(clock.today())

    def on(self, day) -> "PostingQuerySet":
        return self.filter(from_on__lte=day).filter(
            models.Q(to_on__isnull=True) | models.Q(to_on__gte=day)
        )


class Posting(models.Model):
    """Staff, place, role, from, to: decides permission as of now and tenure over time."""

    public_id = PublicIdField()
    staff = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="postings")
    # None: the whole agency
    neighbourhood = models.ForeignKey(
        Neighbourhood, on_delete=models.PROTECT, null=True, related_name="postings"
    )
    role = models.CharField(max_length=20, choices=Role.choices)
    from_on = models.DateField()
    to_on = models.DateField(null=True)  # the last day

    objects = PostingQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(to_on__isnull=True) | models.Q(to_on__gte=models.F("from_on")),
                name="posting_ends_after_it_starts",
            )
        ]
        indexes = [models.Index(fields=["staff", "from_on"])]


class Absence(models.Model):
    """Leave or rest days: what the person owns goes to the cover, and comes back."""

    public_id = PublicIdField()
    staff = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="absences")
    cover = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="covering")
    from_on = models.DateField()
    to_on = models.DateField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(to_on__gte=models.F("from_on")),
                name="absence_ends_after_it_starts",
            ),
            models.CheckConstraint(
                condition=~models.Q(staff=models.F("cover")), name="absence_covered_by_another"
            ),
        ]


class OfficerCard(models.Model):
    """What an officer agreed to show. Every field is optional; withdrawal needs no reason."""

    public_id = PublicIdField()
    staff = models.OneToOneField(Staff, on_delete=models.PROTECT, related_name="card")
    shown_name = models.CharField(max_length=80, blank=True)
    photo = models.CharField(max_length=80, blank=True)  # file name below HOME/photos
    languages = models.CharField(max_length=120, blank=True)
    come_and_talk = models.CharField(max_length=200, blank=True)
    # the same words in the agency's other languages, by code
    come_and_talk_in = TextByLanguageField(blank=True, validators=[])
    consented_at = models.DateTimeField(null=True)
    consent_wording = models.CharField(max_length=20, blank=True)  # version of the words
    withdrawn_at = models.DateTimeField(null=True)

    @property
    def is_shown(self) -> bool:
        return self.consented_at is not None and self.withdrawn_at is None
