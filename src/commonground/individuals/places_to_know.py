"""The places and groups where the team expects to know somebody."""

from django.db import transaction
from django.utils.translation import gettext as _

from commonground.common import audit
from commonground.common.errors import Refused
from commonground.common.turns import in_turn
from commonground.people.models import Staff
from commonground.people.rules import check, role_for
from commonground.places.models import Neighbourhood

from .cards import WRITE
from .models import KnownPlace
from .vocabulary import PlaceKind

MOST_PLACES = 60


@transaction.atomic
def add_place(
    *, neighbourhood: Neighbourhood, kind: str, name: str, by: Staff, is_example: bool = False
) -> KnownPlace:
    check(by, WRITE, neighbourhood)
    in_turn(neighbourhood)
    name = " ".join(name.split())
    places = KnownPlace.objects.filter(neighbourhood=neighbourhood)
    if not name or kind not in PlaceKind.values:
        raise Refused(_("Say what it is and how it is called."))
    if places.filter(name__iexact=name).exists():
        raise Refused(_("This place is on the list already."))
    if places.count() >= MOST_PLACES:
        raise Refused(_("The list is full: take a place off first."))
    place = KnownPlace.objects.create(
        neighbourhood=neighbourhood, kind=kind, name=name, is_example=is_example
    )
    _note(by, "known_place.add", place)
    return place


@transaction.atomic
def remove_place(*, place: KnownPlace, by: Staff) -> None:
    """People known there stay; their card no longer names the place."""
    check(by, WRITE, place.neighbourhood)
    _note(by, "known_place.remove", place)
    place.delete()


def _note(by: Staff, verb: str, place: KnownPlace) -> None:
    audit.record(
        by=by.actor(role_for(by, WRITE)), verb=verb, noun="known_place", noun_id=place.public_id,
        neighbourhood=place.neighbourhood.public_id, kind=place.kind,
    )  # fmt: skip
