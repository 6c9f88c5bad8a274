from django.db import models
from django.db.models import F, Q

from commonground.common import clock
from commonground.common.ids import PublicIdField


class ImportRun(models.Model):
    """One file taken in. Its counts add up: read = kept + duplicate + refused.

    A row without `finished_at` is an import that was stopped; its file can be imported again.
    """

    public_id = PublicIdField()
    kind = models.CharField(max_length=10)
    file_name = models.CharField(max_length=255)
    file_sha256 = models.CharField(max_length=64)
    mapping_name = models.CharField(max_length=80)
    mapping_sha256 = models.CharField(max_length=64)
    started_at = models.DateTimeField(default=clock.now)
    finished_at = models.DateTimeField(null=True)
    read_count = models.PositiveBigIntegerField(default=0)
    kept_count = models.PositiveBigIntegerField(default=0)
    corrected_count = models.PositiveBigIntegerField(default=0)  # of those kept
    duplicate_count = models.PositiveBigIntegerField(default=0)
    refused_count = models.PositiveBigIntegerField(default=0)
    unlisted_count = models.PositiveBigIntegerField(default=0)  # of those kept: type not listed
    nowhere_count = models.PositiveBigIntegerField(default=0)  # of those kept: no neighbourhood
    first_day = models.DateField(null=True)  # of what was kept
    last_day = models.DateField(null=True)
    refused_file = models.CharField(max_length=120, blank=True)  # below the data folder
    is_example = models.BooleanField(default=False)  # invented: shown with that word, never scanned
    by_kind = models.CharField(max_length=10)
    by_id = models.CharField(max_length=40, blank=True)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(read_count=F("kept_count") + F("duplicate_count") + F("refused_count")),
                name="import_adds_up",
            ),
            models.CheckConstraint(
                condition=Q(corrected_count__lte=F("kept_count")),
                name="import_corrected_is_kept",
            ),
        ]
