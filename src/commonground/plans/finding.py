"""Which plan is meant, and may this person see or change it?"""

from dataclasses import dataclass
from datetime import date

from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from commonground.people.models import Staff
from commonground.people.rules import can, neighbourhoods_for
from commonground.places.models import Neighbourhood

from .models import WeekPlan
from .versions import find_plan


@dataclass(frozen=True)
class Found:
    """places : those that a new plan would be for. may_make : this plan, or a new one."""

    plan: WeekPlan | None
    places: list[Neighbourhood]
    may_make: bool


def of_week(staff: Staff, week: date) -> Found:
    """One's own plan; for who plans nothing, or not yet, the published one that covers them."""
    ours = list(neighbourhoods_for(staff, "plan.make").filter(closed_on=None))
    if ours and (plan := find_plan(week, ours)):
        return Found(plan, ours, True)
    seen = neighbourhoods_for(staff, "plan.read")
    plans = WeekPlan.objects.filter(week=week, neighbourhoods__in=seen)
    published = plans.filter(versions__published_at__isnull=False).distinct().order_by("made_at")
    plan = published.first()
    return Found(plan, ours, bool(ours) and (plan is None or may_make(staff, plan)))


def may_make(staff: Staff, plan: WeekPlan) -> bool:
    """Only who leads in all of its neighbourhoods."""
    return all(can(staff, "plan.make", place) for place in plan.neighbourhoods.all())


def readable(staff: Staff, public_id: str) -> WeekPlan:
    plan = get_object_or_404(WeekPlan, public_id=public_id)
    if not any(can(staff, "plan.read", place) for place in plan.neighbourhoods.all()):
        raise PermissionDenied(_("This belongs to another team."))
    return plan


def makeable(staff: Staff, public_id: str) -> WeekPlan:
    plan = get_object_or_404(WeekPlan, public_id=public_id)
    if not may_make(staff, plan):
        raise PermissionDenied(_("This belongs to another team."))
    return plan
