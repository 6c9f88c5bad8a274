"""What only the public page keeps: priorities, and scores that others published."""

from django.db import models

from commonground.common import clock
from commonground.common.ids import PublicIdField
from commonground.common.texts import TextByLanguageField
from commonground.places.models import Neighbourhood


class PriorityQuerySet(models.QuerySet):
    def current(self) -> "PriorityQuerySet":
        return self.filter(ended_on__isnull=True)


class Priority(models.Model):
    """What the team works on in a neighbourhood, in public words."""

    public_id = PublicIdField()
    neighbourhood = models.ForeignKey(
        Neighbourhood, on_delete=models.PROTECT, related_name="priorities"
    )
    title = TextByLanguageField()
    status = TextByLanguageField(blank=True, validators=[])  # how it stands, in a few words
    set_on = models.DateField(default=clock.today)
    updated_on = models.DateField(default=clock.today)  # the freshness stamp
    ended_on = models.DateField(null=True)
    example = models.BooleanField(default=False)

    objects = PriorityQuerySet.as_manager()

    class Meta:
        ordering = ["set_on", "id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(updated_on__gte=models.F("set_on")),
                name="priority_updated_after_it_was_set",
            )
        ]


class PublishedScore(models.Model):
    """A survey figure that somebody else published, shown as it came."""

    public_id = PublicIdField()
    neighbourhoods = models.ManyToManyField(Neighbourhood, related_name="published_scores")
    area = models.CharField(max_length=80)  # what the source's figure is about
    measure = models.SlugField(max_length=40)
    name = TextByLanguageField()  # the measure in people's words
    period_from = models.DateField()
    period_to = models.DateField()  # the last day
    value = models.FloatField()  # 0 to 100
    answer_count = models.PositiveIntegerField(null=True)  # null: the source does not say
    source = models.CharField(max_length=200)

    class Meta:
        ordering = ["area", "measure", "period_from"]
        constraints = [
            models.UniqueConstraint(
                fields=["area", "measure", "period_from"], name="one_score_per_area_and_period"
            ),
            models.CheckConstraint(
                condition=models.Q(value__gte=0, value__lte=100), name="score_between_0_and_100"
            ),
            models.CheckConstraint(
                condition=models.Q(period_to__gte=models.F("period_from")),
                name="score_period_ends_after_it_starts",
            ),
        ]
