"""Pictures of an event: only of adults who were asked and agreed, never where children attend.

They stand on the event's public page, and come down at a word of anybody in them.
"""

from typing import BinaryIO

from django.db import models, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from commonground.common import audit, clock, photos
from commonground.common.actors import Actor
from commonground.common.errors import Refused

from ..models import Event, EventKind, EventPhoto

CONSENT_VERSION = "2026-11"  # a new one whenever the words below change
CONSENT_WORDS = gettext_lazy(
    "Everybody in the picture is an adult, was asked, and agreed that it stands on the public "
    "page of this event for a year. They know that we take it down when they say so, and that "
    "they need give no reason."
)
MOST = 6


def add_photo(*, event: Event, upload: BinaryIO, shows: str, all_agreed: bool, by: Actor) -> str:
    """Put a picture on the event's page, drawn anew without what the camera wrote into it.

    Returns its public id.
    """
    check_can_add(event, all_agreed)
    name = photos.keep(upload)
    try:
        with transaction.atomic():
            return _keep(event, name, shows, by)
    except BaseException:
        photos.remove(name)  # a file without its row would never be erased
        raise


def check_can_add(event: Event, all_agreed: bool) -> None:
    check_kind_allows(event.kind)
    if event.is_cancelled or not event.has_begun:
        raise Refused(_("Photos are added once the event took place."))
    if not all_agreed:
        raise Refused(_("Tick that everybody in the picture is an adult, was asked and agreed."))


def check_kind_allows(kind: EventKind) -> None:
    if kind.children_attend:
        raise Refused(_("Children attend this kind of event, so no picture of it is kept."))


def _keep(event: Event, name: str, shows: str, by: Actor) -> str:
    locked = Event.objects.select_for_update().select_related("kind").get(pk=event.pk)
    check_can_add(locked, True)  # its kind may have changed meanwhile
    if shown_photos(locked).count() >= MOST:
        raise Refused(_("At most %(count)d photos. Take one down first.") % {"count": MOST})
    row = EventPhoto.objects.create(
        event=locked,
        file_name=name,
        shows=" ".join(shows.split())[:200],
        consent_version=CONSENT_VERSION,
        added_at=clock.now(),
    )
    _audit(row, "add_photo", by, consent=CONSENT_VERSION)
    return row.public_id


@transaction.atomic
def take_down(*, photo: EventPhoto, by: Actor) -> None:
    """At a word of anybody in it; no reason is asked for. Twice is harmless."""
    if erase_photo(photo.public_id):
        _audit(photo, "take_down_photo", by)


def shown_photos(event: Event) -> models.QuerySet[EventPhoto]:
    return event.photos.exclude(file_name="").filter(event__kind__children_attend=False)


def erase_photo(public_id: str) -> int:
    """The file goes once it is sure that the row no longer names it."""
    row = EventPhoto.objects.exclude(file_name="").filter(public_id=public_id).first()
    if row is None:
        return 0
    name = row.file_name
    EventPhoto.objects.filter(pk=row.pk).update(file_name="", shows="")
    transaction.on_commit(lambda: photos.remove(name))
    return 1


def _audit(photo: EventPhoto, verb: str, by: Actor, **detail: object) -> None:
    places = [place.public_id for place in photo.event.neighbourhoods.all()]
    audit.record(
        by=by,
        verb=f"event.{verb}",
        noun="event",
        noun_id=photo.event.public_id,
        neighbourhood=places[0] if len(places) == 1 else "",
        photo=photo.public_id,
        **detail,
    )
