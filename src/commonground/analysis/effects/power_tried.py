"""What a plan would see, by trying it on the time before.

Windows of the planned length are cut from the history, who is treated is drawn anew (or kept), an
effect is put in from the start on, and the registered estimator is run. What counts as seen has
the effect's sign and a p-value of at most `level`. No more is assumed than that the time ahead will
vary as the time behind did. Whether an effect that is seen would also stand, with all its checks,
is tried on the same windows.
"""

import time
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from commonground.analysis.errors import Unusable

from .methods import Estimator, effect_of, seen
from .panel import Floats, Panel
from .planned import Assignment, Planned

LEAST_ROUNDS = 40


def simulated(
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


def standing(
    plan: Planned, by: Estimator, effect: float, assignment: Assignment, hits: NDArray[np.bool_],
    level: float, seed: int, cpu_limit: float,
) -> NDArray[np.bool_]:  # fmt: skip
    """(evaluations,): was it seen, and did every check pass that a verdict asks for? hits : was it
    seen, in the rounds of `simulated`. Shorter than they are where the CPU limit ended it."""
    began = time.process_time()
    made: list[bool] = []
    for i, hit in enumerate(hits):
        if time.process_time() - began > cpu_limit:
            break
        made.append(bool(hit) and _stands(plan, by, effect, assignment, level, (seed, i)))
    return np.array(made, dtype=np.bool_)


def _stands(
    plan: Planned, by: Estimator, effect: float, assignment: Assignment, level: float,
    seeds: tuple[int, int],
) -> bool:  # fmt: skip
    random = np.random.default_rng(seeds)
    rows = _window(plan, random)
    first = plan.first if assignment == "kept" else _drawn(plan, random)
    return effect_of(_tried(plan, rows, first, effect, seeds), by, seed=seeds[0]).stands(level)


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
    estimate, p = seen(_tried(plan, rows, first, effect, seeds), by, seed=seeds[0])
    return bool(p <= level and (effect == 0 or estimate * effect > 0))


def _tried(
    plan: Planned, rows: Floats, first: Floats, effect: float, seeds: tuple[int, int]
) -> Panel:
    """The window with the effect put in."""
    random = np.random.default_rng([*seeds, 1])
    after = np.arange(plan.periods) >= first[:, None]
    put = _counts if plan.outcome == "counts" else _means
    outcome = put(rows, after, effect, random) if effect else rows
    n = len(first)
    return Panel(
        outcome, first, np.arange(1.0, plan.periods + 1), np.arange(n).astype(str),
        np.arange(n) if plan.cluster is None else np.unique(plan.cluster, return_inverse=True)[1],
        np.zeros((n, 0)),
    )  # fmt: skip


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
