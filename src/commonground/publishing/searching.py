"""Words to neighbourhoods: by name, and by the deployment's own list of places."""

from dataclasses import dataclass

from commonground.places import gazetteer, locating
from commonground.places.models import Neighbourhood

MOST_SHOWN = 30


@dataclass(frozen=True)
class Found:
    neighbourhood: Neighbourhood
    because: str = ""  # the place whose point lies in it; "" when the name itself matched


def open_neighbourhoods() -> list[Neighbourhood]:
    return list(Neighbourhood.objects.filter(closed_on__isnull=True))


def by_name(words: str) -> list[Neighbourhood]:
    """Neighbourhoods whose name holds each of the words, whatever accents or case."""
    wanted = gazetteer.fold(words).split()
    return [n for n in open_neighbourhoods() if _holds(gazetteer.fold(n.name), wanted)]


def _holds(name: str, wanted: list[str]) -> bool:
    return all(word in name for word in wanted)


def find(words: str) -> list[Found]:
    named = [Found(n) for n in by_name(words)] if words.strip() else []
    known = {f.neighbourhood.id for f in named}
    placed = [f for f in _by_place(words) if f.neighbourhood.id not in known]
    return [*named, *placed][:MOST_SHOWN]


def _by_place(words: str) -> list[Found]:
    found: dict[int, Found] = {}
    for entry in gazetteer.look_up(words):
        there = locating.locate(entry.latitude, entry.longitude)
        if there:
            found.setdefault(there.id, Found(there, entry.words))
    return list(found.values())
