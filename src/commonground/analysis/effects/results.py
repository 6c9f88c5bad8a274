"""What an estimator answers: an effect, how sure, its parts, and what could be wrong."""

from dataclasses import dataclass, field

import numpy as np
from scipy.special import ndtri, stdtrit

from commonground.analysis.p_values import two_sided

SENSITIVITY = "sensitivity"  # so begin the names of checks that say how little would undo an effect


@dataclass(frozen=True, slots=True)
class Part:
    """One of the parts that an effect is made of: a cohort, a period, an event time."""

    key: str
    estimate: float
    se: float
    low: float = float("nan")
    high: float = float("nan")


@dataclass(frozen=True, slots=True)
class Check:
    """A refutation: `passed` None where it cannot be told. `text` is for a lay reader."""

    name: str
    passed: bool | None
    text: str


@dataclass(frozen=True, slots=True)
class Effect:
    """An effect in the unit of the outcome.

    se : as the method has it; se_conservative : without anything that depends on how effects differ
    (design-based methods; else the same). low, high : interval from `se`.
    """

    method: str
    estimand: str
    estimate: float
    se: float
    se_conservative: float
    low: float
    high: float
    p_value: float
    n_units: int
    n_periods: int
    by: tuple[Part, ...] = field(default=())
    checks: tuple[Check, ...] = field(default=())

    def stands(self, level: float) -> bool:
        """Is it a verdict? By the p-value, by the interval, and with no failed check but those of
        how large a drift would undo it, which are told beside it."""
        failed = [check.name for check in self.checks if check.passed is False]
        beyond = self.p_value <= level and (self.low > 0 or self.high < 0)
        return bool(beyond and all(name.startswith(SENSITIVITY) for name in failed))


def told(
    *, method: str, estimand: str, estimate: float, se: float, n_units: int, n_periods: int,
    se_conservative: float | None = None, df: float = np.inf, level: float = 0.95,
    by: tuple[Part, ...] = (), checks: tuple[Check, ...] = (), p_value: float | None = None,
    half: float | None = None,
) -> Effect:  # fmt: skip
    """An effect with its interval: `half` to each side where a method has its own, else normal or
    Student's t; none where the se is missing or zero."""
    known = np.isfinite(se) and se > 0
    if half is None:
        half = critical(level, df) * se if known else float("nan")
    return Effect(
        method=method,
        estimand=estimand,
        estimate=estimate,
        se=se,
        se_conservative=se if se_conservative is None else se_conservative,
        low=estimate - half,
        high=estimate + half,
        p_value=two_sided(estimate / se if known else float("nan"), df)
        if p_value is None
        else p_value,
        n_units=n_units,
        n_periods=n_periods,
        by=by,
        checks=checks,
    )


def critical(level: float, df: float = np.inf) -> float:
    tail = (1 + level) / 2
    return float(ndtri(tail) if np.isinf(df) else stdtrit(df, tail))
