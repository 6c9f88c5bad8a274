"""How long engagement is kept: counts stay, words and who was there go."""

from datetime import datetime

from django.utils.translation import gettext_noop as _

from commonground.common.retention import Record, Rule, Subject

from .models import Contact, EventPhoto, Heard
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
PHOTOS = Rule(
    store=_("Photos of events, with the consent of the adults in them"),
    model="engagement.EventPhoto",
    name="event-photos",
    least=30,
    most=1825,
    personal=("file_name", "shows"),
    days=365,
    since=_("after the photo was put up"),
    stays=_("that there was a photo, and the words that were agreed to"),
)
RETENTION = [HEARD, LOG, PHOTOS]
NOT_PERSONAL = {
    "engagement.EventKind": "written by staff, public",
    "engagement.Event": "written by staff, public",
    "engagement.Series": "written by staff, public",
    "engagement.Closing": "counts only",
}


def expired(rule: Rule, before: datetime) -> list[str]:
    if rule.model == LOG.model:
        rows = Contact.objects.filter(staff__isnull=False, at_hour__lt=before)
    elif rule.model == PHOTOS.model:
        rows = EventPhoto.objects.exclude(file_name="").filter(added_at__lt=before)
    else:
        rows = Heard.objects.exclude(words="").filter(closing__closed_at__lt=before)
    return list(rows.values_list("public_id", flat=True))


def erase(rule: Rule, key: str) -> int:
    if rule.model == LOG.model:
        rows = Contact.objects.filter(public_id=key, staff__isnull=False)
        return rows.update(staff=None, cell="")
    if rule.model == PHOTOS.model:
        return erase_photo(key)
    return Heard.objects.filter(public_id=key).exclude(words="").update(words="", because="")


def export(subject: Subject) -> list[Record]:
    """A member of staff's own log. What was heard as a concern is in the concern's thread."""
    if not subject.staff:
        return []
    rows = Contact.objects.filter(staff__public_id=subject.staff).select_related("neighbourhood")
    return [_record(contact) for contact in rows.order_by("at_hour", "public_id")]


def _record(contact: Contact) -> Record:
    return Record(
        store=LOG.store,
        key=contact.public_id,
        title=str(contact.get_kind_display()),
        at=contact.at_hour,
        written_by="staff",
        facts={"place": contact.neighbourhood.name, "minutes": str(contact.minutes)},
    )
