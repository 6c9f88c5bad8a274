"""A year of ordinary reports in the town, and ten more in one corner of Northside."""

from datetime import date, timedelta
from random import Random

import pytest

from commonground.common.actors import Actor
from commonground.earlywarning.models import Alert, Sighting
from commonground.earlywarning.scanning import scan_morning
from tests.rooms.incidents.conftest import desk, home  # noqa: F401

MORNING = date(2017, 12, 11)
BY = Actor.system("test")
CORNER = (41.908, -87.7085)  # in Northside
EVERYWHERE = [
    (lat, lon) for lat in (41.892, 41.896, 41.903, 41.908) for lon in (-87.7085, -87.705, -87.7015)
]


def line(
    name: int, point: tuple[float, float], day: date, kind: str = "THEFT", hour: int = 0
) -> str:
    """Midnight is an hour that is not known."""
    area = "N1" if point[0] > 41.90 else "S1"
    return f"{name},{day} {hour:02}:00,{kind},x,false,{area},{point[0]:.5f},{point[1]:.5f}"


def ordinary(kind: str = "THEFT", *, first: int = 0, count: int = 180) -> list[str]:
    """Reports that fall anywhere in the town on any day of the year."""
    chance = Random(4)
    return [
        line(first + i, chance.choice(EVERYWHERE),
             MORNING - timedelta(days=chance.randint(2, 360)), kind)
        for i in range(count)
    ]  # fmt: skip


def planted(*, spread: float = 0.0009, first: int = 9000, count: int = 10) -> list[str]:
    """Ten in five days in the corner, at addresses some 50 m apart; at one with `spread` 0."""
    return [
        line(
            first + i,
            (CORNER[0] + spread * (i % 3 - 1), CORNER[1] + spread * (i // 3 % 3 - 1)),
            MORNING - timedelta(days=1 + i % 5),
        )
        for i in range(count)
    ]


@pytest.fixture
def surprise(desk, cast) -> list[Alert]:  # noqa: F811
    """The alerts of the morning after ten thefts in five days in a corner of Northside."""
    desk.take(*ordinary(), *planted())
    return scan(MORNING)


@pytest.fixture
def alert(surprise) -> Alert:
    (only,) = surprise
    return only


def scan(morning: date, **options: object) -> list[Alert]:
    """What the morning found, each alert once."""
    runs = scan_morning(as_of=morning, by=BY, **options)
    found = Sighting.objects.filter(run__in=runs).order_by("id")
    return list(
        Alert.objects.in_bulk(dict.fromkeys(found.values_list("alert_id", flat=True))).values()
    )
