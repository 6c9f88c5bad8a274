"""What people wrote, for the team: five or more together, and nothing that names a person.

Which words look like a person, an upper room knows: it hands its check down.
"""

from collections.abc import Callable
from dataclasses import dataclass

from commonground.places.models import Neighbourhood

from .instruments import WORDS, Item
from .models import Remark, Survey

LEAST_TOGETHER = 5


@dataclass(frozen=True)
class Heard:
    """One open question in one neighbourhood. Fewer than five that may be shown: none is."""

    item: Item
    words: list[str]


def heard(
    survey: Survey, neighbourhood: Neighbourhood, names_a_person: Callable[[str], bool]
) -> list[Heard]:
    """Nothing while the survey is open; else each open question, in no order of arrival."""
    if not survey.is_closed:
        return []
    rows = Remark.objects.filter(survey=survey.public_id, place=neighbourhood.public_id)
    kept: dict[str, list[str]] = {}
    for item, words in rows.order_by("id").values_list("item", "words"):
        if not names_a_person(words):
            kept.setdefault(item, []).append(words)
    return [
        Heard(item, found if len(found := kept.get(item.id, [])) >= LEAST_TOGETHER else [])
        for item in survey.asks.items
        if item.kind == WORDS
    ]
