"""Leave and rest days: what somebody owns goes to the cover for those days."""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from commonground.common.actors import Actor
from commonground.common.audit import record
from commonground.common.errors import Refused

from .models import Absence, Staff


@transaction.atomic
def add_absence(*, staff: Staff, cover: Staff, from_on: date, to_on: date, by: Actor) -> Absence:
    check_can_cover(staff, cover, from_on, to_on)
    absence = Absence.objects.create(staff=staff, cover=cover, from_on=from_on, to_on=to_on)
    record(by=by, verb="absence.add", noun="staff", noun_id=staff.public_id)
    return absence


def check_can_cover(staff: Staff, cover: Staff, from_on: date, to_on: date) -> None:
    if to_on < from_on:
        raise Refused(_("The last day comes before the first."))
    if cover == staff:
        raise Refused(_("Somebody else has to cover."))
    if _away(staff, from_on, to_on):
        raise Refused(_("These days overlap with leave that is there already."))
    if _away(cover, from_on, to_on):
        raise Refused(_("The cover is away on one of these days: choose another."))
    if not _works_there(staff, cover):
        raise Refused(_("The cover needs a posting in the same neighbourhood."))


def _away(staff: Staff, from_on: date, to_on: date) -> bool:
    return staff.absences.filter(from_on__lte=to_on, to_on__gte=from_on).exists()


def _works_there(staff: Staff, cover: Staff) -> bool:
    """Is the cover posted in each neighbourhood of the one who is away?"""
    theirs = set(cover.postings.current().values_list("neighbourhood_id", flat=True))
    needed = set(staff.postings.current().values_list("neighbourhood_id", flat=True))
    return None in theirs or needed <= theirs


@transaction.atomic
def remove_absence(*, absence: Absence, by: Actor) -> None:
    """Plans change: the days are taken away, the trail keeps that they were there."""
    record(by=by, verb="absence.remove", noun="staff", noun_id=absence.staff.public_id)
    absence.delete()
