"""Stored figures of a closed survey. A row is written once and never changed: who works a survey
out again writes a new run, and says why. Only what passed the gates has a number at all."""

from datetime import date

from django.db import models
from django.utils.translation import gettext_lazy as _

from commonground.common import clock
from commonground.common.ids import PublicIdField
from commonground.places.models import Neighbourhood
from commonground.surveys.models import Survey

RATE = 0.05  # of what is called different or changed, the share that may be chance
LEAST_EVER = 10  # answers: the staff pulse; residents' figures begin at 30


class Frozen(models.Model):
    class Meta:
        abstract = True

    def save(self, **options: object) -> None:
        if not self._state.adding:
            raise TypeError("A stored figure is never changed: work the survey out again.")
        super().save(**options)


class Because(models.TextChoices):
    CLOSED = "closed", _("The survey closed")
    MARGINS = "margins", _("Other census margins were loaded")
    METHOD = "method", _("A newer version works it out better")
    MISTAKE = "mistake", _("A mistake was put right")


class Weighting(models.TextChoices):
    EQUAL = "equal", _("Each answer counts alike")
    DESIGN = "design", _("By the chance of being asked, and by who answered in each part of town")
    RAKED = "raked", _("By the chance of being asked, then made to meet the census")


class Method(models.TextChoices):
    LINEARISED = "linearised", _("From the sample's design, with Student's t")
    KORN_GRAUBARD = "korn-graubard", _("From the sample's design, after Korn and Graubard")
    OPT_IN = "opt-in", _("From a model of who liked to answer")
    FAY_HERRIOT = "fay-herriot", _("Drawn towards areas like it, after Fay and Herriot")


class TrustRun(Frozen):
    """One working out of one survey. The newest of a survey is the one that pages show."""

    public_id = PublicIdField()
    survey = models.ForeignKey(Survey, on_delete=models.PROTECT, related_name="trust_runs")
    made_at = models.DateTimeField(default=clock.now)
    because = models.CharField(max_length=10, choices=Because.choices)
    weighting = models.CharField(max_length=10, choices=Weighting.choices)
    version = models.CharField(max_length=20)  # of the software
    asked = models.PositiveIntegerField()
    answered = models.PositiveIntegerField()
    diagnostics = models.JSONField(default=dict)  # diagnosing.diagnostics says what is in it

    class Meta:
        ordering = ["-made_at", "-id"]

    @property
    def on(self) -> date:
        """The middle of the days on which people could answer."""
        survey = self.survey
        return survey.opens_on + (survey.closes_on - survey.opens_on) / 2

    @property
    def response_rate(self) -> float | None:
        return self.answered / self.asked if self.asked else None


class TrustEstimate(Frozen):
    """One question of everybody, of one area or of one group. Shares are 0 to 100.

    Without `estimate` there were too few answers to say. `gap` is what the area or the group is
    away from everybody, and `q` the false discovery rate at which that stands out.
    """

    run = models.ForeignKey(TrustRun, on_delete=models.PROTECT, related_name="estimates")
    item = models.CharField(max_length=40)  # slug.version
    neighbourhood = models.ForeignKey(Neighbourhood, on_delete=models.PROTECT, null=True)
    group = models.CharField(max_length=60, blank=True)  # "age.1=60+"
    method = models.CharField(max_length=14, choices=Method.choices)
    estimate = models.FloatField(null=True)
    se = models.FloatField(null=True)
    low = models.FloatField(null=True)
    high = models.FloatField(null=True)
    n = models.PositiveIntegerField(null=True)  # None where too few
    n_effective = models.FloatField(null=True)
    deff = models.FloatField(null=True)
    df = models.PositiveIntegerField(null=True)
    borrowed = models.FloatField(null=True)  # share of the figure that is other areas'
    gap = models.FloatField(null=True)
    gap_low = models.FloatField(null=True)
    gap_high = models.FloatField(null=True)
    q = models.FloatField(null=True)
    flags = models.JSONField(default=list)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["run", "item", "neighbourhood", "group", "method"],
                name="one_trust_estimate_of_an_area",
            ),
            models.UniqueConstraint(
                fields=["run", "item", "group", "method"],
                condition=models.Q(neighbourhood=None),
                name="one_trust_estimate_of_everybody",
            ),
            models.CheckConstraint(
                condition=models.Q(estimate=None)
                | models.Q(n__gte=LEAST_EVER)
                | models.Q(method=Method.FAY_HERRIOT),
                name="no_trust_estimate_of_few",
            ),
        ]


class Broken(models.TextChoices):
    WORDING = "wording", _("the wording changed")
    MODE = "mode", _("people were asked in another way")
    PLACES = "places", _("other places were asked")
    BOUNDARIES = "boundaries", _("the boundary changed")


class TrustChange(Frozen):
    """A figure less the one of the last wave that it can be compared with. Broken: there is none,
    and `before` is the last one.

    `q` is the false discovery rate at which the change stands out, among those of everybody or of
    all areas, all questions together; null in figures from before it was worked out.
    """

    run = models.ForeignKey(TrustRun, on_delete=models.PROTECT, related_name="changes")
    before = models.ForeignKey(TrustRun, on_delete=models.PROTECT, related_name="followed")
    item = models.CharField(max_length=40)
    neighbourhood = models.ForeignKey(Neighbourhood, on_delete=models.PROTECT, null=True)
    broken_by = models.CharField(max_length=10, choices=Broken.choices, blank=True)
    difference = models.FloatField(null=True)
    se = models.FloatField(null=True)
    low = models.FloatField(null=True)
    high = models.FloatField(null=True)
    visible = models.FloatField(null=True)  # a difference that would just have been seen
    reliable = models.FloatField(null=True)  # one that is seen 8 times in 10
    q = models.FloatField(null=True)

    class Meta:
        ordering = ["id"]

    @property
    def word(self) -> str:
        if self.low is None or self.high is None or self.low <= 0 <= self.high:
            return "cannot-tell"
        if self.q is not None and self.q > RATE:
            return "cannot-tell"
        return "up" if self.low > 0 else "down"


class TrustLevel(Frozen):
    """One wave of a smoothed line, as the newest run sees it. A new segment is another line."""

    run = models.ForeignKey(TrustRun, on_delete=models.PROTECT, related_name="levels")
    slug = models.CharField(max_length=40)  # of the question, in all its wordings
    neighbourhood = models.ForeignKey(Neighbourhood, on_delete=models.PROTECT, null=True)
    segment = models.PositiveSmallIntegerField()
    on = models.DateField()  # the middle of the wave
    level = models.FloatField()
    low = models.FloatField()
    high = models.FloatField()

    class Meta:
        ordering = ["id"]
