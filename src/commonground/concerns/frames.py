"""Rows to arrays. What the early warning may read has a type of its own."""

from dataclasses import InitVar, dataclass
from datetime import date, datetime, timedelta

import numpy as np
from django.db.models import QuerySet

from commonground.common import clock
from commonground.places.cells import cells
from commonground.places.models import Neighbourhood

from .models import CameBy, Concern, StateChange
from .states import State

_SEAL = object()


@dataclass(frozen=True)
class Unprompted:
    """Concerns that came unprompted, one row each: the only ones the scan may read.

    No key of a person, no words, nothing sensitive, nothing about conduct, no Example, and a
    joined author counts: each one is a person who came by themselves. Only `unprompted` makes it.
    """

    cell: np.ndarray  # (n,) str, h3 resolution 9
    latitude: np.ndarray  # (n,) float, WGS84
    longitude: np.ndarray  # (n,) float, WGS84
    day: np.ndarray  # (n,) datetime64[D], local
    category: np.ndarray  # (n,) str, slug
    neighbourhood: np.ndarray  # (n,) str, the source's id
    seal: InitVar[object] = None  # not kept: nobody can take it from an instance

    def __post_init__(self, seal: object) -> None:
        if seal is not _SEAL:
            raise TypeError("Ask unprompted(as_of, since) for it.")

    def __len__(self) -> int:
        return len(self.day)


def unprompted(as_of: date, since: date) -> Unprompted:
    """Unprompted concerns with a point, received on local days from `since` to `as_of`."""
    rows = list(
        Concern.objects.may_be_public()
        .filter(
            came_by=CameBy.UNPROMPTED,
            example=False,
            latitude__isnull=False,
            received_at__gte=clock.start_of(since),
            received_at__lt=clock.start_of(as_of + timedelta(days=1)),
        )
        .order_by("received_at", "latitude", "longitude")
        .values_list(
            "latitude", "longitude", "received_at", "category__slug", "neighbourhood__source_id"
        )
    )
    latitude = np.array([r[0] for r in rows], dtype=float)
    longitude = np.array([r[1] for r in rows], dtype=float)
    return Unprompted(
        cell=cells(latitude, longitude),
        latitude=latitude,
        longitude=longitude,
        day=np.array([clock.local_day(r[2]) for r in rows], dtype="datetime64[D]"),
        category=np.array([r[3] for r in rows], dtype="U60"),
        neighbourhood=np.array([r[4] for r in rows], dtype="U60"),
        seal=_SEAL,
    )


STILL_OPEN, ANSWERED, OTHER_ENDING = 0, 1, 2


@dataclass(frozen=True)
class FirstReplies:
    """How long people waited for a first reply that a person wrote; open ones included."""

    waited_hours: np.ndarray  # (n,) float, elapsed hours up to the reply, ending or as_of
    kind: np.ndarray  # (n,) int: 0 still open, 1 answered, 2 ended otherwise
    example: np.ndarray  # (n,) bool: an Example row of the demo
    received_on: np.ndarray  # (n,) datetime64[D], local

    def __len__(self) -> int:
        return len(self.kind)


def first_replies(
    neighbourhood: Neighbourhood | None, as_of: date, since: date | None = None
) -> FirstReplies:
    """First replies as known at the end of the local day `as_of`, for the waiting curve.

    A concern that ended before anybody wrote (settled by its author, joined, withheld, ended
    by us without a word) competes with the reply and is never dropped.
    """
    end = min(clock.start_of(as_of + timedelta(days=1)), clock.now())
    ours = Concern.objects.for_teams().filter(sensitive=False)
    rows = ours.filter(received_at__lt=end).order_by("id")
    if neighbourhood is not None:
        rows = rows.filter(neighbourhood=neighbourhood)
    if since is not None:
        rows = rows.filter(received_at__gte=clock.start_of(since))
    ended = _first_endings(rows)
    waits = [
        _wait(received, replied, ended.get(pk), end)
        for pk, received, replied in rows.values_list("id", "received_at", "first_replied_at")
    ]
    return FirstReplies(
        waited_hours=np.array([w for w, _kind in waits], dtype=float),
        kind=np.array([kind for _w, kind in waits], dtype=np.int64),
        example=np.array(list(rows.values_list("example", flat=True)), dtype=bool),
        received_on=np.array(
            [clock.local_day(at) for at in rows.values_list("received_at", flat=True)],
            dtype="datetime64[D]",
        ),
    )


_UNENDED = (State.RECEIVED, State.ACKNOWLEDGED, State.IN_PROGRESS, State.DISPUTED)


def _first_endings(rows: QuerySet[Concern]) -> dict[int, datetime]:
    """When each concern first left our hands, by primary key."""
    changes = (
        StateChange.objects.filter(concern__in=rows.order_by().values("id"))
        .exclude(state__in=_UNENDED)
        .order_by("-at")
        .values_list("concern_id", "at")
    )
    return dict(changes)  # newest first, so the first one stays


def _wait(
    received: datetime, replied: datetime | None, ended: datetime | None, end: datetime
) -> tuple[float, int]:
    if replied is not None and replied < end and (ended is None or replied <= ended):
        return _hours(received, replied), ANSWERED
    if ended is not None and ended < end:
        return _hours(received, ended), OTHER_ENDING
    return _hours(received, end), STILL_OPEN


def _hours(start: datetime, stop: datetime) -> float:
    return max(0.0, (stop - start).total_seconds() / 3600)
