"""Data folders as `commonground init` makes them: one is made, the tests take copies."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

SQUARE = {
    "type": "FeatureCollection",
    "features": [
        {
            "type": "Feature",
            "properties": {"id": "7", "name": "Riverside"},
            "geometry": {
                "type": "Polygon",
                "coordinates": [
                    [[4.9, 52.3], [4.91, 52.3], [4.91, 52.31], [4.9, 52.31], [4.9, 52.3]]
                ],
            },
        }
    ],
}


def commonground(*words: str, home: Path) -> subprocess.CompletedProcess:
    environment = {**os.environ, "COMMONGROUND_HOME": str(home), "COMMONGROUND_DATABASE": ""}
    environment.pop("DJANGO_SETTINGS_MODULE", None)
    return subprocess.run(
        [sys.executable, "-m", "commonground.cli", *words],
        capture_output=True,
        text=True,
        env=environment,
        timeout=120,
    )


@pytest.fixture(scope="session")
def made_home(tmp_path_factory) -> Path:
    """With one neighbourhood, Riverside, and nobody. Not to be changed."""
    folder = tmp_path_factory.mktemp("made")
    areas = folder / "areas.geojson"
    areas.write_text(json.dumps(SQUARE))
    done = commonground("init", "--areas", str(areas), home=folder / "data")
    assert done.returncode == 0, done.stderr
    return folder / "data"


@pytest.fixture(scope="session")
def home_at(made_home) -> Callable[[Path], Path]:
    """`home_at(folder)`: a data folder of the test's own, at `folder`."""
    return lambda folder: Path(shutil.copytree(made_home, folder))
