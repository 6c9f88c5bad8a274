"""Postings: who may do what, where, from when. They are ended, never changed."""

from datetime import date, timedelta

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from commonground.common import clock
from commonground.common.actors import Actor
from commonground.common.audit import record
from commonground.common.errors import Refused
from commonground.places.models import Neighbourhood

from .models import Posting, Role, Staff

# These read or run the whole agency; a neighbourhood would promise a limit that is not there.
WHOLE_AGENCY = {Role.ANALYST, Role.ADMINISTRATOR, Role.STANDARDS, Role.OVERSEER}
TEAM = {Role.OFFICER, Role.SUPERVISOR}


@transaction.atomic
def post(
    *, staff: Staff, neighbourhood: Neighbourhood | None, role: str, from_on: date, by: Actor
) -> Posting:
    check_can_post(staff, neighbourhood, role, from_on)
    posting = Posting.objects.create(
        staff=staff, neighbourhood=neighbourhood, role=role, from_on=from_on
    )
    _record(by, "posting.add", posting)
    return posting


def check_can_post(
    staff: Staff, neighbourhood: Neighbourhood | None, role: str, from_on: date
) -> None:
    if role not in Role.values:
        raise Refused(_("There is no such role."))
    if role in WHOLE_AGENCY and neighbourhood is not None:
        raise Refused(_("This role covers the whole agency: leave the neighbourhood empty."))
    if role == Role.OFFICER and neighbourhood is None:
        raise Refused(_("An officer is posted to a neighbourhood: choose one."))
    if not staff.is_active:
        raise Refused(_("This account is closed."))
    later = list(_not_ended_before(staff, from_on))
    if any(p.role == role and p.neighbourhood_id == _id(neighbourhood) for p in later):
        raise Refused(_("This posting is there already."))
    _check_independent({p.role for p in later} | {role})


def _check_independent(roles: set[str]) -> None:
    """Who watches the team is not of the team."""
    if Role.OVERSEER in roles and len(roles) > 1:
        raise Refused(_("An overseer holds no other role: end the other posting first."))
    if Role.STANDARDS in roles and roles & TEAM:
        raise Refused(_("A standards reader is not in a neighbourhood team."))


def _not_ended_before(staff: Staff, day: date) -> QuerySet[Posting]:
    return staff.postings.filter(Q(to_on__isnull=True) | Q(to_on__gte=day))


def _id(neighbourhood: Neighbourhood | None) -> int | None:
    return neighbourhood.id if neighbourhood else None


@transaction.atomic
def end_posting(*, posting: Posting, on: date, by: Actor) -> None:
    """`on` is the last day. The last administrator stays, so that nobody is locked out."""
    if posting.to_on is not None and posting.to_on < clock.today():
        raise Refused(_("This posting has ended already."))
    if on < posting.from_on:
        raise Refused(_("A posting cannot end before it starts."))
    if posting.role == Role.ADMINISTRATOR and not _another_administrator(posting, on):
        raise Refused(_("This is the last administrator: post another one first."))
    posting.to_on = on
    posting.save(update_fields=["to_on"])
    _record(by, "posting.end", posting)


def _another_administrator(posting: Posting, on: date) -> bool:
    others = Posting.objects.on(on + timedelta(days=1)).filter(
        role=Role.ADMINISTRATOR, staff__is_active=True
    )
    return others.exclude(id=posting.id).exists()


def _record(by: Actor, verb: str, posting: Posting) -> None:
    place = posting.neighbourhood.public_id if posting.neighbourhood else ""
    record(
        by=by, verb=verb, noun="staff", noun_id=posting.staff.public_id, neighbourhood=place,
        role=posting.role, to_on=str(posting.to_on or ""),
    )  # fmt: skip
