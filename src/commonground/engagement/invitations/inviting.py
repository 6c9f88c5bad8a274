"""Somebody asks us to come. It is kept as a concern is: with a receipt, a thread and a clock."""

from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from commonground.common.actors import Actor
from commonground.common.errors import Refused
from commonground.concerns.categories import load_categories
from commonground.concerns.models import CameBy, Category
from commonground.concerns.reporting import report
from commonground.places.models import Neighbourhood

from .models import CALL, EVENT, KINDS, REACHES, VOICE, Invitation


@dataclass(frozen=True)
class Wish:
    """What was filled in."""

    kind: str
    neighbourhood: Neighbourhood
    words: str
    language: str
    email: str = ""
    phone: str = ""
    reach: str = VOICE  # how, by that number
    listed_words: str = ""  # as the hosts want it on the public list; empty: not listed


def invite(*, wish: Wish, key: str = "", show_again: bool = False) -> tuple[Invitation, str]:
    """Keep it; return it with its receipt, which is never kept. The same key: the same one."""
    check_wish(wish)
    with transaction.atomic():
        concern, receipt = report(
            category=invitation_category(),
            words=wish.words,
            by=Actor.resident(),
            neighbourhood=wish.neighbourhood,
            came_by=CameBy.ASKED_FOR,  # nobody's worry, so nothing for the early warning
            language=wish.language,
            email=wish.email,
            idempotency_key=key,
            show_again=show_again,
        )
        row, _new = Invitation.objects.get_or_create(
            concern=concern,
            defaults={
                "kind": wish.kind,
                "phone": wish.phone if wish.kind == CALL else "",
                "reach": wish.reach if wish.kind == CALL else VOICE,
                "listed_words": wish.listed_words if wish.kind == EVENT else "",
            },
        )
    return row, receipt


def check_wish(wish: Wish) -> None:
    if wish.kind not in dict(KINDS):
        raise Refused(_("Choose what you would like."))
    if wish.kind == CALL and not wish.phone:
        raise Refused(_("Give the number that we shall call or write to."))
    if wish.reach not in dict(REACHES):
        raise Refused(_("Choose how we shall reach you."))


def invitation_category() -> Category:
    """The one that we ship; a deployment from before it gets it here."""
    ours = Category.objects.filter(is_invitation=True)
    if not ours.exists():
        load_categories()
    return ours.get()
