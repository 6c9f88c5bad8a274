from datetime import date, datetime, timedelta

from django.db import models

from commonground.common import clock
from commonground.common.ids import PublicIdField
from commonground.people.models import Staff
from commonground.places.models import Neighbourhood

from . import states


class Working(models.Model):
    """How a member of staff works, as far as a plan must know it."""

    staff = models.OneToOneField(Staff, on_delete=models.PROTECT, related_name="working")
    powers = models.CharField(max_length=10, choices=states.POWERS, default=states.SWORN)
    alone = models.BooleanField(default=True)
    languages = models.JSONField(default=list)  # codes: ["en", "pl"]


class UsualShift(models.Model):
    """One day of an officer's usual week, for teams without a roster to import."""

    staff = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="usual_shifts")
    weekday = models.PositiveSmallIntegerField(choices=states.WEEKDAYS)
    starts = models.TimeField()
    ends = models.TimeField()  # at or before `starts`: on the next day

    class Meta:
        ordering = ["weekday", "starts"]
        constraints = [
            models.UniqueConstraint(fields=["staff", "weekday"], name="one_usual_shift_a_day"),
            models.CheckConstraint(
                condition=models.Q(weekday__lte=6), name="usual_shift_on_a_day_of_the_week"
            ),
        ]


class RosterImport(models.Model):
    """A roster's file that was looked at: its rows wait here until somebody takes them in."""

    public_id = PublicIdField()
    by = models.ForeignKey(Staff, on_delete=models.PROTECT, null=True, related_name="+")
    looked_at = models.DateTimeField(default=clock.now)
    taken_in_at = models.DateTimeField(null=True)
    from_on = models.DateField()
    to_on = models.DateField()
    entry_count = models.PositiveIntegerField()
    staff_count = models.PositiveIntegerField()
    # [staff public id, kind, starts, ends]; emptied when they are taken in
    rows = models.JSONField(default=list)


class RosterEntry(models.Model):
    """A stretch of somebody's rostered time. Rostered work is not activity."""

    public_id = PublicIdField()
    staff = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="roster")
    kind = models.CharField(max_length=10, choices=states.ENTRIES)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    source = models.CharField(max_length=6, choices=states.SOURCES)

    class Meta:
        ordering = ["starts_at", "public_id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ends_at__gt=models.F("starts_at")),
                name="roster_entry_ends_after_it_starts",
            ),
        ]
        indexes = [models.Index(fields=["staff", "starts_at"])]


class Need(models.Model):
    """What an event, a task or an alert needs of the plan, where it is not the usual."""

    source = models.CharField(max_length=60, unique=True)  # noun:public_id, as a task's source
    left_out = models.BooleanField(default=False)
    minutes = models.PositiveSmallIntegerField(null=True)
    crew = models.PositiveSmallIntegerField(default=1)
    sworn = models.PositiveSmallIntegerField(default=0)
    vehicle = models.BooleanField(default=False)
    languages = models.JSONField(default=list)
    lone_until = models.TimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(sworn__lte=models.F("crew")) & models.Q(crew__gte=1),
                name="need_has_no_more_sworn_than_crew",
            ),
        ]


class WeekPlan(models.Model):
    """The plan of one week for some neighbourhoods; what it says stands in its versions."""

    public_id = PublicIdField()
    week = models.DateField()  # a Monday
    neighbourhoods = models.ManyToManyField(Neighbourhood, related_name="plans")
    patch = models.CharField(max_length=64)  # which neighbourhoods, as one word
    made_at = models.DateTimeField(default=clock.now)
    is_example = models.BooleanField(default=False)

    class Meta:
        ordering = ["-week"]
        constraints = [
            models.UniqueConstraint(fields=["week", "patch"], name="one_plan_a_week_and_patch"),
        ]

    @property
    def last_day(self) -> date:
        return self.week + timedelta(days=6)

    @property
    def ends_at(self) -> datetime:
        return clock.start_of(self.week + timedelta(days=7))

    @property
    def latest(self) -> "Version | None":
        return self.versions.order_by("-number").first()

    @property
    def published(self) -> "Version | None":
        return self.versions.filter(published_at__isnull=False).order_by("-number").first()


class Version(models.Model):
    """What the plan said after one change. Append-only; the published ones stay marked.

    slots : [{id, officer, what, task, neighbourhood, start, end, vehicle, pinned, by_lot}],
    with the names and local times of a plan's file; id stays with a slot when it moves.
    """

    plan = models.ForeignKey(WeekPlan, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    why = models.CharField(max_length=10, choices=states.WHY)
    by = models.ForeignKey(Staff, on_delete=models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField(default=clock.now)
    published_at = models.DateTimeField(null=True)
    slots = models.JSONField(default=list)
    stages = models.JSONField(default=list)  # [goal, value, bound or None], in their order
    unmet = models.JSONField(default=list)  # [what, why]
    draws = models.JSONField(default=list)  # what chance decided, and among what
    seed = models.BigIntegerField(null=True)
    idempotency_key = models.CharField(max_length=40, null=True, unique=True)

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["plan", "number"], name="versions_are_numbered"),
        ]


class Proposal(models.Model):
    """The smallest repair of a plan, for a supervisor to accept or leave."""

    plan = models.OneToOneField(WeekPlan, on_delete=models.CASCADE, related_name="proposal")
    based_on = models.PositiveIntegerField()
    slots = models.JSONField()
    stages = models.JSONField(default=list)
    unmet = models.JSONField(default=list)


class Solve(models.Model):
    """A wish for a plan, which the worker fulfils in a process of its own."""

    plan = models.ForeignKey(WeekPlan, on_delete=models.PROTECT, related_name="solves")
    state = models.CharField(max_length=8, choices=states.SOLVES, default=states.WAITING)
    based_on = models.PositiveIntegerField(default=0)  # version; 0: there was none
    anew = models.BooleanField(default=False)  # all but what is fixed, however much changes
    by = models.ForeignKey(Staff, on_delete=models.PROTECT, null=True, related_name="+")
    asked_at = models.DateTimeField(default=clock.now)
    alive_at = models.DateTimeField(null=True)  # machine time
    seconds = models.PositiveSmallIntegerField()
    seed = models.BigIntegerField()
    progress = models.JSONField(default=list)  # [goal, value, bound]
    problem = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["plan"],
                condition=models.Q(state__in=[states.WAITING, states.RUNNING]),
                name="one_solve_at_a_time",
            ),
        ]


class CalendarKey(models.Model):
    """A secret address of an officer's calendar: only its hash is kept."""

    public_id = PublicIdField()
    staff = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="calendar_keys")
    token_hash = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField(default=clock.now)
    revoked_at = models.DateTimeField(null=True)


class CalendarEntry(models.Model):
    """A published slot as calendars know it: one UID for life, one SEQUENCE more per change."""

    plan = models.ForeignKey(WeekPlan, on_delete=models.PROTECT, related_name="calendar_entries")
    slot = models.CharField(max_length=12)
    staff = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="calendar_entries")
    what = models.CharField(max_length=10)
    task = models.CharField(max_length=60, blank=True)
    neighbourhood = models.ForeignKey(Neighbourhood, on_delete=models.PROTECT, related_name="+")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    sequence = models.PositiveIntegerField(default=0)
    cancelled = models.BooleanField(default=False)
    changed_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [
            # who takes a slot over has it as a new entry; the other's is cancelled
            models.UniqueConstraint(fields=["slot", "staff"], name="one_entry_a_slot_and_officer"),
        ]
        indexes = [models.Index(fields=["staff", "starts_at"])]
