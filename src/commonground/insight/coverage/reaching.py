"""Which parts of a neighbourhood nobody logged a contact in: coarse cells, and streets in them."""

from dataclasses import dataclass
from datetime import timedelta

from commonground.common import clock
from commonground.engagement import activity
from commonground.engagement.contacting import COARSE
from commonground.places.cells import cell, cells_touching
from commonground.places.models import GazetteerEntry, Neighbourhood

WEEKS = 12  # where a contact was is erased after 90 days
STREETS_SHOWN, STREETS_READ = 12, 2000


@dataclass(frozen=True)
class Reach:
    """reached : parts with a contact, of all parts. streets : some names in the others."""

    weeks: int
    parts: int
    reached: int
    streets: list[str]

    @property
    def never(self) -> int:
        return self.parts - self.reached


def reach(place: Neighbourhood) -> Reach | None:
    """The last 12 weeks; None where the neighbourhood has no boundary or no contact said where.

    A contact without a place counts as nowhere, so that parts may have been reached unseen.
    """
    boundary = place.boundaries.filter(valid_to=None).first()
    since = clock.start_of(clock.today() - timedelta(weeks=WEEKS))
    reached = activity.reached_cells([place], since).get(place.pk, set())
    if boundary is None or not reached:
        return None
    parts = cells_touching(boundary.geometry, COARSE)
    never = parts - reached
    return Reach(WEEKS, len(parts), len(parts) - len(never), _streets(boundary.geometry, never))


def _streets(geometry: dict, never: set[str]) -> list[str]:
    """Names of the deployment's own list that lie in the neighbourhood, in these cells."""
    import shapely  # loaded by whoever asks

    shape = shapely.geometry.shape(geometry)
    west, south, east, north = shape.bounds
    rows = GazetteerEntry.objects.filter(
        latitude__gte=south, latitude__lte=north, longitude__gte=west, longitude__lte=east
    ).order_by("folded", "id")[:STREETS_READ]
    names = {
        row.words
        for row in rows
        if cell(row.latitude, row.longitude, COARSE) in never
        and shape.covers(shapely.Point(row.longitude, row.latitude))
    }
    return sorted(names)[:STREETS_SHOWN]
