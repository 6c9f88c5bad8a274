"""Problems, their steps, and evaluations that were registered before anything was done.

Steps, registrations and results are rows that are added and never changed: `save` refuses.
"""

from django.db import models
from django.db.models import Q

from commonground.common import clock
from commonground.common.ids import PublicIdField
from commonground.people.models import Role
from commonground.places.models import Neighbourhood
from commonground.tasks.models import Task

from . import states


class Kept(models.Model):
    """A row that is written once. A correction is another row."""

    class Meta:
        abstract = True

    def save(self, *args, **kwargs) -> None:
        if not self._state.adding:
            raise TypeError(f"{type(self).__name__} is written once.")
        super().save(*args, **kwargs)


class Problem(models.Model):
    """What several reports have in common, and what we do about it."""

    public_id = PublicIdField()
    neighbourhood = models.ForeignKey(
        Neighbourhood, on_delete=models.PROTECT, related_name="problems"
    )
    title = models.CharField(max_length=120)
    change_our_mind = models.TextField(max_length=1000)
    strategy = models.CharField(max_length=60, blank=True)  # its id in the library
    state = models.CharField(max_length=10, choices=states.STEPS, default=states.SCAN)
    public_words = models.TextField(max_length=2000, blank=True)
    published_on = models.DateField(null=True)
    made_on = models.DateField(default=clock.today)
    is_example = models.BooleanField(default=False)
    # from the form: a page sent twice makes one row
    idempotency_key = models.CharField(max_length=40, null=True, unique=True)

    class Meta:
        ordering = ["-made_on", "-id"]
        indexes = [models.Index(fields=["neighbourhood", "state"])]
        constraints = [
            models.CheckConstraint(
                condition=Q(published_on__isnull=True) | ~Q(public_words=""),
                name="problem_published_has_words",
            ),
            models.CheckConstraint(
                condition=~Q(change_our_mind=""), name="problem_says_what_would_change_our_mind"
            ),
        ]

    def __str__(self) -> str:
        return self.public_id

    @property
    def following(self) -> str:
        return states.following(self.state)

    @property
    def has_started(self) -> bool:
        return self.state in states.STARTED


class Step(Kept):
    """A step that was begun, with what was found or done until then."""

    problem = models.ForeignKey(Problem, on_delete=models.PROTECT, related_name="steps")
    step = models.CharField(max_length=10, choices=states.STEPS)
    words = models.TextField(max_length=4000)
    at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["at", "id"]
        constraints = [models.UniqueConstraint(fields=["problem", "step"], name="step_once")]


class Source(Kept):
    """A concern, an alert or an event that the problem gathers."""

    problem = models.ForeignKey(Problem, on_delete=models.PROTECT, related_name="sources")
    noun = models.CharField(max_length=10)  # concern, alert, event
    source_id = models.CharField(max_length=12)  # its public id

    class Meta:
        ordering = ["noun", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["problem", "noun", "source_id"], name="problem_source_once"
            )
        ]


class Draft(models.Model):
    """An evaluation that is being planned. Until it is registered it binds nobody."""

    problem = models.OneToOneField(Problem, on_delete=models.PROTECT, related_name="draft")
    choices = models.JSONField()
    found = models.JSONField(null=True)  # comparison areas, order and power, once worked out
    refusal = models.CharField(max_length=400, blank=True)
    planned_at = models.DateTimeField(default=clock.now)
    plans = models.PositiveIntegerField(default=0)  # different ones that were looked at

    @property
    def is_waiting(self) -> bool:
        return self.found is None and not self.refusal


class Registration(Kept):
    """What will be compared, hashed and dated before the response. `document` : canonical JSON."""

    public_id = PublicIdField()
    problem = models.ForeignKey(Problem, on_delete=models.PROTECT, related_name="registrations")
    document = models.TextField()
    sha256 = models.CharField(max_length=64, unique=True)
    registered_at = models.DateTimeField(default=clock.now)
    due_on = models.DateField()
    amends = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, related_name="amended_by"
    )
    why = models.CharField(max_length=400, blank=True)
    after_start = models.BooleanField(default=False)
    is_example = models.BooleanField(default=False)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(amends__isnull=True) | ~Q(why=""), name="amendment_says_why"
            )
        ]


class Result(Kept):
    """What the registered analysis found, whatever it shows; or a correction of it."""

    public_id = PublicIdField()
    registration = models.ForeignKey(Registration, on_delete=models.PROTECT, related_name="results")
    document = models.TextField()
    sha256 = models.CharField(max_length=64)
    stored_at = models.DateTimeField(default=clock.now)
    code_version = models.CharField(max_length=20)
    corrects = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, related_name="corrected_by"
    )
    why = models.CharField(max_length=400, blank=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["registration"], condition=Q(corrects__isnull=True), name="result_once"
            ),
            models.CheckConstraint(
                condition=Q(corrects__isnull=True) | ~Q(why=""), name="correction_says_why"
            ),
        ]


class Correction(Kept):
    """A correction of a result that was asked for; worked out once the result is corrected."""

    result = models.OneToOneField(Result, on_delete=models.PROTECT, related_name="correction")
    why = models.CharField(max_length=400)
    asked_at = models.DateTimeField(default=clock.now)


class Exploration(Kept):
    """Another analysis that somebody asked for once the result was there. It replaces nothing."""

    public_id = PublicIdField()
    registration = models.ForeignKey(
        Registration, on_delete=models.PROTECT, related_name="explorations"
    )
    choices = models.JSONField()  # as a registration's, what is different included
    why = models.CharField(max_length=400)
    asked_as = models.CharField(max_length=20, choices=Role.choices, blank=True)  # nobody's name
    asked_at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["id"]


class Explored(Kept):
    """What an exploration found, whatever it shows."""

    exploration = models.OneToOneField(Exploration, on_delete=models.PROTECT, related_name="found")
    document = models.TextField()
    sha256 = models.CharField(max_length=64)
    stored_at = models.DateTimeField(default=clock.now)
    code_version = models.CharField(max_length=20)


class PartnerLink(models.Model):
    """A partner's way to the tasks of one problem that are theirs, without an account."""

    public_id = PublicIdField()
    problem = models.ForeignKey(Problem, on_delete=models.PROTECT, related_name="partner_links")
    partner = models.CharField(max_length=80)  # an organisation
    tasks = models.ManyToManyField(Task, related_name="+")
    token_hash = models.CharField(max_length=64, unique=True)
    made_on = models.DateField(default=clock.today)
    expires_on = models.DateField()
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["id"]

    @property
    def is_open(self) -> bool:
        return self.revoked_at is None and clock.today() <= self.expires_on
