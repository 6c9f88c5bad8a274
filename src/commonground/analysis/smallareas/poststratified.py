"""Shares of areas, from a multilevel model and a frame of who lives where.

Gelman & Little 1997.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.linalg import solve_triangular
from scipy.special import expit

from commonground.analysis.errors import Unusable

from .columns import Codes, Columns, Floats
from .multilevel import Fitted


@dataclass(frozen=True, slots=True)
class AreaShares:
    """estimate, se, low, high : (m,). borrowed : (m,) how much of what is said of the area's own
    difference comes from other areas: 1 without answers there, near 0 with very many."""

    estimate: Floats
    se: Floats
    low: Floats
    high: Floats
    borrowed: Floats


def poststratified(
    fitted: Fitted, fixed: Floats, groups: tuple[Codes, ...], people: Floats, area: int,
    *, draws: int = 1000, seed: int = 1, level: float = 0.95,
) -> AreaShares:  # fmt: skip
    """The share of yes in each level of group number `area`, were everybody asked.

    Parameters
    ----------
    fixed : (r, k), groups : (r,) codes each, people : (r,) of the rows of the frame.

    Raises
    ------
    Unusable : people are negative or missing, or an area has none.
    """
    if not (np.all(np.isfinite(people)) and np.all(people >= 0)):
        raise Unusable("The frame must say for each row how many people there are.")
    many = fitted.levels[area]
    total = np.bincount(groups[area], people, many)
    if np.any(total <= 0):
        raise Unusable("The frame has an area without people.")
    drawn = _draws(fitted, draws, seed)
    shares = expit(Columns(fixed @ fitted.unit, groups, fitted.levels).times(drawn.T))
    rows = np.arange(len(people))
    share_of = sparse.csr_matrix((people / total[groups[area]], (groups[area], rows)))
    made = np.asarray(share_of @ shares)
    low, high = np.quantile(made, [(1 - level) / 2, (1 + level) / 2], axis=1)
    return AreaShares(made.mean(axis=1), made.std(axis=1), low, high, _borrowed(fitted, area))


def _draws(fitted: Fitted, draws: int, seed: int) -> Floats:
    """(draws, q) effects from the mixture of normals on the grid of sds, in opposite pairs: their
    mean is then that of the mixture but for the curve of the log-odds."""
    rng = np.random.default_rng(seed)
    made = []
    for found, pairs in zip(fitted.modes, _shared_out(fitted.weights, draws // 2), strict=True):
        away = rng.standard_normal((len(found.effects), pairs))
        moved = solve_triangular(found.factor, away).T
        made += [found.effects + moved, found.effects - moved]
    return np.vstack(made)


def _shared_out(weights: Floats, many: int) -> NDArray[np.intp]:
    """Whole numbers that add up to `many`, as near to the weights as they go."""
    edges = np.rint(np.cumsum(weights) * many).astype(np.intp)
    return np.diff(edges, prepend=0)


def _borrowed(fitted: Fitted, area: int) -> Floats:
    """Posterior variance of each area's effect over its variance before any answers."""
    start = fitted.fixed_effects + sum(fitted.levels[:area])
    own = slice(start, start + fitted.levels[area])
    made = np.zeros(fitted.levels[area])
    for weight, found, sds in zip(fitted.weights, fitted.modes, fitted.sds_on_grid, strict=True):
        root = np.linalg.inv(found.factor)[own]
        made += weight * np.minimum((root**2).sum(axis=1) / sds[area] ** 2, 1.0)
    return made
