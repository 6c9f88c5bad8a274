"""The names of places that this deployment knows: words that are nobody's name here."""

from collections.abc import Iterable

from shapely.geometry import shape

from .models import BoundaryVersion, GazetteerEntry, Neighbourhood

AROUND = 0.03  # degrees beyond a neighbourhood's own box: two or three kilometres


def place_names() -> list[str]:
    """Every neighbourhood and every entry of the gazetteer."""
    names = {*_parts(Neighbourhood.objects.values_list("name", flat=True))}
    return sorted(names | {*GazetteerEntry.objects.values_list("words", flat=True)})


def place_names_near(neighbourhoods: Iterable[Neighbourhood], most: int) -> list[str]:
    """As above, of these neighbourhoods and what lies around them: as many as a phone carries.

    Neighbourhoods come first; of the gazetteer, what lies nearest to the middle of the boxes.
    """
    places = list(neighbourhoods)
    names = [*_parts(sorted({place.name for place in places}))]
    box = _box(places)
    if box:
        west, south, east, north = box
        rows = GazetteerEntry.objects.filter(
            longitude__range=(west, east), latitude__range=(south, north)
        )
        x, y = (west + east) / 2, (south + north) / 2
        found = [((row.longitude - x) ** 2 + (row.latitude - y) ** 2, row.words) for row in rows]
        names += [words for _distance, words in sorted(found)]
    return list(dict.fromkeys(names))[:most]


def _parts(names: Iterable[str]) -> list[str]:
    """ "Beat 2411, West Ridge" is known by its parts as well."""
    return [part.strip() for name in names for part in (name, *name.split(",")) if part.strip()]


def _box(places: list[Neighbourhood]) -> tuple[float, float, float, float] | None:
    rows = BoundaryVersion.objects.filter(neighbourhood__in=places, valid_to__isnull=True)
    boxes = [shape(geometry).bounds for geometry in rows.values_list("geometry", flat=True)]
    if not boxes:
        return None
    west, south, east, north = zip(*boxes, strict=True)
    return min(west) - AROUND, min(south) - AROUND, max(east) + AROUND, max(north) + AROUND
