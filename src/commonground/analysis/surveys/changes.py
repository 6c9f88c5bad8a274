"""What changed between two waves that share no answers."""

from dataclasses import dataclass

import numpy as np
from scipy.special import ndtri, stdtrit

Figure = tuple[float, float, int]  # estimate, standard error, degrees of freedom (0: not known)


@dataclass(frozen=True, slots=True)
class Change:
    """The second wave less the first, in their unit.

    low, high : 95 % interval. df : Welch and Satterthwaite's, inf where none is known. visible :
    the smallest difference of which the interval would leave out 0. reliable : the smallest true
    one that is found with probability `power`.
    """

    difference: float
    se: float
    low: float
    high: float
    df: float
    visible: float
    reliable: float


def independent_change(
    first: Figure, second: Figure, *, level: float = 0.95, power: float = 0.8
) -> Change:
    """Compare two waves of different people.

    Student's t with the degrees of freedom of Welch 1947: a wave of few clusters says little of
    its own error. Waves that share answers are for `rolling_difference`.

    Raises
    ------
    ValueError : a standard error is negative, or both are 0.
    """
    if min(first[1], second[1]) < 0 or first[1] == second[1] == 0:
        raise ValueError("standard errors are 0 or more, and one of the two above 0")
    se = float(np.hypot(first[1], second[1]))
    df = _welch(first, second)
    t = float(ndtri((1 + level) / 2) if np.isinf(df) else stdtrit(df, (1 + level) / 2))
    gap = second[0] - first[0]
    reliable = (t + float(ndtri(power))) * se
    return Change(gap, se, gap - t * se, gap + t * se, df, t * se, reliable)


def _welch(first: Figure, second: Figure) -> float:
    known = [(se**2, df) for _value, se, df in (first, second) if df > 0 and se > 0]
    if not known:
        return float("inf")
    total = first[1] ** 2 + second[1] ** 2
    return float(total**2 / sum(variance**2 / df for variance, df in known))
