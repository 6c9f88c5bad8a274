"""A multilevel logistic model of answers, fitted by nested Laplace approximations.

logit P(yes) = x'beta + u_group1 + u_group2 + ..., u_g ~ N(0, sd_g^2). The sds are integrated out
over a grid about their mode (Rue, Martino & Chopin 2009), so that intervals hold what is not known
of them; each has a half-normal prior with scale 1 on the log-odds scale, which is wide.
"""

from dataclasses import dataclass, replace
from itertools import product

import numpy as np
from numpy.typing import ArrayLike
from scipy.optimize import minimize

from commonground.analysis.errors import Unusable

from .columns import Codes, Columns, Floats
from .laplace import Mode, mode
from .orthogonal import orthogonal

PRIOR_SCALE = 1.0
SMALLEST_SD = 1e-3
GRID = (-1.6, -0.8, 0.0, 0.8, 1.6)  # standard deviations about the mode of the log sds
SPACING = 1e-2  # of the numeric curvature


@dataclass(frozen=True, slots=True)
class Cells:
    """Answers put together where everything but the answer is the same.

    yes, trials : (n,). fixed : (n, k) with a column of ones. groups : one (n,) array of codes a
    group; levels : how many levels each has, those without answers too.
    """

    yes: Floats
    trials: Floats
    fixed: Floats
    groups: tuple[Codes, ...]
    levels: tuple[int, ...]

    @classmethod
    def of(
        cls, answers: ArrayLike, fixed: Floats, groups: list[Codes], levels: list[int]
    ) -> "Cells":
        """From one row an answer (0 or 1). Raises Unusable where all answer alike."""
        yes = np.asarray(answers, dtype=np.float64)
        if not np.all((yes == 0) | (yes == 1)):
            raise Unusable("Answers to a multilevel model are 0 or 1.")
        if len(np.unique(yes)) < 2:
            raise Unusable("All answered alike: there is nothing to model.")
        keys = np.column_stack([fixed, *groups])
        _, first, code = np.unique(keys, axis=0, return_index=True, return_inverse=True)
        code = code.reshape(-1)
        return cls(
            np.bincount(code, yes).astype(np.float64),
            np.bincount(code).astype(np.float64),
            fixed[first],
            tuple(group[first] for group in groups),
            tuple(levels),
        )


@dataclass(frozen=True, slots=True)
class Fitted:
    """k coefficients, G groups.

    beta, se_beta : (k,). sds : (G,) at their mode. modes : normal approximations on the grid of
    sds, weights : (r,) how probable each is; sds_on_grid : (r, G). value : log marginal likelihood
    at the mode, up to a constant.
    """

    beta: Floats
    se_beta: Floats
    sds: Floats
    modes: tuple[Mode, ...]
    weights: Floats
    sds_on_grid: Floats
    levels: tuple[int, ...]
    value: float
    unit: Floats  # (k, k): modes are of the covariates times it

    @property
    def fixed_effects(self) -> int:
        return len(self.beta)


def fit(cells: Cells) -> Fitted:
    """Fit the model. Raises Unusable where a covariate is constant or repeats others, and where a
    coefficient has no finite estimate."""
    unit = orthogonal(cells.fixed)
    surface = _Surface(replace(cells, fixed=cells.fixed @ unit))
    log_sds = surface.highest()
    points, modes = surface.grid(log_sds)
    heights = np.array(
        [surface.density(found, point) for found, point in zip(modes, points, strict=True)]
    )
    weights = np.exp(heights - heights.max())
    weights /= weights.sum()
    k = cells.fixed.shape[1]
    means = np.array([unit @ found.effects[:k] for found in modes])
    beta = weights @ means
    within = np.array([np.diag(unit @ _inverse(found)[:k, :k] @ unit.T) for found in modes])
    return Fitted(
        beta=beta,
        se_beta=np.sqrt(weights @ (within + (means - beta) ** 2)),
        sds=np.exp(log_sds),
        modes=tuple(modes),
        weights=weights,
        sds_on_grid=np.exp(points),
        levels=cells.levels,
        value=float(heights.max()),
        unit=unit,
    )


def _inverse(found: Mode) -> Floats:
    root = np.linalg.inv(found.factor)
    return np.asarray(root @ root.T)


class _Surface:
    """The sds' posterior density, with each inner mode begun at the last one found."""

    def __init__(self, cells: Cells) -> None:
        self.cells = cells
        self.columns = Columns(cells.fixed, cells.groups, cells.levels)
        self.last = np.zeros(self.columns.many)

    def at(self, log_sds: Floats) -> Mode:
        precision = np.concatenate(
            [np.zeros(self.cells.fixed.shape[1])]
            + [np.full(m, np.exp(-2 * s)) for m, s in zip(self.cells.levels, log_sds, strict=True)]
        )
        found = mode(self.cells.yes, self.cells.trials, self.columns, precision, self.last)
        self.last = found.effects
        return found

    def density(self, found: Mode, log_sds: Floats) -> float:
        """Log density of the log sds: likelihood, half-normal prior, change of variable."""
        sds = np.exp(log_sds)
        return float(found.value - 0.5 * np.sum((sds / PRIOR_SCALE) ** 2) + np.sum(log_sds))

    def _down(self, log_sds: Floats) -> float:
        return -self.density(self.at(log_sds), log_sds)

    def highest(self) -> Floats:
        groups = len(self.cells.levels)
        found = minimize(
            self._down, np.full(groups, np.log(0.3)), method="L-BFGS-B",
            bounds=[(np.log(SMALLEST_SD), np.log(10.0))] * groups,
            options={"ftol": 1e-7, "eps": 1e-4},
        )  # fmt: skip
        return np.asarray(found.x)

    def grid(self, top: Floats) -> tuple[Floats, list[Mode]]:
        """(r, G) log sds along the axes of their curvature, and the modes there."""
        values, axes = np.linalg.eigh(self._curvature(top))
        scale = axes / np.sqrt(np.maximum(values, 0.25))
        points = np.array([top + scale @ np.array(z) for z in product(GRID, repeat=len(top))])
        points = np.clip(points, np.log(SMALLEST_SD), np.log(10.0))
        return points, [self.at(point) for point in points]

    def _curvature(self, top: Floats) -> Floats:
        """Second differences of minus the log density."""
        h, many = 10 * SPACING, len(top)
        centre, steps = self._down(top), h * np.eye(many)
        once = [[self._down(top + sign * step) for sign in (1, -1)] for step in steps]
        made = np.diag([(up + down - 2 * centre) / h**2 for up, down in once])
        for i in range(many):
            for j in range(i):
                both = self._down(top + steps[i] + steps[j])
                made[i, j] = made[j, i] = (both - once[i][0] - once[j][0] + centre) / h**2
        return made
