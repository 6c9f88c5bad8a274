"""Is presence spread fairly: over residents, over what they reported, and over who lives where."""

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

import numpy as np
from django.db.models import Count
from numpy.typing import NDArray

from commonground.common import clock
from commonground.concerns.models import Concern
from commonground.engagement.coverage.frames import Weeks
from commonground.places.models import CensusMargin

if TYPE_CHECKING:
    from commonground.analysis.coverage.composition import Composition
    from commonground.analysis.coverage.fairness import Fairness

MOST_WEEKS = 52
SEED = 4  # the same weeks give the same interval
RESIDENTS, CONCERNS = "residents", "concerns"


@dataclass(frozen=True)
class Spread:
    """Visits held against residents, or against concerns. found : None where too few to say."""

    against: str
    neighbourhoods: int  # that have some
    left_out: int  # that have none, or whose number nobody knows
    visits: int
    of: int
    found: "Fairness | None"


@dataclass(frozen=True)
class Group:
    """One group of a census, with neighbourhoods in five by its share."""

    name: str
    source: str
    left_out: int
    residents: int
    found: "Composition"

    @property
    def words(self) -> str:
        return CensusMargin.words_of(self.name)


def considered(weeks: Weeks) -> Weeks:
    """The last year at most, from the first week of which visits are known."""
    known = int(weeks.visits_known.sum())
    return weeks.last(min(MOST_WEEKS, max(known, 1)))


def spreads(weeks: Weeks) -> list[Spread]:
    year = considered(weeks)
    residents = np.array([place.population or 0 for place in year.places])
    return [_spread(RESIDENTS, year, residents), _spread(CONCERNS, year, _concerns(year))]


def _spread(against: str, weeks: Weeks, of: NDArray[np.int64]) -> Spread:
    from commonground.analysis.coverage.fairness import fairness

    some = of > 0
    visits = weeks.visits[some]
    found = fairness(visits, of[some].astype(float), seed=SEED) if some.any() else None
    return Spread(
        against, int(some.sum()), int((~some).sum()), int(visits.sum()), int(of.sum()), found
    )


def _concerns(weeks: Weeks) -> NDArray[np.int64]:
    """(n,) concerns of these weeks, without those about police conduct."""
    since = clock.start_of(weeks.mondays[0])
    until = clock.start_of(weeks.mondays[-1] + timedelta(days=7))
    rows = Concern.objects.for_teams().filter(received_at__gte=since, received_at__lt=until)
    counts = dict(rows.values_list("neighbourhood").annotate(n=Count("pk")).order_by())
    return np.array([counts.get(place.pk, 0) for place in weeks.places])


def groups(weeks: Weeks) -> list[Group]:
    """Each group of the census margins that are loaded, by name."""
    margins: dict[str, dict[int, CensusMargin]] = {}
    for margin in CensusMargin.objects.all():
        margins.setdefault(margin.group, {})[margin.neighbourhood_id] = margin
    year = considered(weeks)
    made = (_group(name, rows, year) for name, rows in sorted(margins.items()))
    return [group for group in made if group is not None]


def _group(name: str, rows: dict[int, CensusMargin], weeks: Weeks) -> Group | None:
    from commonground.analysis.coverage.composition import composition

    held = [(n, rows.get(place.pk)) for n, place in enumerate(weeks.places)]
    known = [(n, margin) for n, margin in held if margin is not None and margin.residents]
    if not known:
        return None
    people = np.array([margin.residents for _, margin in known], dtype=float)
    some = np.array([margin.count for _, margin in known], dtype=float)
    found = composition(weeks.visits[[n for n, _ in known]], people, some, seed=SEED)
    first = known[0][1]
    return Group(
        name, f"{first.source}, {first.year}", len(held) - len(known), int(some.sum()), found
    )
