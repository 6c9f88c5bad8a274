"""The maps of the public pages, drawn once per set of boundaries."""

from functools import lru_cache

from django.db.models import Q
from django.urls import reverse

from commonground.common.maps import Map, Shape, draw
from commonground.places.models import BoundaryVersion, Neighbourhood


def city_map() -> Map | None:
    """All neighbourhoods, each a link; None where there are no boundaries."""
    current = BoundaryVersion.objects.filter(
        valid_to__isnull=True, neighbourhood__closed_on__isnull=True
    )
    ids = tuple(current.order_by("id").values_list("id", flat=True))
    return _drawn(ids) if ids else None


@lru_cache(maxsize=2)
def _drawn(version_ids: tuple[int, ...]) -> Map:
    versions = BoundaryVersion.objects.filter(id__in=version_ids).select_related("neighbourhood")
    return draw([_shape(v) for v in versions])


def around(neighbourhood: Neighbourhood, neighbours: list[Neighbourhood]) -> Map | None:
    """The neighbourhood among its neighbours, and theirs, so that no corner is empty."""
    near = Neighbourhood.objects.filter(
        Q(neighbours__in=[neighbourhood, *neighbours]) | Q(id=neighbourhood.id),
        closed_on__isnull=True,
    )
    versions = BoundaryVersion.objects.filter(
        valid_to__isnull=True, neighbourhood__in=near.order_by().values("id")
    ).select_related("neighbourhood")
    shapes = [_shape(v, "here" if v.neighbourhood == neighbourhood else "") for v in versions]
    return draw(shapes, width=320) if shapes else None


def _shape(version: BoundaryVersion, kind: str = "") -> Shape:
    place = version.neighbourhood
    href = "" if kind else reverse("neighbourhood", args=[place.slug])
    return Shape(version.geometry, place.name, href, kind)
