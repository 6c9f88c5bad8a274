"""The test cast. None of them exists."""

from dataclasses import dataclass
from datetime import date
from types import SimpleNamespace

from shapely.geometry import box

from commonground.common.actors import Actor
from commonground.people.models import Posting, Staff
from commonground.places.drawing import draw_boundaries
from commonground.places.models import Neighbourhood
from commonground.places.reading import Area, Reading

LONG_AGO = date(2015, 1, 1)
PASSWORD = "test cast only 1"
# A point well inside each: latitude, longitude
NORTH_POINT = (41.905, -87.705)
SOUTH_POINT = (41.895, -87.705)


@dataclass
class Cast:
    """username -> role and place are in `make_cast`."""

    bram: Staff
    chidi: Staff
    dana: Staff
    esi: Staff
    faye: Staff
    gus: Staff
    hana: Staff

    def all(self) -> list[Staff]:
        return list(vars(self).values())


def make_town() -> SimpleNamespace:
    north = Area("N1", "Northside", box(-87.71, 41.90, -87.70, 41.91))
    south = Area("S1", "Southside", box(-87.71, 41.89, -87.70, 41.90))
    draw_boundaries(
        reading=Reading(areas=[north, south]),
        valid_from=LONG_AGO,
        by=Actor.system("test"),
        population={"N1": 4000, "S1": 6000},
        population_is_estimate=True,
        population_source="Test",
    )
    return SimpleNamespace(
        north=Neighbourhood.objects.get(source_id="N1"),
        south=Neighbourhood.objects.get(source_id="S1"),
    )


def person(name: str, role: str, neighbourhood: Neighbourhood | None = None) -> Staff:
    staff = Staff(username=name.lower(), display_name=f"{name} (test cast)")
    staff.set_password(PASSWORD)
    staff.save()
    Posting.objects.create(
        staff=staff, role=role, neighbourhood=neighbourhood, from_on=LONG_AGO
    )
    return staff


def make_cast(town: SimpleNamespace) -> Cast:
    return Cast(
        bram=person("Bram", "officer", town.north),
        chidi=person("Chidi", "officer", town.south),
        dana=person("Dana", "supervisor", town.north),
        esi=person("Esi", "analyst"),
        faye=person("Faye", "administrator"),
        gus=person("Gus", "standards"),
        hana=person("Hana", "overseer"),
    )
