"""The published panels, and simulated ones whose truth is known."""

import csv
import gzip
from pathlib import Path

import numpy as np

from commonground.analysis.effects import Panel, make_panel

HERE = Path(__file__).resolve().parents[2] / "reference" / "effects"


def column(rows, name):
    return np.array([float(row[name]) for row in rows])


def counties(**more) -> Panel:
    with (HERE / "mpdta.csv").open() as file:
        rows = list(csv.DictReader(file))
    unit = column(rows, "countyreal").astype(int)
    covariates = {name: column(rows, name) for name in more.get("covariates", ())}
    return make_panel(
        unit, column(rows, "year"), column(rows, "lemp"), column(rows, "first.treat"),
        covariates=covariates,
    )  # fmt: skip


def states() -> Panel:
    with (HERE / "california_prop99.csv").open() as file:
        rows = list(csv.DictReader(file, delimiter=";"))
    names = [row["State"] for row in rows]
    first = [1989 if name == "California" else 0 for name in names]
    return make_panel(names, column(rows, "Year"), column(rows, "PacksPerCapita"), first)


def training() -> Panel:
    with gzip.open(HERE / "training_starts.csv.gz", "rt") as file:
        starts = list(csv.DictReader(file))
    with gzip.open(HERE / "training_events.csv.gz", "rt") as file:
        events = list(csv.DictReader(file))
    ids = column(starts, "id").astype(int)
    place = {unit: row for row, unit in enumerate(ids)}
    counts = np.zeros((len(ids), 72))
    for event in events:
        counts[place[int(event["id"])], int(event["period"]) - 1] = float(event["complaints"])
    return make_panel(
        np.repeat(ids, 72), np.tile(np.arange(1, 73), len(ids)), counts.ravel(),
        np.repeat(column(starts, "first_trained"), 72),
    )  # fmt: skip


def made_up(outcome, first) -> Panel:
    """From an (n, T) outcome and (n,) first periods (inf: never)."""
    n, periods = outcome.shape
    return make_panel(
        np.repeat(np.arange(n), periods), np.tile(np.arange(1, periods + 1), n), outcome.ravel(),
        np.repeat(np.asarray(first, float) + 1, periods),
    )  # fmt: skip


def simulated(random, *, n=60, periods=10, effect=0.0, starts=(4, 6, np.inf)):
    """Units with levels of their own, common periods, errors that hang together."""
    first = random.choice(np.array(starts, float), n)
    errors = random.normal(0, 1, (n, periods))
    errors[:, 1:] += 0.4 * errors[:, :-1]
    outcome = random.normal(0, 2, (n, 1)) + random.normal(0, 1, periods) + errors
    outcome += effect * (np.arange(periods) >= first[:, None])
    return made_up(outcome, first)
