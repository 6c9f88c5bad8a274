"""A month before a card would go, its person is asked whether it may stay."""

from datetime import timedelta

from django.db import transaction

from commonground.common import clock
from commonground.common.actors import Actor
from commonground.common.retention import days_of

from . import telling
from .cards import note
from .models import Individual
from .retention import CARDS

A_MONTH = 30
BY = Actor.system("individuals-renew")


def ask_to_stay() -> int:
    """How many were asked. Once for each time that the 24 months come round."""
    last = clock.today() - timedelta(days=(days_of(CARDS) or 0) - A_MONTH)
    due = Individual.objects.live().filter(
        touched_on__lte=last, renewal_sent_on__isnull=True, is_example=False
    )
    return sum(_ask(pk) for pk in due.exclude(email="").values_list("pk", flat=True))


@transaction.atomic
def _ask(pk: int) -> bool:
    rows = Individual.objects.select_for_update(of=("self",)).select_related("neighbourhood")
    card = rows.live().filter(pk=pk, renewal_sent_on__isnull=True).first()
    if card is None:
        return False
    card.renewal_sent_on = clock.today()
    card.save(update_fields=["renewal_sent_on"])
    telling.tell(card, "renewal", key=f"renewal-{card.touched_on}")
    note(BY, "individual.ask_to_stay", card)
    return True
