"""How long engagement is kept: counts stay, words and who was there go."""

from datetime import datetime

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_noop as _

from commonground.common import clock
from commonground.common.retention import Record, Rule, Subject
from commonground.concerns.states import OPEN

from .bookings.keeping_up import erase_booking
from .bookings.models import Booking
from .bookings.stores import BOOKINGS, INVITATIONS
from .invitations.models import Invitation
from .models import Abstraction, Contact, EventPhoto, Heard
from .photos.showing import erase_photo

HEARD = Rule(
    store=_("Words heard at an event from which nothing followed"),
    model="engagement.Heard",
    name="heard",
    least=30,
    most=1825,
    personal=("words", "because"),
    days=365,
    since=_("after the event was closed"),
    stays=_("that a point was heard and that nothing followed"),
)
LOG = Rule(
    store=_("Who logged a contact"),
    model="engagement.Contact",
    name="contacts",
    least=7,
    most=365,
    personal=("staff", "cell"),
    days=90,
    since=_("after the contact"),
    stays=_("the neighbourhood, the hour, what it was and how long"),
)
TAKEN_OFF = Rule(
    store=_("Who was taken off the neighbourhood"),
    model="engagement.Abstraction",
    name="taken_off",
    least=7,
    most=365,
    personal=("staff",),
    days=90,
    since=_("after that day"),
    stays=_("the neighbourhood, the day, how long and what for"),
)
PHOTOS = Rule(
    store=_("Photos of events, with the consent of the adults in them"),
    model="engagement.EventPhoto",
    name="event_photos",
    least=30,
    most=1825,
    personal=("file_name", "shows"),
    days=365,
    since=_("after the photo was put up"),
    stays=_("that there was a photo, and the words that were agreed to"),
)
BOOKED = Rule(
    store=BOOKINGS,
    model="engagement.Booking",
    name="bookings",
    least=1,
    most=30,
    personal=("email", "phone", "needs", "needs_words", "language"),
    days=7,
    since=_("after the event; at once when you say that you are not coming"),
    stays=_("how many places were booked"),
)
INVITED = Rule(
    store=INVITATIONS,
    model="engagement.Invitation",
    name="invitations",
    least=28,
    most=365,
    personal=("phone", "listed_words"),
    days=90,
    since=_("after we answered and it ended"),
    stays=_("what was asked for, and whether we came"),
)
RETENTION = [HEARD, LOG, TAKEN_OFF, PHOTOS, BOOKED, INVITED]
NOT_PERSONAL = {
    "engagement.EventKind": "written by staff, public",
    "engagement.Event": "written by staff, public",
    "engagement.Series": "written by staff, public",
    "engagement.Closing": "counts only",
    "engagement.DoorCount": "counts only",
    "engagement.FeedbackTally": "counts only",
}


def expired(rule: Rule, before: datetime) -> list[str]:
    if rule.model == LOG.model:
        rows = Contact.objects.filter(staff__isnull=False, at_hour__lt=before)
    elif rule.model == TAKEN_OFF.model:
        rows = Abstraction.objects.filter(staff__isnull=False, away_on__lt=clock.local_day(before))
    elif rule.model == BOOKED.model:
        rows = _bookings_over(before)
    elif rule.model == INVITED.model:
        over = Invitation.objects.exclude(phone="", listed_words="")
        over = over.exclude(concern__state__in=OPEN).filter(concern__state_since__lt=before)
        # beside an event that is still to come, the words on the list are what the hosts agreed
        rows = over.exclude(event__starts_at__gte=before)
    elif rule.model == PHOTOS.model:
        # of a kind that children attend since it was changed: the page hides it at once
        gone = Q(added_at__lt=before) | Q(event__kind__children_attend=True)
        rows = EventPhoto.objects.exclude(file_name="").filter(gone)
    else:
        rows = Heard.objects.exclude(words="").filter(closing__closed_at__lt=before)
    return list(rows.values_list("public_id", flat=True))


def _bookings_over(before: datetime) -> QuerySet[Booking]:
    """Of events that were over by then: by their end, or their beginning where none was told."""
    over = Q(event__ends_at__lt=before) | Q(
        event__ends_at__isnull=True, event__starts_at__lt=before
    )
    return Booking.objects.with_address().filter(over)


def erase(rule: Rule, key: str) -> int:
    if rule.model == BOOKED.model:
        return erase_booking(key)
    if rule.model == INVITED.model:
        rows = Invitation.objects.filter(public_id=key).exclude(phone="", listed_words="")
        return rows.update(phone="", listed_words="")
    if rule.model == LOG.model:
        rows = Contact.objects.filter(public_id=key, staff__isnull=False)
        return rows.update(staff=None, cell="")
    if rule.model == TAKEN_OFF.model:
        return Abstraction.objects.filter(public_id=key, staff__isnull=False).update(staff=None)
    if rule.model == PHOTOS.model:
        return erase_photo(key)
    return Heard.objects.filter(public_id=key).exclude(words="").update(words="", because="")


def export(subject: Subject) -> list[Record]:
    """A member of staff's own log, or what an address booked. What was heard as a concern, or
    came as an invitation, is in the concern's thread."""
    if subject.concern:
        return _invited(subject.concern)
    if subject.email:
        return _booked(subject.email.strip().lower())
    if not subject.staff:
        return []
    rows = Contact.objects.filter(staff__public_id=subject.staff).select_related("neighbourhood")
    contacts = [_record(contact) for contact in rows.order_by("at_hour", "public_id")]
    return contacts + _taken_off(subject.staff)


def _taken_off(staff: str) -> list[Record]:
    rows = Abstraction.objects.filter(staff__public_id=staff).select_related("neighbourhood")
    return [
        Record(
            store=TAKEN_OFF.store,
            key=row.public_id,
            title=str(row.get_because_display()),
            at=clock.start_of(row.away_on),
            written_by="staff",
            facts={"place": row.neighbourhood.name, "minutes": str(row.minutes)},
        )
        for row in rows.order_by("away_on", "public_id")
    ]


def _record(contact: Contact) -> Record:
    return Record(
        store=LOG.store,
        key=contact.public_id,
        title=str(contact.get_kind_display()),
        at=contact.at_hour,
        written_by="staff",
        facts={"place": contact.neighbourhood.name, "minutes": str(contact.minutes)},
    )


def _booked(address: str) -> list[Record]:
    rows = Booking.objects.filter(Q(email=address) | Q(phone=address)).select_related("event")
    return [
        Record(
            store=BOOKINGS,
            key=row.public_id,
            title=f"Booking: {row.event.title.get('en', '')}",
            at=row.asked_at,
            written_by="resident",
            words=row.needs_words,
            facts={
                "places": str(row.places),
                "state": row.state,
                "needs": ", ".join(row.needs),
                "language": row.language,
            },
            contact={"e-mail": row.email, "phone": row.phone},
        )
        for row in rows.order_by("asked_at", "public_id")
    ]


def _invited(concern: str) -> list[Record]:
    """What lies beside the thread: the number to call and the words for the list."""
    rows = Invitation.objects.filter(concern__public_id=concern).select_related("concern")
    return [
        Record(
            store=INVITATIONS,
            key=row.public_id,
            title="Invitation",
            at=row.concern.received_at,
            written_by="resident",
            words=row.listed_words,
            facts={"kind": row.kind, "outcome": row.outcome},
            contact={"phone": row.phone},
        )
        for row in rows
    ]
