"""An officer comes or goes: a sheet of whom to introduce, made from the postings.

The postings are the roster. The sheet says whom to introduce and on which day it was done; how
often anybody spoke with anybody is not on it.
"""

from datetime import timedelta

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from commonground.common import audit, clock
from commonground.common.actors import Actor
from commonground.common.errors import Refused
from commonground.people.models import Posting, Role, Staff
from commonground.people.rules import check, neighbourhoods_for, role_for
from commonground.places.models import Neighbourhood

from .cards import WRITE
from .models import HandOver, Individual, Introduction
from .reading import READ
from .vocabulary import State

AROUND = timedelta(days=28)  # before the day, and after it
BY = Actor.system("hand-overs")


def make_sheets() -> int:
    """A sheet for each officer whose posting starts or ends about now; how many were made."""
    day = clock.today()
    near = (day - AROUND, day + AROUND)
    officers = Posting.objects.filter(role=Role.OFFICER, neighbourhood__isnull=False)
    changes = [(p, False) for p in officers.filter(from_on__range=near)]
    changes += [(p, True) for p in officers.filter(to_on__range=near)]
    return sum(_make(posting, is_leaving) for posting, is_leaving in changes)


@transaction.atomic
def _make(posting: Posting, is_leaving: bool) -> bool:
    """Add whoever joined the network since the sheet was made, too."""
    cards = Individual.objects.live().filter(neighbourhood=posting.neighbourhood_id)
    cards = cards.filter(known_to=posting.staff_id) if is_leaving else cards.exclude(
        known_to=posting.staff_id
    )  # fmt: skip
    found = list(cards)
    if not found:
        return False
    sheet, is_new = HandOver.objects.get_or_create(posting=posting, is_leaving=is_leaving)
    rows = [Introduction(hand_over=sheet, individual=card) for card in found]
    Introduction.objects.bulk_create(rows, ignore_conflicts=True)
    if is_new:
        audit.record(
            by=BY, verb="hand_over.make", noun="hand_over", noun_id=sheet.public_id,
            neighbourhood=posting.neighbourhood.public_id, count=len(rows),
        )  # fmt: skip
    return is_new


def sheets_of(neighbourhood: Neighbourhood) -> QuerySet[HandOver]:
    """Of postings that changed lately or soon will."""
    rows = HandOver.objects.filter(posting__neighbourhood=neighbourhood)
    rows = rows.filter(made_on__gt=clock.today() - 3 * AROUND)
    return rows.select_related("posting__staff").order_by("-made_on", "public_id")


@transaction.atomic
def open_sheet(*, public_id: str, by: Staff) -> tuple[HandOver, list[Introduction]] | None:
    """The sheet and its cards that are still there; the look is a row in the trail."""
    sheet = _own(public_id, by, READ)
    if sheet is None:
        return None
    rows = sheet.introductions.select_related("individual__place", "individual__known_to")
    found = list(rows.filter(individual__state=State.LIVE).order_by("individual__name", "id"))
    _note(by, READ, "hand_over.open", sheet, count=len(found))
    return sheet, found


def coming_next(sheet: HandOver) -> list[Posting]:
    """Who starts here about when the sheet's officer leaves."""
    last = sheet.posting.to_on
    if not sheet.is_leaving or last is None:
        return []
    near = Posting.objects.filter(
        role=Role.OFFICER, neighbourhood=sheet.posting.neighbourhood,
        from_on__range=(last - AROUND, last + AROUND),
    )  # fmt: skip
    others = near.exclude(staff=sheet.posting.staff_id).select_related("staff")
    return list(others.order_by("from_on", "id"))


@transaction.atomic
def tick(*, public_id: str, card: str, done: bool, by: Staff) -> HandOver:
    """Introduced, or not yet after all. Who arrives then knows the person."""
    sheet = _own(public_id, by, WRITE)
    rows = Introduction.objects.filter(hand_over=sheet, individual__state=State.LIVE)
    row = rows.select_related("individual").filter(individual__public_id=card).first()
    if sheet is None or row is None:
        raise Refused(_("This person is not on the sheet any more."))
    check(by, WRITE, sheet.posting.neighbourhood)
    row.introduced_on = clock.today() if done else None
    row.save(update_fields=["introduced_on"])
    if done and not sheet.is_leaving and _has_gone(row.individual):
        row.individual.known_to = sheet.posting.staff
        row.individual.save(update_fields=["known_to"])
    _note(by, WRITE, "hand_over.tick", sheet, done=done, card=card)
    return sheet


def _has_gone(card: Individual) -> bool:
    """Nobody of today's team is who knows them."""
    today = Posting.objects.current().filter(staff=card.known_to_id)
    return not today.filter(neighbourhood=card.neighbourhood_id).exists()


def _own(public_id: str, by: Staff, verb: str) -> HandOver | None:
    rows = HandOver.objects.select_related("posting__staff", "posting__neighbourhood")
    places = neighbourhoods_for(by, verb)
    return rows.filter(public_id=public_id, posting__neighbourhood__in=places).first()


def _note(by: Staff, door: str, verb: str, sheet: HandOver, **detail: object) -> None:
    audit.record(
        by=by.actor(role_for(by, door)), verb=verb, noun="hand_over", noun_id=sheet.public_id,
        neighbourhood=sheet.posting.neighbourhood.public_id, **detail,
    )  # fmt: skip
