"""The Bernoulli scan against a slow twin, on a published data set, on truth and on nothing."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from scipy.stats import binom, hypergeom

from commonground.analysis.errors import Unusable
from commonground.analysis.scan import twin_conditional
from commonground.analysis.scan.bernoulli import Picks, scan_bernoulli
from commonground.analysis.scan.field import lay_out
from commonground.analysis.scan.search import Search
from tests.analysis.scanning import (
    SEARCHES,
    assert_same_clusters,
    largest,
    replicates,
    town,
)

SAMPLE = Path(__file__).resolve().parents[1] / "reference" / "scan_satscan"


def bernoulli(cases, persons, x, y, search: Search):
    location, time = np.nonzero(persons)
    return scan_bernoulli(
        location, time, cases[location, time], (persons - cases)[location, time], x, y,
        units=cases.shape[1], search=search,
    )  # fmt: skip


def humberside() -> tuple[np.ndarray, ...]:
    """SaTScan's sample "North Humberside": childhood leukaemia and lymphoma, and controls."""
    places = [row.split() for row in (SAMPLE / "NHumberside.geo").read_text().splitlines() if row]
    row = {name: i for i, (name, _x, _y) in enumerate(places)}
    counts = []
    for name in ("NHumberside.cas", "NHumberside.ctl"):
        count = np.zeros((len(places), 1), dtype=int)
        for line in filter(None, (SAMPLE / name).read_text().splitlines()):
            at, many = line.split()
            count[row[at]] += int(many)
        counts.append(count)
    x, y = np.array([[float(x), float(y)] for _name, x, y in places]).T
    return counts[0], counts[0] + counts[1], x, y


def test_it_equals_the_twin_on_satscans_humberside_sample():
    cases, persons, x, y = humberside()
    search = Search(over="space", geographic=False, max_clusters=None)
    found = bernoulli(cases, persons, x, y, search)
    assert (found.n_cases, int(persons.sum())) == (62, 203)
    assert_same_clusters(found, cases, persons.astype(float), x, y, search, bernoulli=True)


@pytest.mark.parametrize("search", SEARCHES)
@pytest.mark.parametrize("seed", range(4))
def test_it_equals_a_slow_obvious_twin(seed, search):
    made = town(seed)
    cases, persons, x, y = (made[key] for key in ("cases", "persons", "x", "y"))
    found = bernoulli(cases, persons, x, y, search)
    assert_same_clusters(found, cases, persons.astype(float), x, y, search, bernoulli=True)


@pytest.mark.parametrize("most_are_cases", [False, True])
def test_its_replicates_are_looked_at_as_the_twin_does(most_are_cases):
    made, search = town(2), SEARCHES[1]
    cases = made["persons"] - made["cases"] if most_are_cases else made["cases"]
    size, x, y = made["persons"].astype(float), made["x"], made["y"]
    field = lay_out(x, y, cases, size, search, bernoulli=True)
    draw = Picks(field, search)
    drawn = replicates(draw, 9)
    assert (drawn.sum(axis=(1, 2)) == cases.sum()).all()
    assert ((drawn >= 0) & (drawn <= made["persons"])).all()
    slow = [twin_conditional.largest(c, size, x, y, search, bernoulli=True) for c in drawn]
    assert largest(field, draw, search, 9) == pytest.approx(slow)


def test_a_person_is_a_case_as_often_as_any_other():
    made, search = town(2), replace(SEARCHES[0], replications=640)
    persons, n = made["persons"], int(made["cases"].sum())
    field = lay_out(
        made["x"], made["y"], made["cases"], persons.astype(float), search, bernoulli=True
    )
    draw = Picks(field, search)
    drawn = np.concatenate([replicates_from(draw, at) for at in range(0, 640, 64)])
    by_place = drawn.sum(axis=2)
    null = hypergeom(persons.sum(), n, persons[:, -4:].sum(axis=1))
    assert (abs(by_place.mean(axis=0) - null.mean()) < 4 * null.std() / 640**0.5).all()
    assert by_place.std(axis=0) == pytest.approx(null.std(), rel=0.15)


def replicates_from(draw, first: int) -> np.ndarray:
    return np.moveaxis(np.diff(draw.counts(first, first + 64), axis=1), 2, 0)


def test_the_answers_are_the_same_whatever_the_threads():
    made = town(5)
    alone, two = (
        bernoulli(made["cases"], made["persons"], made["x"], made["y"],
                  replace(SEARCHES[1], replications=199, threads=threads))
        for threads in (1, 2)
    )  # fmt: skip
    assert alone.clusters == two.clusters
    assert (alone.largest == two.largest).all()


def test_relative_risk_is_the_share_of_cases_inside_over_that_outside():
    made = town(3)
    cases, persons = made["cases"], made["persons"]
    found = bernoulli(cases, persons, made["x"], made["y"], SEARCHES[1]).clusters[0]
    inside = np.ix_(found.members, range(found.start, found.end + 1))
    c, u = cases[inside].sum(), persons[inside].sum()
    outside = (cases.sum() - c) / (persons.sum() - u)
    assert found.relative_risk == pytest.approx((c / u) / outside)


def test_a_planted_cluster_is_found():
    made = town(8, places=30)
    cases, persons = made["cases"], made["persons"]
    near = np.hypot(made["x"] - made["x"][0], made["y"] - made["y"][0]).argsort()[:4]
    cases[near] = persons[near] // 2
    first = bernoulli(
        cases, persons, made["x"], made["y"], Search(over="space", geographic=False)
    ).clusters[0]
    assert set(near) <= set(first.members)
    assert first.p_value == 0.001


def test_where_there_is_nothing_alarms_are_as_rare_as_they_say():
    alarms, runs, made = 0, 200, town(9)
    random = np.random.default_rng(1)
    for seed in range(runs):
        cases = random.binomial(made["persons"], 0.1)
        search = replace(SEARCHES[0], replications=19, seed=seed)
        found = bernoulli(cases, made["persons"], made["x"], made["y"], search)
        alarms += bool(found.clusters) and found.clusters[0].p_value <= 0.05
    assert alarms <= binom.ppf(0.999, runs, 0.05)


def test_without_cases_it_says_so():
    made = town(1)
    with pytest.raises(Unusable, match="no case in the study"):
        bernoulli(made["cases"] * 0, made["persons"], made["x"], made["y"], SEARCHES[0])


def test_without_controls_it_asks_for_them():
    with pytest.raises(Unusable, match="no controls"):
        scan_bernoulli(
            np.array([0]), np.array([0]), np.array([3]), np.array([0]), np.zeros(1), np.zeros(1)
        )
