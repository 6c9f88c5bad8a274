"""The scan against SaTScan's sample, planted truth, and nothing at all."""

from datetime import date
from pathlib import Path

import numpy as np
import pytest

from commonground.analysis.scan import Scan, listed, scan_permutation

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


def test_its_further_clusters_are_satscans():
    """Their centres and sizes: of equal centres any may be the one that is named."""
    names, found = fever()
    second, third, fourth = found.clusters[1:4]
    assert "11372" in [names[i] for i in second.members]
    assert [names[i] for i in third.members] == ["10472"]
    assert "10469" in [names[i] for i in fourth.members] and len(fourth.members) == 4
    assert [round(c.p_value) for c in (third, fourth)] == [1, 1]


def test_its_p_value_is_satscans_within_the_error_of_999_permutations():
    _names, found = fever()
    error = (0.216 * 0.784 / 999) ** 0.5
    assert abs(found.clusters[0].p_value - 0.216) < 3 * 2**0.5 * error  # both are simulated
    assert found.clusters[0].recurrence_days == pytest.approx(1 / found.clusters[0].p_value)


def small_data(seed: int, *, cases: int = 60, places: int = 12, days: int = 20):
    random = np.random.default_rng(seed)
    return (
        random.integers(0, places, cases), random.integers(1, days + 1, cases),
        random.uniform(0, 4, places), random.uniform(0, 4, places),
    )  # fmt: skip


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


def test_it_recovers_a_cluster_that_is_over_when_it_looks_back():
    location, day, x, y = quiet_city(7)
    near = np.argsort(np.hypot(x - x[0], y - y[0]))[:3]
    location = np.concatenate([location, np.repeat(near, 5)])
    day = np.concatenate([day, np.tile(np.arange(40, 45), 3)])
    settings = {"until": 119, "max_radius": 1.5, "max_days": 28, "geographic": False}
    first = scan_permutation(location, day, x, y, prospective=False, **settings).clusters[0]
    assert first.p_value == 0.001 and set(near.tolist()) <= set(first.members)
    assert first.start in (39, 40, 41) and first.end in (43, 44, 45)
    today = scan_permutation(location, day, x, y, **settings).clusters[0]
    assert today.p_value > 0.05


def test_a_weekday_on_which_a_market_is_held_stands_out_only_without_the_adjustment():
    """Half of one place's cases come on the day of the week on which the study ends."""
    random = np.random.default_rng(1)
    location, day, x, y = quiet_city(7, days=119)
    market = random.integers(0, 17, 40) * 7 + 6
    location = np.concatenate([location, np.zeros(40, int)])
    day = np.concatenate([day, market])
    settings = {"until": 118, "max_radius": 0.1, "max_days": 1, "geographic": False}
    plain = scan_permutation(location, day, x, y, **settings).clusters[0]
    adjusted = scan_permutation(location, day, x, y, by_weekday=True, **settings)
    there = [c for c in adjusted.clusters if 0 in c.members]
    assert 0 in plain.members
    assert not there or there[0].expected > 3 * plain.expected


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


def test_what_satscan_lists_ends_before_a_cluster_that_tells_nothing():
    found = scan_permutation(
        *quiet_city(3), until=119, max_radius=1.5, max_days=28, geographic=False,
        replications=9, max_clusters=None,
    ).clusters  # fmt: skip
    told = listed(found)
    assert told == found[: len(told)] and len(told) < len(found)
    assert all(cluster.p_value < 1 for cluster in told[1:]) and found[len(told)].p_value == 1
    assert listed(found[-1:]) == found[-1:] and listed(()) == ()
