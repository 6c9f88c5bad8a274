"""Where known clusters are put: synthetic towns, and a part of Chicago as it was."""

from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path

import duckdb
import h3
import numpy as np
from towns import Reports, Town, quiet

import commonground.demo_data

CHICAGO = Path(commonground.demo_data.__file__).parent / "chicago" / "incidents.parquet"
BOX = (-87.75, 41.85, -87.67, 41.91)  # the West Side, about 6.6 km each way
KIND = "CRIMINAL DAMAGE"  # told by residents
A_YEAR, SIDE, YEARS = 1500, 20, 2
EAST_M, NORTH_M = 82_900.0, 111_200.0  # metres a degree
SQUARE = 1000.0  # metres: the areas of the rules that count by area
ALONG, BESIDE, AROUND = 1000.0, 160.0, 7  # a street: 2 km by 320 m; a circle: 7 cells


@dataclass(frozen=True)
class Ground:
    """town : its cells. reports : of a year of history and at least ten months after it."""

    name: str
    town: Town
    reports: Reports
    days: int

    @property
    def area(self) -> np.ndarray:
        """(m,) which square of 1 km each cell lies in, 0 and up."""
        x, y = self._metres()
        return np.unique(x // SQUARE * 10_000 + y // SQUARE, return_inverse=True)[1]

    def _metres(self) -> tuple[np.ndarray, np.ndarray]:
        """From the south-west corner."""
        east, north = self.town.longitude, self.town.latitude
        return (east - east.min()) * EAST_M, (north - north.min()) * NORTH_M

    def shuffled(self, random: np.random.Generator) -> Reports:
        """The same places and days, no day tied to a place: nothing goes on."""
        return Reports(self.reports.place, random.permutation(self.reports.day))

    def zone(self, random: np.random.Generator, shape: str) -> np.ndarray:
        """Cells of a block, a circle or a street around a report."""
        x, y = self._metres()
        centre = int(random.choice(self.reports.place))
        x, y = x - x[centre], y - y[centre]
        if shape == "block":
            return np.array([centre])
        if shape == "circle":
            return np.argsort(np.hypot(x, y))[:AROUND]
        turn = random.uniform(0, np.pi)
        along = x * np.cos(turn) + y * np.sin(turn)
        beside = y * np.cos(turn) - x * np.sin(turn)
        return np.flatnonzero((abs(along) <= ALONG) & (abs(beside) <= BESIDE))


def ground(name: str, random: np.random.Generator) -> Ground:
    return chicago() if name == "chicago" else synthetic(random)


def synthetic(random: np.random.Generator) -> Ground:
    town, days = Town.drawn(random, SIDE), YEARS * 365
    return Ground("synthetic", town, quiet(random, town.kind(random), A_YEAR, days), days)


@lru_cache(1)
def chicago(path: Path = CHICAGO) -> Ground:
    """Two years of one kind of report, cells of h3 resolution 9."""
    west, south, east, north = BOX
    told = duckdb.execute(
        "select longitude::double, latitude::double, date::date from read_parquet(?)"
        " where primary_type = ? and longitude between ? and ? and latitude between ? and ?"
        " order by date, id",
        [str(path), KIND, west, east, south, north],
    ).fetchall()
    names = [h3.latlng_to_cell(y, x, 9) for x, y, _ in told]
    cells, place = np.unique(names, return_inverse=True)
    centres = np.array([h3.cell_to_latlng(cell) for cell in cells.tolist()])
    day = np.array([(when - date(2016, 1, 1)).days for _, _, when in told])
    town = Town(centres[:, 1], centres[:, 0], np.bincount(place))
    return Ground("chicago", town, Reports(place, day), int(day.max()) + 1)
