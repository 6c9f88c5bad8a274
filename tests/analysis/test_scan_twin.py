"""The kernels against plain NumPy: every cluster, and every replicate's largest ratio."""

from dataclasses import replace

import numpy as np
import pytest

from commonground.analysis.scan import permutation, scan_permutation, twin
from commonground.analysis.scan.permuting import draw
from commonground.analysis.scan.places import places
from commonground.analysis.scan.simulating import seeds
from commonground.analysis.scan.study import Study, cases_of
from commonground.analysis.scan.windows import Ending

RUNS = 12
PLAIN = twin.Settings(
    since=0, until=29, max_radius=2.0, min_days=1, max_days=9, min_cases=2, max_share=0.5,
    prospective=True, by_weekday=False, geographic=False,
)  # fmt: skip
KINDS = {
    "plain": PLAIN,
    "long windows": replace(PLAIN, max_days=40, min_days=3, until=44),
    "no limit of the radius": replace(PLAIN, max_radius=np.inf, max_share=0.3),
    "many cases": replace(PLAIN, min_cases=6, max_share=0.2),
    "degrees": replace(PLAIN, geographic=True, max_radius=150.0),
    "by weekday": replace(PLAIN, by_weekday=True),
    "retrospective": replace(PLAIN, prospective=False),
    "retrospective, all lengths": replace(PLAIN, prospective=False, max_days=30, min_days=2),
    "retrospective by weekday": replace(PLAIN, prospective=False, by_weekday=True, max_days=12),
}


def data(seed: int, settings: twin.Settings):
    """Cases on a coarse grid, so that distances are equal and locations coincide; some places
    without cases, and some crowded."""
    random = np.random.default_rng(seed)
    places, cases = 25, int(random.integers(40, 400))
    weights = random.dirichlet(np.full(places, 0.4))
    days = random.dirichlet(np.full(settings.until + 1, 0.8))
    return (
        random.choice(places, cases, p=weights), random.choice(len(days), cases, p=days),
        random.integers(0, 8, places) / 2.0, random.integers(0, 8, places) / 2.0,
    )  # fmt: skip


def crowd(seed: int, settings: twin.Settings):
    """So many cases in a circle that they no longer fit into 16 bits."""
    location, day, x, y = data(seed, settings)
    return np.repeat(location, 2000), np.repeat(day, 2000), x, y


def fast(data, settings: twin.Settings, **more):
    return scan_permutation(
        *data, since=settings.since, until=settings.until, min_days=settings.min_days,
        max_days=settings.max_days, min_cases=settings.min_cases, max_share=settings.max_share,
        prospective=settings.prospective, by_weekday=settings.by_weekday,
        geographic=settings.geographic, max_clusters=None, replications=RUNS, seed=3,
        max_radius=None if np.isinf(settings.max_radius) else settings.max_radius, **more,
    )  # fmt: skip


def drawn(data, settings: twin.Settings):
    """The replicates that seed 3 gives, as the cases that the windows look at."""
    location, day, x, y = data
    where = places(x, y)
    study = Study.of(
        cases_of(location, day, None, len(x)), where.point, len(where.x),
        since=settings.since, until=settings.until, by_weekday=settings.by_weekday,
    )  # fmt: skip
    first = where.first[np.flatnonzero(study.row >= 0)]  # a location of each row
    when, wanted = study.day, study.strata
    if settings.prospective:
        near = permutation.circles(where.x, where.y, 1.0, geographic=False)
        ending = Ending.of(study, near, settings.min_days, settings.max_days, 1)
        when, wanted = settings.until - ending.slot, ending.wanted
    for words in seeds(3, RUNS):
        rows = np.zeros(len(when), np.int32)
        draw(words, study.pool.copy(), study.strata, wanted, rows)
        yield first[rows], when


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("seed", range(4))
def test_every_cluster_is_the_twins(kind, seed):
    settings = KINDS[kind]
    sample = data(seed, settings)
    slow, found = twin.scan(*sample, settings), fast(sample, settings).clusters
    assert [c.llr for c in found] == pytest.approx([c.llr for c in slow], abs=1e-9)
    for ours, theirs in zip(found, slow, strict=True):
        if sum(abs(c.llr - ours.llr) < 1e-9 for c in slow) == 1:
            # of equal cylinders any may be the one
            assert (ours.observed, ours.start, ours.end) == (
                theirs.observed, theirs.start, theirs.end
            )  # fmt: skip
            assert ours.expected == pytest.approx(theirs.expected, abs=1e-12)


def test_so_are_the_replicates_of_very_many_cases():
    sample = crowd(3, PLAIN)
    assert np.bincount(sample[0][sample[1] >= 21]).max() > 2**15
    slow = twin.largest(*sample, PLAIN, list(drawn(sample, PLAIN)))
    assert fast(sample, PLAIN, gumbel=True).largest == pytest.approx(slow, rel=1e-9)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("seed", range(4))
def test_every_replicate_and_p_value_are_the_twins(kind, seed):
    settings = KINDS[kind]
    sample = data(seed, settings)
    slow = twin.largest(*sample, settings, list(drawn(sample, settings)))
    whole = fast(sample, settings, gumbel=True)
    if whole.clusters:  # without any, no replicate is run
        assert whole.largest == pytest.approx(slow, abs=1e-9)
    for cluster in fast(sample, settings).clusters:
        reached = (slow >= cluster.llr - 1e-9).sum()
        assert cluster.p_value == (reached + 1) / (RUNS + 1)
