"""Who answered so far beside who was hoped for, by what they say about themselves.

A group of people is counted once 10 of it answered, and then in fives: a count that grows by one
would tell what the last one is. What is hoped for is the census' share of the answers wanted,
where `commonground margins` loaded a column for each answer to the question, named after both:
`age=18-34`, `age=35-59`, `age=60+`.
"""

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass

from commonground.places.models import CensusMargin

from .instruments import Item
from .models import Response, Survey

LEAST_IN_GROUP = 10


@dataclass(frozen=True)
class Part:
    """One answer to a question about oneself."""

    words: dict[str, str]
    count: int | None  # None: fewer than 10
    hoped: int | None  # None: nobody said how many answers are wanted, or no census is loaded


@dataclass(frozen=True)
class Group:
    """A question about oneself."""

    words: dict[str, str]
    parts: list[Part]

    @property
    def has_hopes(self) -> bool:
        return any(part.hoped is not None for part in self.parts)


def groups(survey: Survey, wanted: int | None, places: Collection[int]) -> list[Group]:
    """`places` : primary keys of the neighbourhoods asked. Two queries."""
    rows = Response.objects.filter(survey=survey.public_id)
    answers = list(rows.values_list("answers", flat=True))
    people = _people(places) if wanted and survey.asks.groups else {}
    return [_group(item, answers, wanted or 0, people, len(places)) for item in survey.asks.groups]


def _people(places: Collection[int]) -> dict[str, list[int]]:
    """Of each column of the census the counts, one a neighbourhood."""
    found: dict[str, list[int]] = {}
    for row in CensusMargin.objects.filter(neighbourhood__in=places):
        found.setdefault(row.group, []).append(row.count)
    return found


def _group(
    item: Item, answers: list[dict], wanted: int, people: dict[str, list[int]], places: int
) -> Group:
    counts = Counter(given.get(item.id) for given in answers)
    known = {o.value: people.get(f"{item.slug}={o.value}", []) for o in item.options}
    total = sum(sum(each) for each in known.values())
    is_whole = total > 0 and all(len(each) == places for each in known.values())
    return Group(
        item.words,
        [
            Part(
                option.words,
                _in_fives(counts[option.value]),
                round(wanted * sum(known[option.value]) / total) if is_whole else None,
            )
            for option in item.options
        ],
    )


def _in_fives(count: int) -> int | None:
    return count // 5 * 5 if count >= LEAST_IN_GROUP else None
