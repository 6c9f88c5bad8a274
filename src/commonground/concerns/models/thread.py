from django.db import models
from django.utils.translation import gettext_lazy as _

from commonground.common.ids import PublicIdField, RandomKeyField
from commonground.people.models import Staff

from .concerns import Concern
from .words import Words


class Side(models.TextChoices):
    RESIDENT = "resident", _("The resident")
    STAFF = "staff", _("The team")


class Message(models.Model):
    """One letter of the thread. The resident's side has no name, by any means."""

    id = RandomKeyField()
    public_id = PublicIdField()
    concern = models.ForeignKey(Concern, on_delete=models.PROTECT, related_name="messages")
    side = models.CharField(max_length=10, choices=Side.choices)
    by_staff = models.ForeignKey(
        Staff, on_delete=models.PROTECT, null=True, related_name="+"
    )
    words = models.OneToOneField(Words, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    template_used = models.BooleanField(default=False)
    by_hand = models.BooleanField(default=True)  # a person wrote it for this concern
    asks = models.BooleanField(default=False)  # it waits for the author's answer
    idempotency_key = models.CharField(max_length=64, unique=True)

    class Meta:
        ordering = ["at", "public_id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(side="staff") | models.Q(by_staff__isnull=True),
                name="resident_message_names_nobody",
            )
        ]


class Photo(models.Model):
    """A re-encoded picture below HOME/photos, on disk before this row is."""

    id = RandomKeyField()
    public_id = PublicIdField()
    concern = models.ForeignKey(Concern, on_delete=models.PROTECT, related_name="photos")
    file_name = models.CharField(max_length=60, blank=True)  # emptied by erasure
    erased_at = models.DateTimeField(null=True)


class Address(models.Model):
    """Where to say "there is an answer". Apart, so that reading a thread never shows it."""

    id = RandomKeyField()
    concern = models.OneToOneField(Concern, on_delete=models.CASCADE, related_name="address")
    email = models.EmailField()


class InternalNote(models.Model):
    """Of staff, for staff. It may not guess who wrote (`noting` checks)."""

    public_id = PublicIdField()
    concern = models.ForeignKey(Concern, on_delete=models.PROTECT, related_name="notes")
    words = models.OneToOneField(Words, on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    # of the form: a page sent twice makes one row
    idempotency_key = models.CharField(max_length=64, null=True, unique=True)

    class Meta:
        ordering = ["id"]
