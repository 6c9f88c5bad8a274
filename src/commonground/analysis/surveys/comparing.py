"""What a difference between two surveys, or two groups, can show."""

from dataclasses import dataclass

import numpy as np
from scipy.special import ndtri

from commonground.analysis.p_values import two_sided


def p_value(gap: float, se: float, df: int) -> float:
    """p-value of a difference of `gap` with standard error `se`, were there none (Student's t).

    1 where nothing can be told (no degrees of freedom, or se 0 without a gap), 0 for a gap
    without any sampling error.
    """
    with np.errstate(divide="ignore", invalid="ignore"):
        p = two_sided(float(np.divide(gap, se)), df)
    return 1.0 if np.isnan(p) else p


@dataclass(frozen=True, slots=True)
class Detectable:
    """The smallest true difference between two waves that answers can show.

    margin : half of the 95 % interval of one wave. visible : a difference of which the interval
    just leaves out 0. reliable : one that is found with probability `power`. All in the unit of
    the measure: 0.07 is 7 points of a proportion.
    """

    n_effective: float
    margin: float
    visible: float
    reliable: float
    power: float


def detectable_change(
    n: float, *, spread: float = 0.5, deff: float = 1.0, n_before: float | None = None,
    level: float = 0.95, power: float = 0.8,
) -> Detectable:  # fmt: skip
    """What `n` answers a wave can show of a change, before anybody is asked.

    Parameters
    ----------
    n, n_before : answers in this wave and in the one before (default as many). Independent waves.
    spread : standard deviation of an answer; 0.5 is a proportion near one half, the widest.
    deff : design effect of weights and clusters.

    Raises
    ------
    ValueError : a size, spread or design effect that is not above 0.
    """
    before = n if n_before is None else n_before
    if min(n, before, spread, deff) <= 0:
        raise ValueError("answers, spread and design effect must be above 0")
    z, more = float(ndtri((1 + level) / 2)), float(ndtri(power))
    one = spread * np.sqrt(deff / n)
    both = spread * np.sqrt(deff / n + deff / before)
    return Detectable(n / deff, z * one, float(z * both), float((z + more) * both), power)


def answers_needed(
    change: float, *, spread: float = 0.5, deff: float = 1.0, level: float = 0.95,
    power: float = 0.8,
) -> int:  # fmt: skip
    """Answers a wave so that a true `change` is found with probability `power`.

    Raises ValueError for a change, spread or design effect that is not above 0.
    """
    if min(change, spread, deff) <= 0:
        raise ValueError("change, spread and design effect must be above 0")
    z = float(ndtri((1 + level) / 2)) + float(ndtri(power))
    return int(np.ceil(2 * deff * (z * spread / change) ** 2))
