"""What if paths would not have stayed parallel? Rambachan & Roth 2023, for event studies.

Two ways of bounding how far treated and controls might have drifted apart without the programme:

relative : from one period to the next by at most M times the largest such drift seen before.
smooth : by a straight line whose slope changes by at most M from one period to the next.

Relative bounds are tested by inequalities, conditional on which is the tightest, with a first stage
at a tenth of the level (the conditional least-favourable hybrid of Andrews, Roth & Pakes 2023). The
drifts after the start are eliminated first: of the effect averaged with weights l they can move
M times the largest earlier drift times sum_u |sum_{t>=u} l_t|, and no more. Smooth bounds have
the shortest interval of fixed length: the effect less that mix of earlier drifts for which bias
and spread together are least. R `HonestDiD` is the reference implementation of both.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, cached_property

import numpy as np
from numpy.typing import NDArray
from scipy.special import log_ndtr

from .panel import Floats

FIRST_STAGE = 0.1  # share of the level
DRAWS = 20_000
POINTS, HALVINGS = 401, 30
WIDEST, LARGEST = 10.0, 10.0


@dataclass(frozen=True, slots=True)
class Paths:
    """An event study. earlier : (p,) drifts of treated against controls from one period to the
    next before the start, in order; after : (q,) effects from the start on, against the period just
    before it. covariance : (p + q, p + q)."""

    earlier: Floats
    after: Floats
    covariance: Floats

    @property
    def p(self) -> int:
        return len(self.earlier)

    def summed(self, weights: Floats) -> tuple[Floats, Floats]:
        """(drifts and the weighted effect (p + 1,), their covariance)."""
        turn = np.zeros((self.p + 1, self.p + len(self.after)))
        turn[: self.p, : self.p] = np.eye(self.p)
        turn[self.p, self.p :] = weights
        value = turn @ np.concatenate([self.earlier, self.after])
        return value, turn @ self.covariance @ turn.T


@dataclass(frozen=True)
class Case:
    """The largest earlier drift is number `which`, upwards (sign 1) or downwards (-1).

    rows : (2, p + 1): the effect less theta is at most so much of that drift, up and down. That no
    other drift is larger is not tested, which adds nothing to the union over all cases.
    """

    rows: Floats
    covariance: Floats
    level: float

    @cached_property
    def spread(self) -> Floats:
        return np.asarray(np.sqrt(np.einsum("ki,ij,kj->k", self.rows, self.covariance, self.rows)))

    @cached_property
    def correlation(self) -> float:
        up, down = self.rows / self.spread[:, None]
        return float(np.clip(up @ self.covariance @ down, -1, 1))

    @cached_property
    def largest(self) -> float:
        """The first stage's critical value: of the larger of two correlated normals."""
        one, two = _normals()
        other = self.correlation * one + np.sqrt(1 - self.correlation**2) * two
        beyond = int((1 - FIRST_STAGE * (1 - self.level)) * DRAWS)
        return float(np.partition(np.maximum(one, other), beyond)[beyond])

    def holds(self, value: Floats, thetas: Floats) -> NDArray[np.bool_]:
        """(m,) can the effect be theta?"""
        z = (self.rows @ value - np.outer(thetas, [1.0, -1.0])) / self.spread
        seen, other = z.max(axis=1), z.min(axis=1)
        own = self.correlation
        # given what is left of the other once `seen` is out, `seen` is the larger from here on
        low = (other - own * seen) / (1 - own) if own < 1 - 1e-9 else np.full(len(z), -np.inf)
        alpha = 1 - self.level
        second = (alpha - FIRST_STAGE * alpha) / (1 - FIRST_STAGE * alpha)
        p = _tail(seen, np.minimum(low, seen), self.largest)
        return np.asarray((seen <= 0) | ((p >= second) & (seen <= self.largest)))


@cache
def _normals() -> Floats:
    return np.random.default_rng(1).standard_normal((2, DRAWS))


def _tail(seen: Floats, low: Floats, high: float) -> Floats:
    """P(Z > seen) of a standard normal that lies between low and high."""
    end = log_ndtr(-high)

    def beyond(value: Floats) -> Floats:
        first = log_ndtr(-np.minimum(value, high))
        return np.asarray(first + np.log1p(-np.exp(np.minimum(end - first, -1e-300))))

    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(seen < high, np.exp(beyond(seen) - beyond(low)), 0.0)


def cases(covariance: Floats, weights: Floats, bound: float, level: float) -> list[Case]:
    """Every earlier drift in turn is the largest, upwards or downwards."""
    p = len(covariance) - 1
    reach = bound * float(np.abs(np.cumsum(weights[::-1])).sum())
    made = []
    for which in range(p):
        for sign in (1.0, -1.0):
            most = np.zeros(p + 1)
            most[which] = sign
            effect = np.eye(p + 1)[p]
            rows = np.array([effect - reach * most, -effect - reach * most])
            made.append(Case(rows, covariance, level))
    return made


def relative(
    paths: Paths, bound: float, *, weights: Floats | None = None, level: float = 0.95
) -> tuple[float, float]:
    """(low, high) of the weighted effect (by default the average over times since the start) where
    drifts are at most `bound` times the largest seen before."""
    weights = even(paths) if weights is None else weights
    value, covariance = paths.summed(weights)
    found = cases(covariance, weights, bound, level)
    centre = float(value[-1])
    reach = bound * float(np.abs(np.cumsum(weights[::-1])).sum())
    spread = np.sqrt(np.diag(covariance))
    half = WIDEST * spread[-1] + reach * float((np.abs(value) + WIDEST * spread)[:-1].max())
    return _edge(found, value, centre, centre - half), _edge(found, value, centre, centre + half)


def _edge(found: list[Case], value: Floats, inside: float, far: float) -> float:
    """The last of the points between that can be the effect, then nearer by halving."""
    points = np.linspace(inside, far, POINTS)
    held = np.any([case.holds(value, points) for case in found], axis=0)
    if not held.any():
        return inside
    last = int(np.flatnonzero(held)[-1])
    if last == POINTS - 1:
        return float(np.copysign(np.inf, far - inside))
    near, out = points[last], points[last + 1]
    for _ in range(HALVINGS):
        middle = (near + out) / 2
        if any(case.holds(value, np.array([middle]))[0] for case in found):
            near = middle
        else:
            out = middle
    return float(near)


def even(paths: Paths) -> Floats:
    return np.full(len(paths.after), 1 / len(paths.after))


def breakdown_relative(
    paths: Paths, *, weights: Floats | None = None, level: float = 0.95
) -> float:
    """The largest M at which, and below which, no effect at all is ruled out: 0 if it never is,
    inf if it still is at M = 10."""
    weights = even(paths) if weights is None else weights
    value, covariance = paths.summed(weights)
    zero = np.zeros(1)

    def ruled_out(bound: float) -> bool:
        return not any(
            case.holds(value, zero)[0] for case in cases(covariance, weights, bound, level)
        )

    return last(ruled_out, np.array([0.0, 0.25, 0.5, 0.75, 1.0, 1.5, 2.0, 3.0, 5.0, LARGEST]))


def last(holds: Callable[[float], bool], tried: Floats) -> float:
    """The largest value up to which `holds` is true of all that are `tried` (ascending), then by
    halving; 0 where it is not of the first, inf where it is of all."""
    failed = next((i for i, one in enumerate(tried) if not holds(float(one))), len(tried))
    if failed in (0, len(tried)):
        return 0.0 if failed == 0 else float("inf")
    near, out = float(tried[failed - 1]), float(tried[failed])
    for _ in range(10):
        middle = (near + out) / 2
        near, out = (middle, out) if holds(middle) else (near, middle)
    return near
