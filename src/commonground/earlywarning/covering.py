"""How many people live where an alert is: the measure of the area that it shows and keeps.

We hold no register of addresses, so the measure is residents: the population of the
neighbourhood, spread evenly over its area. Where that is not known, it is the addresses that the
year's reports of this kind came from: those exist at least.
"""

from collections.abc import Iterable

from commonground.analysis.covering import Covering, alike, cover, outline, radius_m
from commonground.places.locating import current_version
from commonground.places.models import Neighbourhood

__all__ = ["Covering", "alike", "cover", "density", "outline", "radius_m"]


def density(places: Iterable[Neighbourhood]) -> float | None:
    """Residents per km2 in the emptiest of them; None where one is not known."""
    found = [
        place.population / current_version(place).area_km2 if place.population else None
        for place in places
    ]
    return None if not found or None in found else min(found)
