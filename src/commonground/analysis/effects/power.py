"""What would a planned evaluation see? By trying it on the time before, and if that is too short,
by a formula."""

import time
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from commonground.analysis.errors import Unusable

from .checks import FEW_TREATED
from .methods import MIXES, Estimator
from .planned import Assignment, Chance, Planned
from .power_formula import sides, standard_error, until_the_last
from .power_tried import LEAST_ROUNDS, simulated, standing
from .results import critical

FALLS = (-0.05, -0.1, -0.15, -0.2, -0.3, -0.4, -0.5)
WANTED, TOO_RARE = 0.8, 0.5
FALSE_ALARMS = 0.07  # the share above which the placebo study does not recommend a design


@dataclass(frozen=True, slots=True)
class Power:
    """chances : by effect, the smallest first. false_alarms : share seen where there is no effect.

    detectable : the effect seen with a probability of 80 %, None if none of those tried is.
    worth : the smallest effect worth knowing, relative. stands : how probably it is seen and every
    check passes that a verdict asks for; None where that was not tried (by the formula, or with a
    CPU limit too short for it). learnable : is it seen, and does it stand, so often that it should
    be tried? verdict : in words. how : `simulated`, or `formula`. evaluations : done; checked : of
    them, with checks. complete : False where the CPU limit ended the simulation early.
    """

    chances: tuple[Chance, ...]
    false_alarms: Chance
    worth: Chance
    stands: Chance | None
    detectable: float | None
    learnable: bool
    verdict: str
    how: str
    evaluations: int
    checked: int
    complete: bool
    seed: int
    cpu_limit: float


def power(
    plan: Planned, by: Estimator, *, worth: float, effects: Sequence[float] = FALLS,
    assignment: Assignment = "drawn", evaluations: int = 400, level: float = 0.05, seed: int = 1,
    cpu_limit: float = 30.0, checked: int = 100,
) -> Power:  # fmt: skip
    """How probably would each effect be seen, and is the one worth knowing among them?

    Parameters
    ----------
    worth : the smallest effect worth knowing, relative (-0.2: a fall of 20 %); of its sign are all
        `effects` that are tried.
    assignment : drawn, any unit may be treated (whole clusters, where they start together); kept,
        the planned ones are, and only the window moves.
    cpu_limit : CPU-seconds after which no more evaluations are begun (40 are done in any case); the
        result says how many were, and with that number comes out again.
    checked : evaluations in which the effect worth knowing is tried with its checks, in what is
        left of the CPU-seconds or in half as many; of under 40 nothing is told.

    Raises
    ------
    Unusable : the effect worth knowing is 0 or loses all (-1), or the method cannot use such a
        plan.
    """
    if not -1 < worth < 10 or worth == 0:
        raise Unusable("The smallest effect worth knowing must be a fall of under 100 % or a rise.")
    sign = 1.0 if worth > 0 else -1.0
    tried = sorted({sign * abs(e) for e in effects if 0 < abs(e) < 1} | {worth}, key=abs)
    if plan.history.shape[1] < plan.periods:
        return _by_formula(plan, by, worth, tried, level, seed, cpu_limit)
    began = time.process_time()
    hits = simulated(plan, by, [0.0, *tried], assignment, evaluations, level, seed, cpu_limit)
    left = max(cpu_limit - (time.process_time() - began), cpu_limit / 2)
    own = hits[:checked, 1 + tried.index(worth)]
    stood = standing(plan, by, worth, assignment, own, level, seed, left)
    found = [_chance(effect, share) for effect, share in zip([0.0, *tried], hits.T, strict=True)]
    return _told(
        found, worth, how="simulated", evaluations=len(hits), seed=seed, cpu_limit=cpu_limit,
        complete=len(hits) == evaluations, checked=len(stood),
        stands=_chance(worth, stood) if len(stood) >= LEAST_ROUNDS else None,
    )  # fmt: skip


def _chance(effect: float, hits: NDArray[np.bool_]) -> Chance:
    share = float(hits.mean())
    return Chance(effect, share, float(np.sqrt(share * (1 - share) / len(hits))))


def _by_formula(
    plan: Planned, by: Estimator, worth: float, tried: Sequence[float], level: float, seed: int,
    cpu_limit: float,
) -> Power:  # fmt: skip
    if by.method in MIXES or by.method == "its":
        raise Unusable(
            f"The window has {plan.periods} periods and the time before only "
            f"{plan.history.shape[1]}: what {by.method} would see cannot be tried."
        )
    from scipy.special import ndtr

    plan = until_the_last(plan)
    inside = np.isfinite(plan.first)
    base = abs(float(plan.history[inside].mean()))
    if base == 0 or not 0 < inside.sum() < len(inside):
        raise Unusable("The planned units have had no counts, or there is nobody to compare with.")
    error = standard_error(plan, last_only=by.method in ("callaway-santanna", "sun-abraham")) / base
    times = critical(1 - level)
    found = [
        Chance(e, float(ndtr(abs(e) / error - times)) if e else level, float("nan"))
        for e in [0.0, *tried]
    ]
    made = _told(
        found, worth, how="formula", evaluations=0, complete=True, seed=seed, cpu_limit=cpu_limit,
        checked=0, stands=None,
    )  # fmt: skip
    if by.by_design or min(sides(plan)) >= FEW_TREATED:
        return made
    return replace(made, learnable=False, verdict=FEW.format(*sides(plan), FEW_TREATED))


FEW = (
    "You cannot learn this here: {} areas (or clusters) with and {} without are too few for this "
    "method, which needs {} of each."
)


def _told(
    found: Sequence[Chance], worth: float, *, how: str, evaluations: int, complete: bool,
    seed: int, cpu_limit: float, checked: int, stands: Chance | None,
) -> Power:  # fmt: skip
    none, *chances = found
    own = next(one for one in chances if one.effect == worth)
    wrong = none.probability - 2 * (none.error if np.isfinite(none.error) else 0.0) > FALSE_ALARMS
    learnable = not wrong and (stands or own).probability >= TOO_RARE
    return Power(
        tuple(chances), none, own, stands, detectable(chances), learnable,
        _verdict(none, own, stands, wrong), how, evaluations, checked, complete, seed, cpu_limit,
    )  # fmt: skip


def detectable(chances: Sequence[Chance]) -> float | None:
    """The effect seen with a probability of 80 %: between two that were tried, in a straight line;
    a larger effect counts as seen no more rarely than a smaller one."""
    sizes = [abs(one.effect) for one in chances]
    shares = np.maximum.accumulate([one.probability for one in chances])
    if shares[-1] < WANTED:
        return None
    i = int(np.argmax(shares >= WANTED))
    sign = float(np.sign(chances[i].effect))
    if i == 0:
        return sign * sizes[0]
    part = (WANTED - shares[i - 1]) / (shares[i] - shares[i - 1])
    return sign * float(sizes[i - 1] + part * (sizes[i] - sizes[i - 1]))


def _verdict(none: Chance, own: Chance, stands: Chance | None, wrong: bool) -> str:
    name = f"{'fall' if own.effect < 0 else 'rise'} of {abs(own.effect):.0%}"
    chance = f"A {name} would be seen with a probability of {own.probability:.0%}."
    if stands is not None:
        chance += f" With every check passed it would be in {stands.probability:.0%}."
    if wrong:
        return (
            f"You cannot learn this here: where there is no effect, this design shows one in "
            f"{none.probability:.0%} of tries."
        )
    if (stands or own).probability < TOO_RARE:
        return f"You cannot learn this here. {chance} Finding nothing would say nothing."
    if (stands or own).probability < WANTED:
        return f"You may miss it. {chance} More areas or more time would help."
    return f"You can learn this here. {chance}"
