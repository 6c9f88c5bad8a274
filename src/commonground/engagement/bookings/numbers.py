"""What the team sees of bookings: numbers and needs, of nobody in particular."""

from collections import Counter
from dataclasses import dataclass

from ..models import Event
from .models import ASKED, COMING, NEEDS, WAITING


@dataclass(frozen=True)
class Numbers:
    capacity: int | None
    coming: int
    waiting: int
    unconfirmed: int
    needs: list[tuple[str, int]]  # of those who come, in the order of the list
    needs_words: list[str]  # by the alphabet, so that nothing tells whose they are


def numbers(event: Event) -> Numbers:
    rows = list(event.bookings.values_list("state", "places", "needs", "needs_words"))
    places: Counter[str] = Counter()
    needs: Counter[str] = Counter()
    for state, count, wanted, _words in rows:
        places[state] += count
        needs.update(wanted if state == COMING else [])
    said = {words for state, _count, _needs, words in rows if state == COMING and words}
    return Numbers(
        capacity=event.capacity,
        coming=places[COMING],
        waiting=places[WAITING],
        unconfirmed=places[ASKED],
        needs=[(str(name), needs[code]) for code, name in NEEDS.items() if needs[code]],
        needs_words=sorted(said, key=str.casefold),
    )
