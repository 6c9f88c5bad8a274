from django.db import models
from django.utils.translation import gettext

from commonground.common import clock
from commonground.common.ids import PublicIdField


class Neighbourhood(models.Model):
    """The smallest area with an owner. Its id is permanent; its boundary has versions."""

    public_id = PublicIdField()
    source_id = models.CharField(max_length=60, unique=True)  # the source's own id
    slug = models.SlugField(max_length=80, unique=True)
    name = models.CharField(max_length=120)
    population = models.PositiveIntegerField(null=True)
    population_is_estimate = models.BooleanField(default=False)
    population_source = models.CharField(max_length=200, blank=True)
    neighbours = models.ManyToManyField("self", symmetrical=True, blank=True)
    closed_on = models.DateField(null=True)

    class Meta:
        ordering = ["name", "id"]

    def __str__(self) -> str:
        return self.name

    @property
    def population_source_words(self) -> str:
        """In the reader's language where we ship its words, else as imported."""
        return gettext(self.population_source) if self.population_source else ""


class BoundaryVersion(models.Model):
    """A boundary from one local day to another; records keep the version assigned then."""

    public_id = PublicIdField()
    neighbourhood = models.ForeignKey(
        Neighbourhood, on_delete=models.PROTECT, related_name="boundaries"
    )
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)  # the first day on which it holds no longer
    geometry = models.JSONField()  # GeoJSON Polygon or MultiPolygon, WGS84
    area_km2 = models.FloatField()
    imported_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["neighbourhood"],
                condition=models.Q(valid_to__isnull=True),
                name="one_open_boundary",
            ),
            models.CheckConstraint(
                condition=models.Q(valid_to__isnull=True)
                | models.Q(valid_to__gt=models.F("valid_from")),
                name="boundary_ends_after_it_starts",
            ),
        ]


class GazetteerEntry(models.Model):
    """A place's words and its point, from the deployment's own list. No other host is asked."""

    words = models.CharField(max_length=200)
    folded = models.CharField(max_length=200, db_index=True)
    latitude = models.FloatField()
    longitude = models.FloatField()


class CensusMargin(models.Model):
    """How many of a neighbourhood's residents belong to a group, as a census counted them."""

    neighbourhood = models.ForeignKey(
        Neighbourhood, on_delete=models.PROTECT, related_name="margins"
    )
    group = models.CharField(max_length=80)
    count = models.PositiveIntegerField()
    residents = models.PositiveIntegerField()  # of the neighbourhood, by the same count
    source = models.CharField(max_length=200)
    year = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["group", "neighbourhood__name", "id"]
        constraints = [
            models.UniqueConstraint(fields=["neighbourhood", "group"], name="one_margin_a_group"),
            models.CheckConstraint(
                condition=models.Q(count__lte=models.F("residents")), name="margin_is_a_part"
            ),
        ]

    @staticmethod
    def words_of(group: str) -> str:
        """A column named after a question and its answer, "age=60+", as people read it."""
        return group.replace("=", ": ", 1)
