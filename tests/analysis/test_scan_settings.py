"""What a scan refuses, each in one sentence for the person; and its options."""

import numpy as np
import pytest

from commonground.analysis.errors import Unusable
from commonground.analysis.scan import scan_permutation

from .test_scan import quiet_city, small_data

SETTINGS = {"until": 20, "max_radius": 1.0, "max_days": 5, "geographic": False}


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"max_days": 0}, "shortest window"),
        ({"min_days": 9}, "shortest window"),
        ({"min_cases": 0}, "fewest cases"),
        ({"max_share": 0}, "share"),
        ({"max_share": 1.5}, "share"),
        ({"replications": 0}, "replication"),
        ({"threads": 0}, "thread"),
        ({"stop_after": 0}, "sequential stop"),
        ({"max_radius": -1}, "radius"),
        ({"max_radius": float("nan")}, "radius"),
        ({"until": -1}, "no case in the study period"),
        ({"count": np.full(60, -1)}, "number of cases"),
        ({"count": np.ones(3, int)}, "number of cases"),
    ],
)
def test_it_refuses_settings_that_make_no_sense(wrong, says):
    with pytest.raises(Unusable, match=says):
        scan_permutation(*small_data(1), **(SETTINGS | wrong))


def with_(index: int, value) -> tuple:
    data = list(small_data(1))
    data[index] = value
    return tuple(data)


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (with_(2, np.full(12, np.nan)), "coordinate is not a number"),
        (with_(2, np.ones(3)), "one x and one y"),
        (with_(0, np.full(60, 99)), "does not exist"),
        (with_(0, np.zeros(60, int)), "one place"),
        (with_(1, np.full(60, 7)), "one date"),
        (with_(1, np.ones(3, int)), "a location and a date"),
        ((np.array([], int), np.array([], int), np.ones(1), np.ones(1)), "no case"),
    ],
)
def test_it_refuses_data_from_which_nothing_can_be_learnt(data, says):
    with pytest.raises(Unusable, match=says) as refused:
        scan_permutation(*data, **SETTINGS)
    assert str(refused.value).count(".") == 1


def test_locations_at_one_point_are_one_place():
    location, day, x, y = small_data(1)
    x[5], y[5] = x[4], y[4]
    with pytest.raises(Unusable, match="one place"):
        scan_permutation(np.where(location % 2, 4, 5), day, x, y, **SETTINGS)
    members = [
        {4, 5} & set(c.members) for c in scan_permutation(location, day, x, y, **SETTINGS).clusters
    ]
    assert {4, 5} in members and {4} not in members and {5} not in members


def test_projected_coordinates_given_as_degrees_are_told():
    location, day, x, y = quiet_city(1)
    with pytest.raises(Unusable, match="projected"):
        scan_permutation(location, day, x * 1e5, y * 1e5, until=119, max_radius=1, max_days=7)


def numbers(**more) -> list[tuple]:
    settings = {"until": 119, "max_radius": 1.5, "max_days": 28, "geographic": False}
    found = scan_permutation(*quiet_city(3), **settings, **more)
    return [(c.members, c.start, c.llr, c.p_value) for c in found.clusters]


def test_a_row_that_counts_for_several_is_as_many_rows():
    location, day, x, y = quiet_city(3)
    pairs, count = np.unique(np.column_stack([location, day]), axis=0, return_counts=True)
    settings = {"until": 119, "max_radius": 1.5, "max_days": 28, "geographic": False}
    found = scan_permutation(pairs[:, 0], pairs[:, 1], x, y, count=count, **settings)
    assert [(c.members, c.start, c.llr) for c in found.clusters] == [one[:3] for one in numbers()]


@pytest.mark.parametrize("more", [{}, {"stop_after": 5}, {"gumbel": True}])
def test_the_answer_is_the_same_whatever_the_number_of_threads(more):
    assert numbers(threads=1, **more) == numbers(threads=3, **more)


def test_more_replications_begin_with_the_same_ones():
    settings = {"until": 119, "max_radius": 1.5, "max_days": 28, "geographic": False}
    few = scan_permutation(*quiet_city(3), replications=50, **settings)
    many = scan_permutation(*quiet_city(3), replications=200, **settings)
    assert many.largest[:50].tolist() == few.largest.tolist()


def test_a_sequential_stop_stops_and_says_how_far_it_went():
    settings = {"until": 119, "max_radius": 1.5, "max_days": 28, "geographic": False}
    whole = scan_permutation(*quiet_city(3), **settings)
    found = scan_permutation(*quiet_city(3), stop_after=10, **settings)
    reached = np.flatnonzero(whole.largest >= whole.clusters[0].llr - 1e-9)
    assert found.replications == reached[9] + 1
    assert found.clusters[0].p_value == 10 / found.replications


def test_a_stop_that_is_not_met_leaves_the_p_value_as_it_is():
    location, day, x, y = quiet_city(7)
    location = np.concatenate([location, np.zeros(15, int)])
    day = np.concatenate([day, np.full(15, 119)])
    settings = {"until": 119, "max_radius": 1.5, "max_days": 28, "geographic": False}
    found = scan_permutation(location, day, x, y, stop_after=10, **settings)
    assert (found.replications, found.clusters[0].p_value) == (999, 0.001)


def test_a_gumbel_tail_is_near_the_simulated_p_value_and_goes_further():
    settings = {"until": 119, "max_radius": 1.5, "max_days": 28, "geographic": False}
    found = scan_permutation(*quiet_city(3), gumbel=True, **settings)
    for cluster in found.clusters[:3]:
        assert cluster.gumbel_p_value == pytest.approx(cluster.p_value, abs=0.05)
    location, day, x, y = quiet_city(7)
    location = np.concatenate([location, np.zeros(15, int)])
    day = np.concatenate([day, np.full(15, 119)])
    first = scan_permutation(location, day, x, y, gumbel=True, **settings).clusters[0]
    assert first.p_value == 0.001 and first.gumbel_p_value < 1e-6


def test_a_retrospective_scan_has_no_recurrence_interval():
    settings = {"until": 119, "max_radius": 1.5, "max_days": 28, "geographic": False}
    found = scan_permutation(*quiet_city(3), prospective=False, **settings)
    assert {c.recurrence_days for c in found.clusters} == {None}
    monthly = scan_permutation(*quiet_city(3), days_per_unit=30.4, **settings).clusters[0]
    assert monthly.recurrence_days == pytest.approx(30.4 / monthly.p_value)
