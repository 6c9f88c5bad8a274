"""The 20-second log: an officer was there without being called."""

from datetime import datetime, timedelta

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from commonground.common import audit, clock
from commonground.common.errors import Refused
from commonground.common.models import AuditRow
from commonground.people.models import Staff
from commonground.people.rules import check, role_for
from commonground.places.cells import cell
from commonground.places.models import Neighbourhood
from commonground.tasks.ending import drop
from commonground.tasks.models import Task

from . import states
from .models import Contact

COARSE = 8  # h3: about 0.7 km2
MOST_MINUTES = 12 * 60
TAKE_BACK_WITHIN = timedelta(minutes=15)
LATE_BY = timedelta(days=14)  # a phone may have been without a network for so long
LOGGED = "log.write"  # the audit row of a contact


def log_contact(
    *,
    kind: str,
    neighbourhood: Neighbourhood,
    minutes: int,
    by: Staff,
    idempotency_key: str,
    at: datetime | None = None,
    latitude: float | None = None,
    longitude: float | None = None,
    is_example: bool = False,
) -> Contact:
    """Keep the tally, to the hour and a coarse cell; the point itself is kept nowhere.

    `at`: when it happened, if not now. The same key again gives the contact that is there: a
    phone may send twice. Words come apart (`log.noting`): they never hold up the tally.
    """
    if there := Contact.objects.filter(idempotency_key=idempotency_key).first():
        return _own(there, by)
    check(by, "log.write", neighbourhood)
    check_contact(kind, minutes)
    at = check_when(at)
    try:
        with transaction.atomic():
            return _keep(
                kind=kind,
                neighbourhood=neighbourhood,
                minutes=minutes,
                staff=by,
                at_hour=at.replace(minute=0, second=0, microsecond=0),
                cell=_coarse(latitude, longitude),
                is_example=is_example,
                idempotency_key=idempotency_key,
            )
    except IntegrityError:  # sent twice at the same moment
        return _own(Contact.objects.get(idempotency_key=idempotency_key), by)


def _own(contact: Contact, by: Staff) -> Contact:
    """A key that somebody else's contact has is answered as if it were nobody's."""
    if contact.staff_id != by.pk:
        raise Refused(_("This could not be kept. Log it once more."))
    return contact


def check_when(at: datetime | None) -> datetime:
    """Now, or a moment of the last two weeks."""
    now = clock.now()
    if at is None:
        return now
    if at > now:
        raise Refused(_("That is still to come. Log it when it has happened."))
    if at < now - LATE_BY:
        raise Refused(_("That is more than 14 days ago, too long for the log."))
    return at


def taken_back_until(contact: Contact) -> datetime | None:
    """Until when its author may take it back; None where that is over.

    The contact is kept to the hour. The minute stands in the audit trail alone.
    """
    logged = AuditRow.objects.filter(verb=LOGGED, noun_id=contact.public_id).first()
    until = logged and logged.at + TAKE_BACK_WITHIN
    return until if until and until > clock.now() else None


@transaction.atomic
def take_back(*, contact: Contact, by: Staff) -> None:
    """A wrong tap: the contact goes; that it was there, and went, is on record."""
    contact = Contact.objects.select_for_update(of=("self",)).get(pk=contact.pk)
    check(by, "log.write", contact.neighbourhood)
    if contact.staff_id != by.pk:
        raise PermissionDenied(_("Only who logged it can take it back."))
    if contact.concern_id:
        raise Refused(_("What was heard is a concern now, and stays one: answer it there."))
    if taken_back_until(contact) is None:
        raise Refused(_("This was logged more than 15 minutes ago, so it stays."))
    for task in Task.objects.filter(source=source_of(contact)).open():
        drop(task=task, reason=_("The log entry was taken back."), by=by.actor())
    audit.record(
        by=by.actor(role_for(by, "log.write")).unnamed(),
        verb="log.take_back",
        noun="contact",
        noun_id=contact.public_id,
        neighbourhood=contact.neighbourhood.public_id,
        kind=contact.kind,
    )
    contact.delete()


def just_logged(staff: Staff) -> list[Contact]:
    """What `staff` may still take back, the last one first."""
    since = clock.now() - TAKE_BACK_WITHIN
    rows = AuditRow.objects.filter(verb=LOGGED, at__gt=since)  # they name nobody: who, `own` says
    keys = list(rows.order_by("-at").values_list("noun_id", flat=True))
    own = Contact.objects.filter(staff=staff, concern=None, public_id__in=keys)
    return sorted(own.select_related("neighbourhood"), key=lambda c: keys.index(c.public_id))


def source_of(contact: Contact) -> str:
    """What a follow-up task names as its source."""
    return f"contact:{contact.public_id}"


def check_contact(kind: str, minutes: int) -> None:
    if kind not in dict(states.CONTACT_KINDS):
        raise Refused(_("Choose what it was."))
    if not 1 <= minutes <= MOST_MINUTES:
        raise Refused(_("Say how long it took: from one minute to twelve hours."))


def _keep(**values: object) -> Contact:
    contact = Contact.objects.create(**values)
    audit.record(
        by=contact.staff.actor(role_for(contact.staff, "log.write")).unnamed(),
        verb=LOGGED,
        noun="contact",
        noun_id=contact.public_id,
        neighbourhood=contact.neighbourhood.public_id,
        kind=contact.kind,
    )
    return contact


def _coarse(latitude: float | None, longitude: float | None) -> str:
    if latitude is None or longitude is None:
        return ""
    return cell(latitude, longitude, COARSE)
