"""Near repeats against published counts, a slow twin, truth, and nothing at all."""

from datetime import date
from itertools import permutations
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import binom, chisquare

from commonground.analysis.errors import Unusable
from commonground.analysis.knox import knox, shuffling, statistic, twin
from commonground.analysis.scan.simulating import seeds

DATA = Path(__file__).resolve().parents[1] / "reference" / "near_repeat"
CLOSE = {"distance": 200, "days": 7}
EDGES = {"distance_edges": [0, 1, 101, 201, 301], "time_edges": [0, 8, 15, 22]}
BURGLARIES = [
    [29, 4, 5, 2], [45, 15, 7, 2], [106, 48, 21, 13], [88, 64, 46, 15],
    [206611, 138108, 88321, 36415],
]  # fmt: skip


def burglaries():
    rows = [row.split(",") for row in (DATA / "chicago_be_month1.csv").read_text().split()]
    days = [date.fromisoformat(row[2]).toordinal() for row in rows]
    return np.array([float(r[0]) for r in rows]), np.array([float(r[1]) for r in rows]), days


def made_up():
    return np.loadtxt(DATA / "made_up_5000.csv", delimiter=",", skiprows=1).T


def test_its_table_of_chicagos_burglaries_is_the_one_with_true_half_open_bins():
    found = knox(*burglaries(), **CLOSE, **EDGES, metric="manhattan", permutations=9).table
    assert found.observed.tolist() == BURGLARIES
    assert found.observed.sum() == 970 * 969 / 2


def test_it_finds_the_near_repeats_of_a_generated_file():
    found = knox(*made_up(), **CLOSE)
    assert found.pairs == 1073
    assert found.null_mean == pytest.approx(648.9, abs=1)  # the reference simulated it 999 times
    assert found.p_value == 0.001
    assert found.ratio == found.pairs / found.null_mean


def test_the_mean_of_the_shuffles_is_the_exact_one():
    found = knox(*made_up(), **CLOSE, **EDGES)
    error = found.simulated.std() / len(found.simulated) ** 0.5
    assert abs(found.simulated.mean() - found.null_mean) < 4 * error


def test_the_order_of_the_events_does_not_matter():
    x, y, t = made_up()
    mixed = np.random.default_rng(1).permutation(len(x))
    one = knox(x, y, t, **CLOSE, permutations=99)
    other = knox(x[mixed], y[mixed], t[mixed], **CLOSE, permutations=99)
    assert one.simulated.tolist() == other.simulated.tolist()


def test_more_permutations_begin_with_the_same_ones():
    few, many = (knox(*made_up(), **CLOSE, permutations=n).simulated for n in (70, 200))
    assert few.tolist() == many[:70].tolist()


def test_pairs_gone_through_in_parts_are_the_same_pairs(monkeypatch):
    whole = knox(*made_up(), **CLOSE, **EDGES, permutations=70)
    monkeypatch.setattr(statistic, "LISTED", 1000)
    parts = knox(*made_up(), **CLOSE, **EDGES, permutations=70)
    assert parts.simulated.tolist() == whole.simulated.tolist()
    assert parts.table.observed.tolist() == whole.table.observed.tolist()


events = st.lists(
    st.tuples(st.integers(0, 12), st.integers(0, 12), st.integers(0, 9)), min_size=2, max_size=25
).filter(lambda rows: len({row[:2] for row in rows}) > 1 and len({row[2] for row in rows}) > 1)
ascending = st.lists(st.integers(0, 12), min_size=1, max_size=4, unique=True).map(sorted)


@settings(deadline=None, max_examples=150)
@given(
    events, st.integers(0, 15), st.integers(0, 10), ascending, ascending,
    st.sampled_from(["euclidean", "manhattan"]), st.sampled_from([1.0, 0.1, 70_000.0]),
)  # fmt: skip
def test_it_counts_what_a_slow_twin_counts(rows, distance, days, rings, bins, metric, scale):
    x, y, t = np.array(rows, dtype=np.float64).T
    edges = {"distance_edges": rings, "time_edges": [edge * scale for edge in bins]}
    found = knox(
        x, y, t * scale, distance=distance, days=days * scale, permutations=3, metric=metric,
        **edges,
    )  # fmt: skip
    assert found.pairs == twin.close_pairs(x, y, t, distance, days, metric)
    assert (found.table.observed == twin.table(x, y, t, rings, bins, metric)).all()


def test_the_shuffles_are_all_orders_equally_often():
    """Four events in a row: only the neighbours' times count, so all 24 orders can be listed."""
    x, t = np.array([0.0, 1.0, 2.0, 3.0]), np.array([0.0, 1.0, 3.0, 7.0])
    found = knox(x, np.zeros(4), t, distance=1, days=2, permutations=24_000)
    orders = [np.abs(np.diff(order)) <= 2 for order in permutations(t)]
    expected = np.bincount([soon.sum() for soon in orders], minlength=4) * 1000
    simulated = np.bincount(found.simulated, minlength=4)
    assert (simulated[expected == 0] == 0).all()
    seen = expected > 0
    assert chisquare(simulated[seen], expected[seen]).pvalue > 0.001


def test_each_lane_of_times_is_a_shuffle_of_its_own():
    times = np.arange(50, dtype=np.int16)
    lanes = np.zeros((50, shuffling.LANES), np.int16)
    shuffling.shuffle(seeds(1, 10), times, lanes, 3)
    shuffled = lanes[:, 3:13].T
    assert (np.sort(shuffled, axis=1) == times).all()
    assert len({tuple(row) for row in shuffled.tolist()}) == 10
    assert not lanes[:, :3].any() and not lanes[:, 13:].any()


def test_more_pairs_than_16_bits_hold_are_counted():
    x = np.repeat([0.0, 5000.0], 300)
    t = np.tile([1.0, 2.0], 300)
    found = knox(x, x, t, distance=0, days=1, permutations=1)
    assert found.pairs == found.simulated[0] == 2 * (300 * 299 // 2)


def test_limits_are_included_even_where_the_computer_rounds():
    x, t = np.array([1000.1, 1000.3, 9000.0]), np.array([0.1, 0.3, 9.0])
    assert x[1] - x[0] < 0.2 < t[1] - t[0] + 1e-9
    found = knox(
        x, np.zeros(3), t, distance=0.2, days=0.2, permutations=1,
        distance_edges=[0, 0.2], time_edges=[0, 0.2],
    )  # fmt: skip
    assert found.pairs == 1
    assert found.table.observed.tolist() == [[0, 0], [0, 3]]


def town(random, planted: int = 0):
    """300 events in a square of 3 km and a year; `planted` more come within 100 m and 5 days."""
    x, y, t = (
        random.uniform(0, 3000, 300),
        random.uniform(0, 3000, 300),
        random.integers(0, 365, 300),
    )
    return (
        np.append(x, x[:planted] + random.uniform(-70, 70, planted)),
        np.append(y, y[:planted] + random.uniform(-70, 70, planted)),
        np.append(t, t[:planted] + random.integers(0, 6, planted)),
    )


def test_near_repeats_that_were_planted_are_found_and_in_their_cell():
    found = knox(*town(np.random.default_rng(1), 40), **CLOSE, **EDGES)
    assert found.p_value == 0.001
    assert 40 - 16 <= found.pairs - found.null_mean <= 40 + 16  # three deviations of the others
    surprising = np.argwhere(found.table.p_value <= 0.001).tolist()
    assert [1, 0] in surprising
    assert all(column == 0 for row, column in surprising if row < 3)


def test_on_towns_with_nothing_in_them_it_alarms_as_often_as_it_says():
    random = np.random.default_rng(2)
    alarms = sum(
        knox(*town(random), **CLOSE, permutations=99, seed=i).p_value <= 0.05 for i in range(200)
    )
    assert binom.cdf(alarms, 200, 0.05) > 0.001  # p-values of counts are a little conservative
    assert binom.sf(alarms - 1, 200, 0.05) > 0.001


def test_nothing_close_is_said_to_be_nothing():
    far = np.arange(5) * 1e6
    found = knox(far, far, np.arange(5.0), **CLOSE, permutations=9)
    assert (found.pairs, found.null_mean, found.p_value) == (0, 0.0, 1.0)
    assert np.isnan(found.ratio)


GOOD = {"x": [0.0, 1.0, 2.0], "y": [0.0, 1.0, 2.0], "t": [1, 2, 3], **CLOSE}


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"x": [0.0, np.nan, 2.0]}, "not a number"),
        ({"t": [0.0, np.inf, 2.0]}, "not a number"),
        ({"x": [0.0, 1.0]}, "one x, one y and one time"),
        ({"x": [1.0], "y": [1.0], "t": [1.0]}, "two events"),
        ({"x": [], "y": [], "t": []}, "two events"),
        ({"x": [1.0] * 3, "y": [1.0] * 3}, "one place"),
        ({"t": [4] * 3}, "one date"),
        ({"distance": -1}, "distance"),
        ({"distance": np.inf}, "distance"),
        ({"days": np.nan}, "days"),
        ({"permutations": 0}, "permutation"),
        ({"seed": -1}, "seed"),
        ({"metric": "taxi"}, "metric"),
        ({"distance_edges": [0, 1]}, "edges of both"),
        ({"distance_edges": [0, 0], "time_edges": [0]}, "distance must ascend"),
        ({"distance_edges": [0], "time_edges": [-1, 3]}, "time must ascend"),
        ({"distance_edges": [], "time_edges": []}, "must ascend"),
        ({"t": [0, 1, 3_000_000_000]}, "longer unit"),
    ],
)
def test_it_refuses_what_it_cannot_work_with(wrong, says):
    with pytest.raises(Unusable, match=says) as refused:
        knox(**(GOOD | wrong))
    assert str(refused.value).count(". ") == 0
