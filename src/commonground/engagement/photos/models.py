from django.db import models

from commonground.common import clock
from commonground.common.ids import PublicIdField

from ..models import Event


class EventPhoto(models.Model):
    """A picture of adults who were asked and agreed. Never of an event that children attend."""

    public_id = PublicIdField()
    event = models.ForeignKey(Event, on_delete=models.PROTECT, related_name="photos")
    file_name = models.CharField(max_length=60, blank=True)  # empty once it was taken down
    shows = models.CharField(max_length=200, blank=True)  # for who cannot see it; names nobody
    consent_version = models.CharField(max_length=20)  # of the words that were agreed to
    added_at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["added_at", "public_id"]
