"""The scan against SaTScan's published sample, a slow twin, planted truth, and nothing at all."""

from datetime import date
from math import dist, log
from pathlib import Path

import numpy as np
import pytest

from commonground.analysis.scan import Scan, scan_permutation

SAMPLE = Path(__file__).resolve().parents[1] / "reference" / "scan_satscan"
FEVER_DAYS = (date(2001, 11, 1).toordinal(), date(2001, 11, 24).toordinal())


def fever() -> tuple[list[str], Scan]:
    """SaTScan's sample "NYC fever" with its documented settings: 3 km, up to 7 days."""
    places = [row.split() for row in (SAMPLE / "NYCfever.geo").read_text().splitlines() if row]
    names = [name for name, _lat, _lon in places]
    location, day = [], []
    for row in filter(None, (SAMPLE / "NYCfever.cas").read_text().splitlines()):
        name, count, on = row.split()
        location += [names.index(name)] * int(count)
        day += [date(*map(int, on.split("/"))).toordinal()] * int(count)
    since, until = FEVER_DAYS
    return names, scan_permutation(
        np.array(location), np.array(day),
        np.array([float(lon) for _n, _lat, lon in places]),
        np.array([float(lat) for _n, lat, _lon in places]),
        until=until, since=since, max_radius=3, max_days=7, replications=999,
    )  # fmt: skip


def test_it_finds_what_satscan_finds_in_its_fever_sample():
    names, found = fever()
    first = found.clusters[0]
    assert [names[i] for i in first.members] == [
        "11418", "11415", "11419", "11435", "11416", "11421", "11451", "11375", "11417",
    ]  # fmt: skip
    assert round(first.radius, 1) == 2.9
    assert date.fromordinal(first.start) == date(2001, 11, 22)
    assert date.fromordinal(first.end) == date(2001, 11, 24)
    assert (first.observed, round(first.expected, 2)) == (4, 0.67)


def test_its_likelihood_ratios_are_satscans():
    _names, found = fever()
    ratios = [cluster.llr for cluster in found.clusters[:4]]
    assert ratios == pytest.approx([3.845418, 3.164201, 2.137259, 1.427139], abs=1e-6)


def test_its_p_value_is_satscans_within_the_error_of_999_permutations():
    _names, found = fever()
    error = (0.216 * 0.784 / 999) ** 0.5
    assert abs(found.clusters[0].p_value - 0.216) < 3 * 2**0.5 * error  # both are simulated
    assert found.clusters[0].recurrence_days == pytest.approx(1 / found.clusters[0].p_value)


# The slow twin: every cylinder of every centre by plain loops over the cases.


def slow_ratio(c: int, mu: float, n: int) -> float:
    if c <= mu:
        return 0.0
    return c * log(c / mu) + ((n - c) * log((n - c) / (n - mu)) if c < n else 0.0)


def slow_cylinders(location, day, x, y, *, until, max_radius, max_days, min_cases, share=0.5):
    """(ratio, members, start, observed, expected) of every cylinder."""
    n, places = len(location), list(zip(x, y, strict=True))
    for centre in places:
        gaps = sorted((round(dist(centre, p), 9), i) for i, p in enumerate(places))
        near = [i for gap, i in gaps if gap <= max_radius]
        for size in range(1, len(near) + 1):
            zone = near[:size]
            in_zone = sum(1 for where in location if where in zone)
            if in_zone > share * n:
                break
            for days in range(1, max_days + 1):
                in_window = sum(1 for d in day if d > until - days)
                both = sum(
                    1 for where, d in zip(location, day, strict=True)
                    if where in zone and d > until - days
                )  # fmt: skip
                if both >= min_cases:
                    mu = in_zone * in_window / n
                    yield slow_ratio(both, mu, n), zone, until - days + 1, both, mu


def slow_largest(*args, **settings) -> float:
    return max((row[0] for row in slow_cylinders(*args, **settings)), default=0.0)


def shuffled_days(day: np.ndarray, until: int, max_days: int, seed: int, runs: int):
    """The permutations that the scan draws, as whole vectors of days."""
    random = np.random.default_rng(seed)
    recent = np.flatnonzero(day > until - max_days)
    rest = np.setdiff1d(np.arange(len(day)), recent)
    for _ in range(runs):
        rows = random.choice(len(day), size=len(recent), replace=False)
        days = np.empty_like(day)
        days[rows] = day[recent]
        days[np.setdiff1d(np.arange(len(day)), rows)] = day[rest]
        yield days


def small_data(seed: int, *, cases: int = 60, places: int = 12, days: int = 20):
    random = np.random.default_rng(seed)
    return (
        random.integers(0, places, cases), random.integers(1, days + 1, cases),
        random.uniform(0, 4, places), random.uniform(0, 4, places),
    )  # fmt: skip


@pytest.mark.parametrize("seed", range(6))
def test_it_equals_a_slow_obvious_twin(seed):
    location, day, x, y = small_data(seed)
    settings = {"until": 20, "max_radius": 2.0, "max_days": 5, "min_cases": 2}
    found = scan_permutation(location, day, x, y, **settings, replications=9, geographic=False)
    slow = list(slow_cylinders(location, day, x, y, **settings))
    first = found.clusters[0]
    assert first.llr == pytest.approx(max(row[0] for row in slow))
    assert any(
        (row[0], row[3], row[4]) == pytest.approx((first.llr, first.observed, first.expected))
        and sorted(row[1]) == sorted(first.members) and row[2] == first.start
        for row in slow
    )  # fmt: skip


@pytest.mark.parametrize("seed", range(3))
def test_its_p_values_are_those_of_the_twin_on_the_same_permutations(seed):
    location, day, x, y = small_data(seed)
    settings = {"until": 20, "max_radius": 2.0, "max_days": 5, "min_cases": 2}
    found = scan_permutation(
        location, day, x, y, **settings, replications=19, seed=seed, geographic=False
    )
    slow = [
        slow_largest(location, days, x, y, **settings)
        for days in shuffled_days(day, 20, 5, seed, 19)
    ]
    for cluster in found.clusters:
        beaten = sum(1 for largest in slow if largest >= cluster.llr - 1e-9)
        assert cluster.p_value == pytest.approx((beaten + 1) / 20)


def test_no_cluster_shares_a_location_with_a_stronger_one():
    found = scan_permutation(*small_data(1), until=20, max_radius=2.0, max_days=5, geographic=False)
    members = [i for cluster in found.clusters for i in cluster.members]
    assert len(members) == len(set(members))
    ratios = [cluster.llr for cluster in found.clusters]
    assert ratios == sorted(ratios, reverse=True)


def quiet_city(seed: int, *, cases: int = 600, places: int = 60, days: int = 120):
    random = np.random.default_rng(seed)
    return (
        random.choice(places, cases, p=random.dirichlet(np.ones(places))),
        random.integers(0, days, cases),
        random.uniform(0, 6, places), random.uniform(0, 6, places),
    )  # fmt: skip


def test_it_recovers_a_cluster_that_was_planted():
    location, day, x, y = quiet_city(7)
    near = np.argsort(np.hypot(x - x[0], y - y[0]))[:3]
    location = np.concatenate([location, np.repeat(near, 5)])
    day = np.concatenate([day, np.tile(np.arange(115, 120), 3)])
    found = scan_permutation(
        location, day, x, y, until=119, max_radius=1.5, max_days=28, geographic=False
    )
    first = found.clusters[0]
    assert first.p_value == 0.001
    assert set(near.tolist()) <= set(first.members)
    assert first.start in (114, 115, 116) and first.observed >= 15
    assert first.relative_risk > 4


def test_where_nothing_happens_it_raises_about_the_false_alarms_that_it_states():
    runs, level = 200, 0.05
    alarms = 0
    for seed in range(runs):
        found = scan_permutation(
            *quiet_city(seed, cases=150, places=20, days=60), until=59, max_radius=2.0,
            max_days=14, replications=99, seed=seed, geographic=False,
        )  # fmt: skip
        alarms += bool(found.clusters) and found.clusters[0].p_value <= level
    # 99.9 % of Binomial(200, 0.05) lies between 2 and 21; ties make the test a little cautious
    assert 1 <= alarms <= 21


def test_one_seed_gives_one_answer():
    def once(seed: int) -> list[tuple]:
        settings = {"until": 119, "max_radius": 1.5, "max_days": 28, "geographic": False}
        found = scan_permutation(*quiet_city(3), **settings, replications=199, seed=seed)
        return [(c.members, c.start, c.p_value) for c in found.clusters]

    assert once(5) == once(5)
    assert [c[:2] for c in once(5)] == [c[:2] for c in once(6)]


NOTHING = np.array([], dtype=np.int64)
AT = np.array([0.0])


def test_it_says_nothing_where_there_is_nothing():
    assert (
        scan_permutation(NOTHING, NOTHING, AT, AT, until=9, max_radius=1, max_days=3).clusters == ()
    )


def test_it_says_nothing_of_one_location_alone():
    """Where and when cannot interact: every case is in the only circle there is."""
    found = scan_permutation(
        np.zeros(30, int), np.arange(30), AT, AT, until=29, max_radius=1, max_days=7
    )
    assert found.clusters == ()


def test_it_says_nothing_when_nobody_reported_lately():
    location, day, x, y = quiet_city(1)
    found = scan_permutation(
        location, day, x, y, until=400, max_radius=2, max_days=28, geographic=False
    )
    assert found.clusters == ()


def test_cases_outside_the_study_count_for_nothing():
    location, day, x, y = quiet_city(2)
    settings = {"until": 100, "since": 20, "max_radius": 1.5, "max_days": 14, "geographic": False}
    inside = (day >= 20) & (day <= 100)
    whole = scan_permutation(location, day, x, y, **settings)
    assert whole.n_cases == inside.sum()
    kept = scan_permutation(location[inside], day[inside], x, y, **settings)
    assert [c.llr for c in whole.clusters] == [c.llr for c in kept.clusters]


@pytest.mark.parametrize(
    "wrong",
    [
        {"max_days": 0}, {"min_days": 9}, {"max_share": 0}, {"replications": 0},
        {"max_radius": -1},
    ],
)  # fmt: skip
def test_it_refuses_settings_that_make_no_sense(wrong):
    settings = {"until": 20, "max_radius": 1.0, "max_days": 5} | wrong
    with pytest.raises(ValueError):
        scan_permutation(*small_data(1), **settings, geographic=False)


def test_it_refuses_a_case_at_a_location_that_does_not_exist():
    location, day, x, y = small_data(1)
    with pytest.raises(ValueError, match="does not exist"):
        scan_permutation(
            location + 1, day, x, y, until=20, max_radius=1, max_days=5, geographic=False
        )
