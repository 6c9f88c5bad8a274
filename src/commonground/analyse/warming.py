"""Compile, or read from the cache of compiled code, what a scan will run: on a tiny town."""

import argparse
from copy import copy

import numpy as np

from commonground.analyse import models
from commonground.analyse.events import Events

SMALL = 1 << 15  # the scans count in 16 bits below, in 32 from here


def warm(args: argparse.Namespace, cases: int) -> None:
    """Scan three places over four days, once for each width of numbers that may be met."""
    tiny = copy(args)
    for name, value in TINY.items():
        setattr(tiny, name, value)
    for many in {2, SMALL} if cases >= SMALL else {2}:
        models.scan(_town(many), np.ones((3, 4)) if args.model == "poisson" else None, tiny)


TINY = {
    "max_radius": None, "max_share": 1.0, "min_days": 1, "max_days": 2, "min_cases": 1,
    "replications": 2, "threads": 1, "stop_after": None, "max_clusters": None,
    "purely_spatial": False, "purely_temporal": False, "day_of_week": False,
}  # fmt: skip


def _town(many: int) -> Events:
    """Cases of the first place come on the last days, those of the others before."""
    location, time = np.array([0, 0, 1, 2]), np.array([2, 3, 0, 1])
    cases = np.array([many, many, 2, 2])
    return Events(
        location, time, cases, np.full(4, 3), [""] * 4, np.arange(1, 6), ["a", "b", "c"],
        np.array([0.0, 1.0, 2.0]), np.zeros(3),
    )  # fmt: skip
