"""What would a planned evaluation see? By trying it on the time before, and if that is too short,
by a formula.

Simulated: windows of the planned length are cut from the history, who is treated is drawn anew
(or kept), an effect is put in from the start on, and the registered estimator is run. What counts
as seen has the effect's sign and a p-value of at most `level`. No more is assumed than that the
time ahead will vary as the time behind did.

Formula: two groups' change from before to after, with units' errors that hang together from period
to period as they did (order 1), the normal approximation of a difference of two means.
"""

import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from commonground.analysis.errors import Unusable

from .checks import FEW_TREATED
from .methods import MIXES, Estimator, seen
from .panel import Codes, Floats, Panel
from .results import critical

Outcome = Literal["counts", "means"]
Assignment = Literal["drawn", "kept"]

FALLS = (-0.05, -0.1, -0.15, -0.2, -0.3, -0.4, -0.5)
WANTED, TOO_RARE = 0.8, 0.5
FALSE_ALARMS = 0.07  # the share above which the placebo study does not recommend a design
LEAST_ROUNDS = 40


@dataclass(frozen=True, slots=True)
class Chance:
    """effect : relative, -0.2 a fall of 20 %. probability that it is seen; error : the
    simulation's standard error, nan for the formula."""

    effect: float
    probability: float
    error: float


@dataclass(frozen=True, slots=True)
class Power:
    """chances : by effect, the smallest first. false_alarms : share seen where there is no effect.

    detectable : the effect seen with a probability of 80 %, None if none of those tried is.
    worth : the smallest effect worth knowing, relative. learnable : is it seen so often that it
    should be tried? verdict : in words. how : `simulated`, or `formula`. evaluations : done.
    complete : False where the CPU limit ended the simulation early.
    """

    chances: tuple[Chance, ...]
    false_alarms: Chance
    worth: Chance
    detectable: float | None
    learnable: bool
    verdict: str
    how: str
    evaluations: int
    complete: bool
    seed: int
    cpu_limit: float


@dataclass(frozen=True, slots=True)
class Planned:
    """What will be compared. history : (n, H) outcomes of the time before, nothing of after.

    first : (n,) the period of the window in which each unit starts, inf for never. periods : the
    window's length, before and after together. cluster : (n,) codes; None for a unit each.
    """

    history: Floats
    first: Floats
    periods: int
    outcome: Outcome = "counts"
    cluster: Codes | None = None

    def __post_init__(self) -> None:
        """Raises Unusable for what cannot be planned."""
        starts = self.first[np.isfinite(self.first)]
        if self.history.ndim != 2 or len(self.first) != len(self.history):
            raise Unusable("The plan must say for each unit when it starts.")
        if self.history.shape[1] < 2 or not np.all(np.isfinite(self.history)):
            raise Unusable("The time before needs two periods or more, without gaps.")
        if not len(starts) or starts.min() < 1 or starts.max() >= self.periods:
            raise Unusable("Somebody must start within the window, after its first period.")
        if self.outcome == "counts" and np.any(self.history < 0):
            raise Unusable("A count of the time before is negative.")


def power(
    plan: Planned, by: Estimator, *, worth: float, effects: Sequence[float] = FALLS,
    assignment: Assignment = "drawn", evaluations: int = 400, level: float = 0.05, seed: int = 1,
    cpu_limit: float = 30.0,
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
    hits = _simulated(plan, by, [0.0, *tried], assignment, evaluations, level, seed, cpu_limit)
    found = [_chance(effect, share) for effect, share in zip([0.0, *tried], hits.T, strict=True)]
    return _told(
        found, worth, how="simulated", evaluations=len(hits), seed=seed, cpu_limit=cpu_limit,
        complete=len(hits) == evaluations,
    )  # fmt: skip


def _chance(effect: float, hits: NDArray[np.bool_]) -> Chance:
    share = float(hits.mean())
    return Chance(effect, share, float(np.sqrt(share * (1 - share) / len(hits))))


def _simulated(
    plan: Planned, by: Estimator, effects: Sequence[float], assignment: Assignment, many: int,
    level: float, seed: int, cpu_limit: float,
) -> NDArray[np.bool_]:  # fmt: skip
    """(evaluations, effects): was it seen? Of an evaluation all effects have one window."""
    began = time.process_time()
    made: list[list[bool]] = []
    refused: list[Unusable] = []

    def tried(rows: Floats, first: Floats, effect: float, i: int) -> bool:
        try:
            return _is_seen(plan, rows, first, by, effect, level, (seed, i))
        except Unusable as why:  # a window with next to no events shows nothing
            refused.append(why)
            return False

    for i in range(many):
        random = np.random.default_rng([seed, i])
        rows = _window(plan, random)
        first = plan.first if assignment == "kept" else _drawn(plan, random)
        made.append([tried(rows, first, effect, i) for effect in effects])
        if i + 1 >= LEAST_ROUNDS and time.process_time() - began > cpu_limit:
            break
        if i + 1 == LEAST_ROUNDS and len(refused) == LEAST_ROUNDS * len(effects):
            raise refused[0]
    return np.array(made)


def _window(plan: Planned, random: np.random.Generator) -> Floats:
    start = int(random.integers(plan.history.shape[1] - plan.periods + 1))
    return plan.history[:, start : start + plan.periods]


def _drawn(plan: Planned, random: np.random.Generator) -> Floats:
    """Starts shuffled among units; among clusters where those of one start together."""
    if plan.cluster is None:
        return np.asarray(random.permutation(plan.first))
    names, code = np.unique(plan.cluster, return_inverse=True)
    own = np.array([plan.first[code == k][0] for k in range(len(names))])
    if np.any(own[code] != plan.first):
        return np.asarray(random.permutation(plan.first))
    return np.asarray(random.permutation(own)[code])


def _is_seen(
    plan: Planned, rows: Floats, first: Floats, by: Estimator, effect: float, level: float,
    seeds: tuple[int, int],
) -> bool:  # fmt: skip
    random = np.random.default_rng([*seeds, 1])
    after = np.arange(plan.periods) >= first[:, None]
    put = _counts if plan.outcome == "counts" else _means
    outcome = put(rows, after, effect, random) if effect else rows
    n = len(first)
    panel = Panel(
        outcome, first, np.arange(1.0, plan.periods + 1), np.arange(n).astype(str),
        np.arange(n) if plan.cluster is None else np.unique(plan.cluster, return_inverse=True)[1],
        np.zeros((n, 0)),
    )  # fmt: skip
    estimate, p = seen(panel, by, seed=seeds[0])
    return bool(p <= level and (effect == 0 or estimate * effect > 0))


def _counts(
    rows: Floats, after: NDArray[np.bool_], effect: float, random: np.random.Generator
) -> Floats:
    """Falls by thinning each event; rises by as many more as chance adds."""
    whole = np.rint(rows).astype(int)
    changed = random.binomial(whole, 1 + effect) if effect < 0 else (
        whole + random.poisson(whole * effect)
    )  # fmt: skip
    return np.where(after, changed, rows).astype(np.float64)


def _means(
    rows: Floats, after: NDArray[np.bool_], effect: float, random: np.random.Generator
) -> Floats:
    """Shifted by a share of what the treated had on average before."""
    inside = after.any(axis=1)
    level = float(rows[inside][~after[inside]].mean())
    return rows + after * (effect * abs(level))


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

    plan = _until_the_last(plan)
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
        found, worth, how="formula", evaluations=0, complete=True, seed=seed, cpu_limit=cpu_limit
    )
    if by.by_design or min(_sides(plan)) >= FEW_TREATED:
        return made
    return replace(made, learnable=False, verdict=FEW.format(*_sides(plan), FEW_TREATED))


def _until_the_last(plan: Planned) -> Planned:
    """Where all start in the end, those who start last are the others until they do."""
    last = plan.first.max()
    if np.isinf(last) or plan.first.min() == last:
        return plan
    first = np.where(plan.first == last, np.inf, plan.first)
    return replace(plan, first=first, periods=int(last))


FEW = (
    "You cannot learn this here: {} areas (or clusters) with and {} without are too few for this "
    "method, which needs {} of each."
)


def _groups(plan: Planned) -> Codes:
    """(n,) units, or clusters; a cluster in which some are treated and some not is two."""
    code = np.arange(len(plan.first)) if plan.cluster is None else plan.cluster
    pairs = np.column_stack([code, np.isfinite(plan.first)])
    return np.unique(pairs, axis=0, return_inverse=True)[1].reshape(-1)


def _sides(plan: Planned) -> tuple[int, int]:
    """How many groups with and without."""
    code = _groups(plan)
    inside = len(np.unique(code[np.isfinite(plan.first)]))
    return inside, len(np.unique(code)) - inside


def standard_error(plan: Planned, *, last_only: bool) -> float:
    """Of the treated's change less the others', in units of the outcome (the formula); from the
    mean of before, or from its last period only.

    Units' errors, unit and period means out, have the variance and the correlation of neighbours
    that they had before (corrected for short series); clusters' means count where there are
    clusters.
    """
    h = plan.history.shape[1]
    code = _groups(plan)
    sizes = np.bincount(code)
    values = np.array([np.bincount(code, column) / sizes for column in plan.history.T]).T
    rest = values - values.mean(axis=1, keepdims=True) - values.mean(axis=0) + values.mean()
    m = len(values)
    size = float(np.sum(rest**2))
    rho = float(np.sum(rest[:, 1:] * rest[:, :-1])) / size if size > 0 else 0.0
    rho = float(np.clip(rho + (1 + 3 * max(rho, 0.0)) / h, 0.0, 0.95))
    chain = rho ** np.abs(np.subtract.outer(np.arange(plan.periods), np.arange(plan.periods)))
    # the mean within a short series takes out a part of what hangs together
    short = rho ** np.abs(np.subtract.outer(np.arange(h), np.arange(h)))
    variance = size / max((m - 1) * h * (1 - short.mean()), 1e-300)
    inside = np.array([np.isfinite(plan.first[code == k]).any() for k in range(m)])
    start = float(np.median(plan.first[np.isfinite(plan.first)]))
    after = np.arange(plan.periods) >= start
    before = np.arange(plan.periods) == int(start) - 1 if last_only else ~after
    weight = after / after.sum() - before / before.sum()
    others = max(m - int(inside.sum()), 1)
    return float(np.sqrt(variance * (weight @ chain @ weight) * (1 / inside.sum() + 1 / others)))


def _told(
    found: Sequence[Chance], worth: float, *, how: str, evaluations: int, complete: bool,
    seed: int, cpu_limit: float,
) -> Power:  # fmt: skip
    none, *chances = found
    own = next(one for one in chances if one.effect == worth)
    wrong = none.probability - 2 * (none.error if np.isfinite(none.error) else 0.0) > FALSE_ALARMS
    return Power(
        tuple(chances), none, own, detectable(chances), not wrong and own.probability >= TOO_RARE,
        _verdict(none, own, wrong), how, evaluations, complete, seed, cpu_limit,
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


def _verdict(none: Chance, own: Chance, wrong: bool) -> str:
    name = f"{'fall' if own.effect < 0 else 'rise'} of {abs(own.effect):.0%}"
    chance = f"A {name} would be seen with a probability of {own.probability:.0%}."
    if wrong:
        return (
            f"You cannot learn this here: where there is no effect, this design shows one in "
            f"{none.probability:.0%} of tries."
        )
    if own.probability < TOO_RARE:
        return f"You cannot learn this here. {chance} Finding nothing would say nothing."
    if own.probability < WANTED:
        return f"You may miss it. {chance} More areas or more time would help."
    return f"You can learn this here. {chance}"
