"""The Poisson scan against SaTScan's published sample, a slow twin, truth, and nothing at all."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import pytest
from scipy.stats import binom, chi2

from commonground.analysis.errors import Unusable
from commonground.analysis.scan import twin_conditional
from commonground.analysis.scan.field import lay_out
from commonground.analysis.scan.intervals import intervals
from commonground.analysis.scan.poisson import Multinomial, scan_poisson
from commonground.analysis.scan.population import Population, census_days, expected_cases
from commonground.analysis.scan.search import Search
from tests.analysis.scanning import (
    SEARCHES,
    as_rows,
    assert_same_clusters,
    largest,
    replicates,
    town,
)

SAMPLE = Path(__file__).resolve().parents[1] / "reference" / "scan_satscan"
YEARS = range(1973, 1992)


def rows(name: str) -> list[list[str]]:
    return [row.split() for row in (SAMPLE / name).read_text().splitlines() if row.strip()]


def new_mexico() -> dict:
    """SaTScan's sample "New Mexico brain cancer": 32 counties, 1973-1991, 18 ages x 2 sexes."""
    places, cases, census = rows("nm.geo"), rows("nm.cas"), rows("nm.pop")
    county = {name: i for i, (name, _lat, _lon) in enumerate(places)}
    group = {pair: i for i, pair in enumerate(sorted({tuple(row[3:]) for row in census}))}
    edges = intervals(date(1973, 1, 1).toordinal(), date(1991, 12, 31).toordinal(), "year")
    days = np.array([census_days(row[1], int(edges[0])) for row in census])
    population = Population(
        location=np.array([county[row[0]] for row in census]),
        stratum=np.array([group[tuple(row[3:])] for row in census]),
        since=days[:, 0], until=days[:, 1],
        count=np.array([float(row[2]) for row in census]),
    )  # fmt: skip
    location = np.array([county[row[0]] for row in cases])
    count = np.array([int(row[1]) for row in cases])
    expected = expected_cases(
        population, edges, len(places), location=location, count=count,
        stratum=np.array([group[tuple(row[3:])] for row in cases]),
    )  # fmt: skip
    return {
        "location": location, "count": count,
        "time": np.array([int(row[2]) - YEARS[0] for row in cases]),
        "x": np.array([float(row[2]) for row in places]),
        "y": np.array([float(row[1]) for row in places]),
        "expected": expected, "names": list(county),
    }  # fmt: skip


@pytest.fixture(scope="module")
def sample() -> dict:
    return new_mexico()


@pytest.fixture(scope="module")
def found(sample):
    known = {key: value for key, value in sample.items() if key != "names"}
    return scan_poisson(**known, search=Search(prospective=False))


def test_it_finds_what_satscan_finds_in_its_brain_cancer_sample(sample, found):
    first = found.clusters[0]
    assert sample["names"][first.centre] == "Torrance"
    assert len(first.members) == 9
    assert (YEARS[first.start], YEARS[first.end]) == (1985, 1989)
    assert (first.observed, round(first.expected, 2)) == (236, 176.22)
    assert sample["names"][found.clusters[1].centre] == "Chaves"


def test_its_likelihood_ratios_are_satscans(found):
    ratios = [round(cluster.llr, 6) for cluster in found.clusters[:2]]
    assert ratios == [10.979758, 5.684828]


def test_its_p_values_are_satscans_within_the_error_of_999_replicates(found):
    for cluster, p in zip(found.clusters, (0.014, 0.692), strict=False):
        error = (p * (1 - p) / 999) ** 0.5
        assert abs(cluster.p_value - p) < 3 * 2**0.5 * error  # both are simulated


# The slow twin.


def poisson(cases, expected, x, y, search: Search):
    location, time, count = as_rows(cases)
    return scan_poisson(location, time, count, x, y, expected=expected, search=search)


@pytest.mark.parametrize("search", SEARCHES)
@pytest.mark.parametrize("seed", range(4))
def test_it_equals_a_slow_obvious_twin(seed, search):
    made = town(seed)
    cases, size = made["cases"], made["persons"].astype(float)
    x, y = made["x"], made["y"]
    found = poisson(cases, size, x, y, search)
    assert_same_clusters(found, cases, size, x, y, search, bernoulli=False)


@pytest.mark.parametrize("seed", range(2))
def test_its_replicates_are_looked_at_as_the_twin_does(seed):
    made, search = town(seed), SEARCHES[1]
    size, x, y = made["persons"].astype(float), made["x"], made["y"]
    size *= made["cases"].sum() / size.sum()
    field = lay_out(x, y, made["cases"], size, search, bernoulli=False)
    draw = Multinomial(field, search)
    slow = [
        twin_conditional.largest(cases, size, x, y, search, bernoulli=False)
        for cases in replicates(draw, 9)
    ]
    assert largest(field, draw, search, 9) == pytest.approx(slow)


def test_replicates_hold_as_many_cases_where_they_are_expected():
    made, search = town(3), Search(geographic=False, prospective=False, replications=640)
    size = made["persons"] * (made["cases"].sum() / made["persons"].sum())
    field = lay_out(made["x"], made["y"], made["cases"], size, search, bernoulli=False)
    draw = Multinomial(field, search)
    drawn = np.concatenate(
        [np.diff(draw.counts(at, at + 64), axis=1) for at in range(0, 640, 64)], axis=2
    )
    assert (drawn.sum(axis=(0, 1)) == made["cases"].sum()).all()
    chi_squared = ((drawn.sum(axis=2) - 640 * size) ** 2 / (640 * size)).sum()
    assert chi2.ppf(0.001, size.size - 1) < chi_squared < chi2.ppf(0.999, size.size - 1)


def test_cases_of_the_last_units_are_as_many_as_in_replicates_of_all_units():
    made, search = town(3), Search(geographic=False, max_units=2, replications=640)
    size = made["persons"] * (made["cases"].sum() / made["persons"].sum())
    field = lay_out(made["x"], made["y"], made["cases"], size, search, bernoulli=False)
    n, share = made["cases"].sum(), size[:, -2:].sum() / size.sum()
    drawn = Multinomial(field, search).drawn
    assert abs(drawn.mean() - n * share) < 4 * (n * share * (1 - share) / 640) ** 0.5


# Truth, chance, and what cannot be told.


@pytest.mark.parametrize("search", [SEARCHES[0], SEARCHES[1]])
def test_the_answers_are_the_same_whatever_the_threads(search):
    made = town(5)
    alone, two = (
        poisson(made["cases"], made["persons"], made["x"], made["y"],
                replace(search, replications=199, threads=threads))
        for threads in (1, 2)
    )  # fmt: skip
    assert alone.clusters == two.clusters
    assert (alone.largest == two.largest).all()


def test_more_replications_begin_with_the_same_ones():
    made, search = town(5), replace(SEARCHES[1], gumbel=True)
    few, many = (
        poisson(made["cases"], made["persons"], made["x"], made["y"],
                replace(search, replications=count)).largest
        for count in (70, 200)
    )  # fmt: skip
    assert (many[:70] == few).all()


def test_a_ratio_of_a_replicate_is_exact_where_it_reaches_a_reported_one():
    made = town(6)
    search = replace(SEARCHES[1], replications=300, max_clusters=3)
    quick = poisson(made["cases"], made["persons"], made["x"], made["y"], search)
    whole = poisson(
        made["cases"], made["persons"], made["x"], made["y"], replace(search, gumbel=True)
    )
    reach = whole.largest >= quick.floor
    assert quick.largest[reach] == pytest.approx(whole.largest[reach])
    assert (quick.largest[~reach] < quick.floor).all()
    assert [c.p_value for c in quick.clusters] == [c.p_value for c in whole.clusters]


def test_the_sequential_stop_needs_fewer_replicates_and_says_so():
    made = town(7)
    search = replace(SEARCHES[0], replications=999, stop_after=10)
    found = poisson(made["cases"], made["persons"], made["x"], made["y"], search)
    assert found.replications < 999
    assert found.clusters[0].p_value == pytest.approx(10 / found.replications)


def test_a_planted_cluster_is_found():
    made = town(8, places=30, units=12)
    cases, near = (
        made["cases"],
        np.hypot(made["x"] - made["x"][0], made["y"] - made["y"][0]).argsort()[:4],
    )
    cases[near, -3:] += 4
    first = poisson(
        cases, made["persons"], made["x"], made["y"], Search(geographic=False, max_radius=2.0)
    ).clusters[0]
    assert set(near) <= set(first.members)
    assert (first.start, first.end) == (9, 11)
    assert first.p_value == 0.001


def test_where_there_is_nothing_alarms_are_as_rare_as_they_say():
    alarms, runs = 0, 200
    search = Search(geographic=False, max_radius=2.0, max_units=3, replications=19)
    random = np.random.default_rng(1)
    made = town(9)
    for seed in range(runs):
        cases = random.poisson(made["persons"] * 0.08)
        found = poisson(cases, made["persons"], made["x"], made["y"], replace(search, seed=seed))
        alarms += bool(found.clusters) and found.clusters[0].p_value <= 0.05
    assert alarms <= binom.ppf(0.999, runs, 0.05)


def test_without_cases_it_says_so():
    made = town(1)
    with pytest.raises(Unusable, match="no case in the study"):
        poisson(made["cases"] * 0, made["persons"], made["x"], made["y"], SEARCHES[0])


def test_one_place_cannot_be_compared_except_with_other_times():
    cases, expected, here = np.array([[1, 9]]), np.ones((1, 2)), np.zeros(1)
    with pytest.raises(Unusable, match="compares places"):
        poisson(cases, expected, here, here, Search(geographic=False))
    found = poisson(cases, expected, here, here, Search(over="time", geographic=False))
    assert (found.clusters[0].start, found.clusters[0].observed) == (1, 9)


def test_the_same_risk_everywhere_is_no_cluster():
    found = poisson(np.full((3, 2), 4), np.ones((3, 2)), np.arange(3.0), np.zeros(3),
                    Search(geographic=False, prospective=False))  # fmt: skip
    assert found.clusters == ()


def test_a_baseline_in_another_unit_gives_the_same():
    made = town(2)
    one, other = (
        poisson(made["cases"], made["persons"] * unit, made["x"], made["y"], SEARCHES[0])
        for unit in (1.0, 0.001)
    )
    assert [c.llr for c in one.clusters] == pytest.approx([c.llr for c in other.clusters])


def test_locations_at_one_point_enter_a_circle_together():
    x, y = np.array([0.0, 0.0, 5.0, 9.0]), np.zeros(4)
    cases = np.array([[6], [5], [1], [1]])
    found = poisson(cases, np.ones((4, 1)), x, y, Search(over="space", geographic=False))
    assert found.clusters[0].members == (0, 1)
    assert found.clusters[0].observed == 11


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"location": np.array([9])}, "a location that the study does not have"),
        ({"time": np.array([-1])}, "a time that the study does not have"),
        ({"count": np.array([-1])}, "below zero"),
        ({"expected": np.array([[np.nan, 1.0], [1.0, 1.0]])}, "not a number"),
        ({"expected": np.ones((3, 2))}, "one row for every location"),
        ({"expected": np.array([[0.0, 1.0], [1.0, 1.0]])}, "none are expected"),
    ],
)
def test_impossible_rows_are_refused_in_one_sentence(wrong, sentence):
    right = {
        "location": np.array([0]), "time": np.array([0]), "count": np.array([3]),
        "expected": np.ones((2, 2)),
    }  # fmt: skip
    with pytest.raises(Unusable, match=sentence):
        scan_poisson(**(right | wrong), x=np.arange(2.0), y=np.zeros(2))


@pytest.mark.parametrize(
    "wrong",
    [{"max_share": 0}, {"max_share": 1.5}, {"min_units": 0}, {"min_units": 3, "max_units": 2},
     {"replications": 0}, {"min_cases": 0}, {"threads": 0}],
)  # fmt: skip
def test_impossible_settings_are_refused(wrong):
    with pytest.raises(Unusable):
        Search(**wrong)
