"""Whoever adds and takes away all that is told of areas and groups is left with thirty or none."""

import random
from itertools import product

import numpy as np
import pytest

from commonground.insight.trust import gating
from commonground.insight.trust.crossing import Table
from commonground.insight.trust.families import _hide_parts
from commonground.insight.trust.gating import Made
from commonground.insight.trust.leaving import Crossed
from commonground.insight.trust.models import TrustEstimate
from commonground.places.models import Neighbourhood

LEAST = 30
SIZES = (0, 1, 2, 5, 12, 20, 31, 35, 45, 60, 90)


def figure(area: int | None, group: int | None, n: int) -> Made:
    told = {"n": n, "estimate": 50.0} if n >= LEAST else {}
    place = None if area is None else Neighbourhood(pk=area + 1)
    name = "" if group is None else f"age.1={group}"
    return Made(TrustEstimate(neighbourhood=place, group=name, **told), n)


def told(n: np.ndarray) -> np.ndarray:
    """(sums, cells): of each figure that is told, whose answers it is of. `n` : areas and those of
    none, by groups and those of none."""
    many, kinds = n.shape[0] - 1, n.shape[1] - 1
    areas = [figure(a, None, int(n[a].sum())) for a in range(many)]
    groups = [figure(None, g, int(n[:, g].sum())) for g in range(kinds)]
    lines = [figure(None, None, int(n.sum())), *areas, *groups]
    _hide_parts(lines, LEAST)
    cells = [figure(a, g, int(n[a, g])) for a, g in product(range(many), range(kinds))]
    for cell in cells:
        own = [areas[cell.row.neighbourhood.pk - 1], groups[int(cell.row.group[-1])]]
        if any(line.row.estimate is None for line in own):
            gating.hide(cell.row)
    wholes = {(line.row.neighbourhood, line.row.group): line for line in lines}
    Table(cells, LEAST, wholes).hide_what_others_leave()
    rows = [_people(one, n.shape) for one in [*lines, *cells] if one.row.estimate is not None]
    return np.array(rows).reshape(len(rows), n.size)


def _people(one: Made, shape: tuple[int, ...]) -> np.ndarray:
    made = np.ones(shape)
    if one.row.neighbourhood is not None:
        made[np.arange(shape[0]) != one.row.neighbourhood.pk - 1] = 0
    if one.row.group:
        made[:, np.arange(shape[1]) != int(one.row.group[-1])] = 0
    return made.ravel()


def few_that_come_out(sums: np.ndarray, n: np.ndarray) -> list[int]:
    """How many people each set of cells holds whose sum is a mix of the sums that are told."""
    sets = np.array(list(product((0.0, 1.0), repeat=n.size)))
    people = sets @ n.ravel()
    some = (people > 0) & (people < LEAST)
    _u, size, basis = np.linalg.svd(sums, full_matrices=False)
    basis = basis[size > 1e-9]
    away = sets[some] - sets[some] @ basis.T @ basis
    return people[some][np.abs(away).max(axis=1) < 1e-9].tolist()


@pytest.mark.parametrize("seed", range(12))
def test_no_sum_of_all_that_is_told_leaves_a_few(seed):
    chance = random.Random(seed)
    for _n in range(5):
        n = np.array([
            [*(chance.choice(SIZES) for _g in range(2)), chance.choice((0, 0, 4, 35))]
            for _a in range(3)
        ] + [[chance.choice((0, 0, 9)), chance.choice((0, 0, 2)), 0]])  # fmt: skip
        sums = told(n)
        assert not len(sums) or few_that_come_out(sums, n) == []


def test_two_areas_less_a_group_leave_nobody_of_them_alone():
    """Areas of 62 and 71 less all but 45 of a group, and less what is shown, would leave 24."""
    n = np.array([[31, 31, 0, 0], [45, 35, 31, 35], [12, 35, 20, 4], [0, 0, 0, 0]])
    hidden = np.ones(n.shape, dtype=bool)
    hidden[[0, 1, 1, 2], [1, 0, 1, 1]] = False
    lines = np.array([True, True, True, False])
    few = Crossed(n, hidden, lines, lines, whole_told=True).few(LEAST)
    assert few is not None and (n * hidden * few).sum() == 24
    n[:, 0] = 0  # then nothing that the lines leave is of fewer than those of the last area
    assert Crossed(n, hidden, lines, lines, whole_told=True).few(20) is None
