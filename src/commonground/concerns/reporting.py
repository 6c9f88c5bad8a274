"""Somebody tells us what worries them: by the form, or through a member of staff."""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import BinaryIO

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from commonground.common import clock, photos
from commonground.common.actors import Actor
from commonground.common.deployment import deployment
from commonground.common.errors import Refused
from commonground.common.workingdays import add_working_days
from commonground.places.cells import cell
from commonground.places.locating import current_version, locate_version
from commonground.places.models import BoundaryVersion, Neighbourhood

from . import flagging, moments, moving, receipts
from .models import Address, CameBy, Category, Concern, Message, Photo, Receipt, Side, Source

MAX_WORDS = 5000
PHOTO_PX = 2000  # the longest side


@dataclass(frozen=True)
class Place:
    """Where: a point in a boundary of today, or the neighbourhood as a whole."""

    version: BoundaryVersion
    latitude: float | None = None
    longitude: float | None = None

    @property
    def cell(self) -> str:
        if self.latitude is None or self.longitude is None:
            return ""
        return cell(self.latitude, self.longitude)


def place_of(
    neighbourhood: Neighbourhood | None, latitude: float | None, longitude: float | None
) -> Place:
    """A point decides over a neighbourhood that is named beside it."""
    if latitude is not None and longitude is not None:
        version = locate_version(latitude, longitude)
        if version is None:
            raise Refused(_("This place is outside our neighbourhoods. Choose another one."))
        return Place(version, latitude, longitude)
    if neighbourhood is None:
        raise Refused(_("Say where it is, or choose the neighbourhood."))
    return Place(current_version(neighbourhood))


def report(
    *,
    category: Category,
    words: str,
    by: Actor,
    neighbourhood: Neighbourhood | None = None,
    latitude: float | None = None,
    longitude: float | None = None,
    place_words: str = "",
    source: str = Source.WEB,
    came_by: str = CameBy.UNPROMPTED,
    language: str = "en",
    email: str = "",
    photo: BinaryIO | None = None,
    joined_to: Concern | None = None,
    staff_title: str = "",
    example: bool = False,
    idempotency_key: str = "",
    show_again: bool = False,
) -> tuple[Concern, str]:
    """Keep a concern; return it with its receipt, which is never kept.

    The same `idempotency_key` gives the concern that was kept the first time; its receipt then
    comes back only with `show_again` (for a key that we made ourselves), else as ''.
    """
    check_words(words, category)
    place = place_of(neighbourhood, latitude, longitude)
    client_key = idempotency_key or secrets.token_urlsafe(24)
    receipt = receipts.receipt_for(client_key)
    known = kept_before(client_key)
    if known:
        return known, receipt if show_again else ""
    try:
        with kept_on_disk(photo) as photo_name, transaction.atomic():
            concern = _create(
                category, place, came_by, source, language, by, joined_to, staff_title, example,
                client_key,
            )
            _attach(concern, words, place_words, email, photo_name, by)
            Receipt.objects.create(concern=concern, digest=receipts.digest(receipt))
    except IntegrityError:
        known = kept_before(client_key)  # sent twice at the same moment
        if known is None:
            raise
        return known, receipt if show_again else ""
    return concern, receipt


@contextmanager
def kept_on_disk(photo: BinaryIO | None) -> Iterator[str]:
    """The photo is on disk before its row; without a row it goes again."""
    name = photos.keep(photo, longest_px=PHOTO_PX) if photo else ""
    try:
        yield name
    except BaseException:
        photos.remove(name)
        raise


def check_words(words: str, category: Category) -> None:
    if not words.strip():
        raise Refused(_("Write in a few words what worries you."))
    if len(words) > MAX_WORDS:
        raise Refused(_("These are too many words: 5,000 characters at most."))
    if not category.active or category.out_of_scope:
        raise Refused(_("This is for somebody else. The form says where to go."))


def kept_before(client_key: str) -> Concern | None:
    return Concern.objects.filter(idempotency_key=receipts.keyed(client_key)).first()


def first_of(concern: Concern | None, category: Category) -> Concern | None:
    """Joining a joined concern joins the first one, so that all stand together.

    What other people read stands apart: the team of one would see that the other exists.
    """
    if concern is None or concern.about_conduct != category.about_conduct:
        return None
    return concern.joined_to or concern


def _create(
    category: Category,
    place: Place,
    came_by: str,
    source: str,
    language: str,
    by: Actor,
    joined_to: Concern | None,
    staff_title: str,
    example: bool,
    client_key: str,
) -> Concern:
    received = moments.coarse() if by.kind == "resident" else clock.now()
    house = deployment()
    concern = Concern.objects.create(
        category=category,
        neighbourhood=place.version.neighbourhood,
        boundary_version=place.version,
        latitude=place.latitude,
        longitude=place.longitude,
        cell=place.cell,
        came_by=came_by,
        source=source,
        language=language[:8],
        received_at=received,
        state_since=received,
        about_conduct=category.about_conduct,
        joined_to=first_of(joined_to, category),
        staff_title=staff_title,
        example=example,
        first_reply_due_at=received + timedelta(hours=house.first_reply_hours),
        target_on=add_working_days(clock.local_day(received), house.target_working_days),
        idempotency_key=receipts.keyed(client_key),
    )
    moving.first_change(concern, by)
    moving.note(by=by, verb="report", concern=concern, source=source, came_by=came_by)
    return concern


def _attach(
    concern: Concern,
    words: str,
    place_words: str,
    email: str,
    photo_name: str,
    by: Actor,
) -> None:
    """The parts that erasure empties, each in a row of its own; then the look for danger."""
    Message.objects.create(
        concern=concern,
        side=Side.RESIDENT,
        words=moving.keep(words, concern.language),
        at=concern.received_at,
        idempotency_key=concern.idempotency_key,
    )
    if place_words.strip():
        concern.place_words = moving.keep(place_words, concern.language)
        concern.save(update_fields=["place_words"])
    if email:
        Address.objects.create(concern=concern, email=email)
    if photo_name:
        Photo.objects.create(concern=concern, file_name=photo_name)
    if concern.category.sensitive:
        flagging.mark(concern, "category", by)
    flagging.look_for_danger(concern, f"{words}\n{place_words}", by)
