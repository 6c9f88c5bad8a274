"""100,000 points against the demo city's 275 beats: CPU-seconds, index building included.

python benchmarks/locate.py
"""

import time
from importlib.resources import files
from pathlib import Path

import numpy as np
import shapely

from commonground.cli import setup_quietly

setup_quietly()

from commonground.places.locating import Areas  # noqa: E402
from commonground.places.reading import read_geojson  # noqa: E402

POINTS = 100_000


def main() -> None:
    beats = Path(str(files("commonground.demo_data") / "chicago" / "beats.geojson"))
    reading = read_geojson(beats, id_property="beat", name_property="beat")
    shapes = [area.geometry for area in reading.areas]
    random = np.random.default_rng(1)
    latitude = random.uniform(41.64, 42.03, POINTS)
    longitude = random.uniform(-87.95, -87.52, POINTS)
    started = time.process_time()
    shapely.prepare(shapes)
    numbers = np.arange(len(shapes))
    areas = Areas(shapely.STRtree(shapes), numbers, numbers)
    indexed = time.process_time()
    rows = areas.rows_of(latitude, longitude)
    done = time.process_time()
    print(f"{len(shapes)} areas, {POINTS} points, {int((rows >= 0).sum())} inside")
    print(f"index {indexed - started:.3f} CPU-s, points {done - indexed:.3f} CPU-s")


if __name__ == "__main__":
    main()
