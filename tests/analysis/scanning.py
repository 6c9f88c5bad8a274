"""Small data sets, and a fast scan beside its slow twin."""

import numpy as np
import pytest

from commonground.analysis.scan import conditional, twin_conditional
from commonground.analysis.scan.results import Scan
from commonground.analysis.scan.search import Search

SEARCHES = [
    Search(geographic=False, max_radius=2.0, max_units=4, replications=9, max_clusters=None),
    Search(geographic=False, prospective=False, replications=9, max_clusters=None),
    Search(geographic=False, prospective=False, max_share=0.3, min_units=2, max_units=3,
           min_cases=4, replications=9, max_clusters=None),
    Search(geographic=False, over="space", replications=9, max_clusters=None),
    Search(geographic=False, over="time", replications=9, max_clusters=None),
    Search(geographic=False, over="time", prospective=False, replications=9, max_clusters=None),
]  # fmt: skip


def town(seed: int, *, places: int = 10, units: int = 8) -> dict:
    """Locations with an uneven population, cases by chance: cases and persons are (m, t)."""
    random = np.random.default_rng(seed)
    persons = random.integers(1, 30, (places, units))
    return {
        "x": random.uniform(0, 4, places), "y": random.uniform(0, 4, places),
        "persons": persons, "cases": random.binomial(persons, 0.08),
    }  # fmt: skip


def as_rows(cells: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """(location, time, count) of every cell that is not empty."""
    location, time = np.nonzero(cells)
    return location, time, cells[location, time]


def assert_same_clusters(found: Scan, cases, size, x, y, search, *, bernoulli) -> None:
    slow = twin_conditional.clusters(cases, size, x, y, search, bernoulli=bernoulli)
    assert [c.llr for c in found.clusters] == pytest.approx([c.ratio for c in slow])
    for one, other in zip(found.clusters, slow, strict=True):
        assert one.members == other.members
        assert (one.start, one.end, one.observed) == (other.start, other.end, other.observed)
        assert one.expected == pytest.approx(other.expected)


def replicates(draw, count: int) -> np.ndarray:
    """(count, m, t) cases of each replicate, in the units of time that windows reach."""
    return np.moveaxis(np.diff(draw.counts(0, count), axis=1)[:, :, :count], 2, 0)


def largest(field, draw, search, count: int) -> np.ndarray:
    """The fast kernel's largest ratio of each replicate, none cut off."""
    return conditional.Replicates(draw, field, search, 0.0)(0, count)
