"""The map to point at: one neighbourhood with those around it, from the held boundaries."""

from base64 import b64encode

from django.template.loader import render_to_string

from commonground.common.maps import Map, Shape, draw
from commonground.places.locating import current_version
from commonground.places.models import BoundaryVersion, Neighbourhood

# Fixed, since a browser sends the place in the pixels of the picture as it is shown
WIDTH = 280


def drawing(area: Neighbourhood) -> Map:
    around = BoundaryVersion.objects.filter(
        neighbourhood__in=area.neighbours.all(), valid_to__isnull=True
    )
    here = Shape(current_version(area).geometry, kind="here")
    return draw([here, *(Shape(v.geometry) for v in around)], width=WIDTH)


def point_at(area: Neighbourhood, x: int, y: int) -> tuple[float, float]:
    """Latitude and longitude of a touch on the picture."""
    return drawing(area).point_at(x, y)


def picture(area: Neighbourhood, point: tuple[float, float] | None) -> str:
    """The picture as a data address: the chosen point never stands in an address of ours."""
    drawn = drawing(area)
    mark = drawn.place_of(*point) if point else None
    svg = render_to_string("concerns/new/map.svg", {"drawing": drawn, "mark": mark})
    return f"data:image/svg+xml;base64,{b64encode(svg.encode()).decode()}"
