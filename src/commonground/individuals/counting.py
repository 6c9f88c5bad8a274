"""The counts that stay when cards go, and the only ones that leave the team: small ones hidden."""

from collections import Counter
from dataclasses import dataclass

import numpy as np
from django.db import transaction
from django.db.models import QuerySet

from commonground.analysis.suppression import suppress
from commonground.common import clock
from commonground.engagement.languages import NAMES
from commonground.places.models import Neighbourhood

from .models import Individual, NetworkCount
from .vocabulary import Role

ALL, ROLE, LANGUAGE = "all", "role", "language"


def tally(rows: list[tuple[str, list[str]]]) -> Counter[tuple[str, str]]:
    """(what, key) -> people, of (role, languages) of each."""
    found: Counter[tuple[str, str]] = Counter()
    for role, languages in rows:
        found[(ALL, "")] += 1
        found[(ROLE, role)] += 1
        found.update((LANGUAGE, code) for code in set(languages))
    return found


@transaction.atomic
def count_network() -> int:
    """Write down this month's counts; the last of a month is what stays of it."""
    month = clock.today().replace(day=1)
    people: dict[int, list[tuple[str, list[str]]]] = {}
    live = Individual.objects.live().filter(is_example=False)
    for place, role, languages in live.values_list("neighbourhood_id", "role", "languages"):
        people.setdefault(place, []).append((role, languages))
    NetworkCount.objects.filter(month=month).delete()
    rows = [
        NetworkCount(neighbourhood_id=place, month=month, of=of, key=key, count=count)
        for place, told in people.items()
        for (of, key), count in tally(told).items()
    ]
    NetworkCount.objects.bulk_create(rows)
    return len(rows)


@dataclass(frozen=True)
class PlaceCounts:
    """cells : one for each column, None where hidden (1 to 4, or it would give one away)."""

    name: str
    cells: list[int | None]


@dataclass(frozen=True)
class Table:
    columns: list[str]
    places: list[PlaceCounts]


@dataclass(frozen=True)
class Counts:
    roles: Table
    languages: Table


def counts(places: QuerySet[Neighbourhood]) -> Counts:
    """People by neighbourhood and role, and by language; no totals, small cells hidden."""
    live = Individual.objects.live().filter(neighbourhood__in=places)
    rows = list(live.values_list("neighbourhood__name", "role", "languages"))
    spoken = Counter((name, code) for name, _role, codes in rows for code in set(codes))
    used = {code for _name, code in spoken}
    return Counts(
        _table(Counter((name, role) for name, role, _codes in rows), dict(Role.choices)),
        _table(spoken, {code: label for code, label in NAMES.items() if code in used}),
    )


def _table(pairs: Counter[tuple[str, str]], columns: dict[str, str]) -> Table:
    names, labels = sorted({name for name, _key in pairs}), [str(v) for v in columns.values()]
    if not names:
        return Table(labels, [])
    shown = suppress(np.array([[pairs[(name, key)] for key in columns] for name in names])).counts
    rows = [
        PlaceCounts(name, [None if n < 0 else int(n) for n in line])
        for name, line in zip(names, shown, strict=True)
    ]
    return Table(labels, rows)
