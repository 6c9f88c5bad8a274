from django.db import models

from commonground.common.ids import PublicIdField
from commonground.common.texts import TextByLanguageField
from commonground.people.models import Staff
from commonground.places.models import Neighbourhood

from .concerns import Concern


class SaidDid(models.Model):
    """You said, we did. Linked authors read it in their thread before anybody else does."""

    public_id = PublicIdField()
    neighbourhood = models.ForeignKey(
        Neighbourhood, on_delete=models.PROTECT, related_name="said_dids"
    )
    concerns = models.ManyToManyField(Concern, related_name="said_dids", blank=True)
    title = TextByLanguageField(blank=True, validators=[])
    said = TextByLanguageField()
    did = TextByLanguageField(blank=True, validators=[])  # or why it is not yet
    said_on = models.DateField()
    done_on = models.DateField(null=True)  # empty: not yet
    written_by = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField()
    approved_by = models.ForeignKey(
        Staff, on_delete=models.PROTECT, null=True, related_name="+"
    )
    approved_at = models.DateTimeField(null=True)  # public from then on
    example = models.BooleanField(default=False)
    # of the form: a page sent twice makes one row
    idempotency_key = models.CharField(max_length=64, null=True, unique=True)

    class Meta:
        ordering = ["-said_on", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(approved_at__isnull=True, approved_by__isnull=True)
                | models.Q(approved_at__isnull=False, approved_by__isnull=False),
                name="said_did_approved_by_someone",
            ),
            models.CheckConstraint(
                condition=models.Q(done_on__isnull=True) | ~models.Q(did={}),
                name="done_says_what",
            ),
            models.CheckConstraint(
                condition=models.Q(done_on__isnull=True)
                | models.Q(done_on__gte=models.F("said_on")),
                name="done_after_said",
            ),
        ]
