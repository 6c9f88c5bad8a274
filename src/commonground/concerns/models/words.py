from django.db import models

from commonground.common.ids import RandomKeyField


class Words(models.Model):
    """What somebody wrote, apart from everything else, so that erasure can empty it."""

    id = RandomKeyField()
    text = models.TextField(blank=True)
    language = models.CharField(max_length=8, blank=True)
    erased_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(erased_at__isnull=True) | models.Q(text=""),
                name="erased_words_are_empty",
            )
        ]
