"""CPU-seconds of estimates: surveys, small areas, effects, on the published data of the tests.

python benchmarks/estimates.py
"""

import csv
import gzip
import sys
import time
from pathlib import Path

import numpy as np

HERE = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(HERE))

from tests.analysis.effects.panels import counties, states, training  # noqa: E402
from tests.analysis.surveys.schools import ONE_STAGE, SCHWIDE, STYPE, one_stage  # noqa: E402

from commonground.analysis.effects.random_timing import random_timing  # noqa: E402
from commonground.analysis.effects.staggered import callaway_santanna  # noqa: E402
from commonground.analysis.effects.synthetic import synthetic  # noqa: E402
from commonground.analysis.smallareas import Cells, fay_herriot, fit, poststratified  # noqa: E402
from commonground.analysis.surveys import estimate_mean, rake  # noqa: E402

SMALL_AREAS = HERE / "tests" / "reference" / "small_areas"


def cost(task, times):
    """CPU-seconds of one run, the least of five series; compiled code is there already."""
    task()
    series = []
    for _ in range(5):
        began = time.process_time()
        for _ in range(times):
            task()
        series.append((time.process_time() - began) / times)
    return min(series)


def columns(name):
    path = SMALL_AREAS / name
    with gzip.open(path, "rt") if name.endswith("gz") else path.open() as file:
        rows = list(csv.DictReader(file))
    return {key: np.array([float(row[key]) for row in rows]) for key in rows[0]}


def milk():
    data = columns("milk.csv")
    dummies = [(data["MajorArea"] == k) * 1.0 for k in (2, 3, 4)]
    x = np.column_stack([np.ones(43), *dummies])
    return lambda: fay_herriot(data["yi"], data["SD"] ** 2, x)


def multilevel():
    sample, frame = columns("mrp_sample.csv.gz"), columns("mrp_frame.csv.gz")

    def fixed(data):
        return np.column_stack([np.ones(len(data["x"])), data["x"], data["sex"], data["own"]])

    def groups(data):
        return data["age"].astype(int), data["area"].astype(int)

    def task():
        fitted = fit(Cells.of(sample["y"], fixed(sample), list(groups(sample)), [5, 100]))
        poststratified(fitted, fixed(frame), groups(frame), frame["N"], 1)

    return task


def main():
    design, scores = one_stage(), ONE_STAGE.number("api00")
    margins = [ONE_STAGE.margin("stype", STYPE), ONE_STAGE.margin("sch.wide", SCHWIDE)]
    met = design.calibrated(*rake(design.weights, margins))
    officers, teenagers, cigarettes = training(), counties(), states()

    def synthetic_did():
        return synthetic(cigarettes, method="synthetic-did")

    for name, task, times in (
        ("mean of 183 answers in 15 clusters", lambda: estimate_mean(design, scores), 200),
        ("the same, raked to two margins", lambda: estimate_mean(met, scores), 200),
        ("raking itself", lambda: rake(design.weights, margins), 100),
        ("Fay and Herriot, 43 areas", milk(), 20),
        ("multilevel, 5,000 answers in 100 areas", multilevel(), 2),
        ("random timing, 7,785 units x 72", lambda: random_timing(officers), 2),
        ("Callaway and Sant'Anna, 500 x 5", lambda: callaway_santanna(teenagers), 20),
        ("synthetic DiD, 39 x 31, with checks", synthetic_did, 2),
    ):  # fmt: skip
        print(f"{name}: {cost(task, times):.4f} CPU-s", flush=True)


if __name__ == "__main__":
    main()
