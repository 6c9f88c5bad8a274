"""The public officer card: shown only with consent; withdrawing needs no reason."""

from typing import BinaryIO

from django.db import transaction

from commonground.common import clock, photos
from commonground.common.actors import Actor
from commonground.common.audit import record
from commonground.common.ledger import note

from .models import OfficerCard, Staff

# Changes with the words of consent on the page (templates/people/card.html).
CONSENT_WORDING = "2026-1"
PHOTO_PX = 480
STORE = "Officer cards"
PERSONAL = ("shown_name", "photo", "languages", "come_and_talk", "come_and_talk_in")


@transaction.atomic
def edit_card(
    *,
    staff: Staff,
    shown_name: str,
    languages: str,
    come_and_talk: str,
    come_and_talk_in: dict[str, str] | None = None,
    photo: BinaryIO | None = None,
    remove_photo: bool = False,
    by: Actor,
) -> OfficerCard:
    """Keep what the officer wrote. Nothing is shown before `give_consent`."""
    card, _new = OfficerCard.objects.get_or_create(staff=staff)
    old = card.photo
    card.shown_name, card.languages, card.come_and_talk = shown_name, languages, come_and_talk
    card.come_and_talk_in = come_and_talk_in or {}
    if photo is not None:
        card.photo = photos.keep(photo, longest_px=PHOTO_PX)
    elif remove_photo:
        card.photo = ""
    card.save()
    if old and old != card.photo:
        transaction.on_commit(lambda: photos.remove(old))
    record(by=by, verb="card.edit", noun="card", noun_id=staff.public_id)
    return card


@transaction.atomic
def give_consent(*, staff: Staff, by: Actor) -> OfficerCard:
    card, _new = OfficerCard.objects.get_or_create(staff=staff)
    card.consented_at, card.withdrawn_at = clock.now(), None
    card.consent_wording = CONSENT_WORDING
    card.save(update_fields=["consented_at", "withdrawn_at", "consent_wording"])
    record(by=by, verb="card.consent", noun="card", noun_id=staff.public_id)
    return card


@transaction.atomic
def withdraw(*, staff: Staff, by: Actor) -> None:
    """Off the public page at once, and what was shown is erased. No reason is asked."""
    card = OfficerCard.objects.filter(staff=staff).first()
    if card is None:
        return
    card.withdrawn_at = clock.now()
    card.save(update_fields=["withdrawn_at"])
    empty(card)
    note(store=STORE, keys=[staff.public_id], why="asked")
    record(by=by, verb="card.withdraw", noun="card", noun_id=staff.public_id)


def empty(card: OfficerCard) -> bool:
    """Take away everything personal; False when nothing was left."""
    if not any(getattr(card, name) for name in PERSONAL):
        return False
    photo = card.photo
    card.shown_name = card.photo = card.languages = card.come_and_talk = ""
    card.come_and_talk_in = {}
    card.save(update_fields=PERSONAL)
    if photo:
        transaction.on_commit(lambda: photos.remove(photo))
    return True
