"""Logging that one was taken off the neighbourhood. The same rules as a contact's."""

from datetime import date

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from commonground.common import audit, clock
from commonground.common.errors import Refused
from commonground.common.models import AuditRow
from commonground.people.models import Staff
from commonground.people.rules import check, role_for
from commonground.places.models import Neighbourhood

from ..contacting import LATE_BY, TAKE_BACK_WITHIN
from .models import REASONS, Abstraction

LOGGED = "log.taken_off"
MOST_MINUTES = 24 * 60


def record_abstraction(
    *,
    neighbourhood: Neighbourhood,
    minutes: int,
    because: str,
    by: Staff,
    idempotency_key: str,
    away_on: date | None = None,
    is_example: bool = False,
    whose: Staff | None = None,
) -> Abstraction:
    """Hours of a local day, today if no day is given. The same key again gives the same row.

    whose : another of the team, for who leads it and changes the plan.
    """
    staff = whose or by
    if there := Abstraction.objects.filter(idempotency_key=idempotency_key).first():
        return _own(there, staff)
    check(by, "log.write", neighbourhood)
    values = {
        "neighbourhood": neighbourhood,
        "minutes": minutes,
        "because": because,
        "away_on": away_on or clock.today(),
        "is_example": is_example,
        "idempotency_key": idempotency_key,
    }
    check_abstraction(minutes, because, values["away_on"])
    try:
        with transaction.atomic():
            row = Abstraction.objects.create(staff=staff, **values)
            _audit(row, LOGGED, by)
            return row
    except IntegrityError:  # sent twice at the same moment
        return _own(Abstraction.objects.get(idempotency_key=idempotency_key), staff)


def check_abstraction(minutes: int, because: str, away_on: date) -> None:
    if because not in dict(REASONS):
        raise Refused(_("Choose what took you away."))
    if not 1 <= minutes <= MOST_MINUTES:
        raise Refused(_("Say for how long: up to 24 hours of one day."))
    if away_on > clock.today():
        raise Refused(_("That is still to come. Log it when it has happened."))
    if away_on < clock.local_day(clock.now() - LATE_BY):
        raise Refused(_("That is more than 14 days ago, too long for the log."))


def _own(row: Abstraction, by: Staff) -> Abstraction:
    if row.staff_id != by.pk:
        raise Refused(_("This could not be kept. Log it once more."))
    return row


@transaction.atomic
def take_back_abstraction(*, abstraction: Abstraction, by: Staff) -> None:
    """A wrong tap, within a quarter of an hour."""
    row = Abstraction.objects.select_for_update(of=("self",)).get(pk=abstraction.pk)
    check(by, "log.write", row.neighbourhood)
    if row.staff_id != by.pk:
        raise PermissionDenied(_("Only who logged it can take it back."))
    if row not in just_taken_off(by):
        raise Refused(_("This was logged more than 15 minutes ago, so it stays."))
    _audit(row, "log.take_back", by)
    row.delete()


def just_taken_off(staff: Staff) -> list[Abstraction]:
    """What `staff` may still take back."""
    since = clock.now() - TAKE_BACK_WITHIN
    rows = AuditRow.objects.filter(verb=LOGGED, at__gt=since)  # they name nobody: who, `own` says
    keys = list(rows.values_list("noun_id", flat=True))
    own = Abstraction.objects.filter(staff=staff, public_id__in=keys)
    return list(own.select_related("neighbourhood").order_by("-away_on", "public_id"))


def _audit(row: Abstraction, verb: str, by: Staff) -> None:
    audit.record(
        by=by.actor(role_for(by, "log.write")).unnamed(),
        verb=verb,
        noun="abstraction",
        noun_id=row.public_id,
        neighbourhood=row.neighbourhood.public_id,
        because=row.because,
    )
