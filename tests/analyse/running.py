"""Run `commonground analyse` in this process, and files for it to read."""

import csv
import json
from pathlib import Path

import numpy as np

from commonground import cli

SAMPLES = Path(__file__).resolve().parents[1] / "reference" / "scan_satscan"
WHERE = ["--x", "x", "--y", "y", "--date", "date", "--location", "location"]


def words(capsys, *typed) -> str:
    """What a command prints; it must do so with status 0 and no word of complaint."""
    status = cli.main(["analyse", *map(str, typed)])
    out, err = capsys.readouterr()
    assert (status, err) == (0, "")
    return out


def answer(capsys, *typed) -> dict:
    out = words(capsys, *typed, "--json")
    assert out.count("\n") == 1
    return json.loads(out, parse_constant=lambda name: f"{name} is not JSON")


def refusal(capsys, *typed) -> str:
    """The one sentence on standard error, of a command that ends with status 2."""
    status = cli.main(["analyse", *map(str, typed)])
    out, err = capsys.readouterr()
    assert (status, out) == (2, "")
    assert err.startswith("commonground analyse: ") and err.count("\n") == 1
    return err


def write(path: Path, header: str, rows) -> Path:
    with path.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows([header.split(","), *rows])
    return path


def sample(name: str) -> list[list[str]]:
    return [row.split() for row in (SAMPLES / name).read_text().splitlines() if row.strip()]


def town(path: Path, *, cases: int = 2000, seed: int = 1) -> Path:
    """Cases of a quiet year at 60 places, and 20 more at one of them in the last week."""
    random = np.random.default_rng(seed)
    x, y = random.uniform(0, 10, (2, 60)).round(3)
    at = np.append(random.integers(0, 60, cases), np.full(20, 7))
    day = np.append(random.integers(0, 366, cases), random.integers(359, 366, 20))
    days = np.datetime64("2024-01-01") + day
    rows = zip([f"p{i}" for i in at], x[at], y[at], days, strict=True)
    return write(path, "location,x,y,date", rows)
