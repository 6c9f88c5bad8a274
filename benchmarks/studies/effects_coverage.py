"""How often does the 95 % interval hold the truth, also where paths do not stay parallel?

python benchmarks/studies/effects_coverage.py [--part SHARE] [--seed S]

Stepped wedges and single beats: real counts of the demo city's beats as `placebo_effects.py` draws
them, with and without a fall by 30 % put in; the truth is what the estimator makes of the counts
that are expected to be missing. Drifts (Rambachan & Roth 2023): made panels of 20 and 20 units, 8
periods before the start and 4 after it, whose errors hang together (0.4 from one period to the
next); the treated go away from the others as far as the bound still allows, and there is no effect.
`as if parallel` is what the estimator itself says then. Written to results/effects_coverage.json,
told in docs/methods/effects.md.
"""

import time

import numpy as np
from answers import binomial, in_parts
from placebo_effects import DESIGNS, City

from commonground.analysis.effects import Panel
from commonground.analysis.effects.att import att
from commonground.analysis.effects.honest import relative
from commonground.analysis.effects.random_timing import contrast_of, random_timing
from commonground.analysis.effects.results import critical
from commonground.analysis.effects.sensitivity import estimated, event_paths
from commonground.analysis.effects.smooth import shortest
from commonground.analysis.effects.synthetic import block, fitted, in_space, reach

EVALUATIONS, DRIFTED, SEED, FALLS = 1000, 300, 2033, (0.0, 0.3)
UNITS, BEFORE, AFTER, HANG = 20, 8, 4, 0.4
STEP = 0.35  # a usual drift from one period to the next; units' errors have a variance of 1


def by_lot(panel, lost):
    """(low, high, truth) of a stepped wedge: what all places together would lose from each start
    on (Roth & Sant'Anna 2023), whichever of them the lot lets begin there."""
    made = random_timing(panel, method="roth-santanna", refuted=False)
    periods = np.arange(panel.periods)
    means = np.array([np.where(periods >= g, lost.mean(axis=0), 0.0) for g in panel.cohorts])
    truth = float(np.sum(contrast_of("roth-santanna", "simple", panel).effect * means))
    return made.low, made.high, truth


def mixed(method):
    """Of one treated beat against a mix of others."""

    def interval(panel, lost):
        of = block(panel)
        half = reach(in_space(of, method), 0.95)
        estimate = fitted(of, method).estimate
        after = np.arange(panel.periods) >= of.before
        truth = float(lost[np.isfinite(panel.first)][:, after].mean())
        return estimate - half, estimate + half, truth

    return interval


REAL = {
    "roth-santanna, 12 beats in 4 steps": by_lot,
    "roth-santanna, 40 beats in 4 steps": by_lot,
    "synthetic-did, 1 beat and 20 like it": mixed("synthetic-did"),
    "synthetic-did, 1 of 40 beats": mixed("synthetic-did"),
    "synthetic-control, 1 beat and 20 like it": mixed("synthetic-control"),
    "synthetic-control, 1 of 40 beats": mixed("synthetic-control"),
}


class Whole(City):
    """Keeps what each place would lose in each period if something were done there."""

    def drawn(self, random, first, fall, rows=None, cluster=None, counts=None):
        counts = self.stream(random) if counts is None else counts
        panel = super().drawn(random, first, fall, rows, cluster, counts)
        return panel, -fall * (counts if rows is None else counts[rows])


def real(part, seed):
    city = Whole()
    for number, (name, interval) in enumerate(REAL.items()):
        for fall in FALLS:
            began, held = time.process_time(), 0
            many = max(round(EVALUATIONS * part), 10)
            for i in range(many):
                random = np.random.default_rng([seed, number, i, round(10 * fall)])
                low, high, truth = interval(*DESIGNS[name][0](city, random, fall))
                held += low <= truth <= high
            yield {"interval": name, "fall": fall} | row(held, many, began)


def row(held, many, began):
    return {
        "evaluations": many, "held": int(held), "share": round(held / many, 4),
        "limits": binomial(int(held), many),
        "cpu_seconds": round(time.process_time() - began, 1),
    }  # fmt: skip


# How the treated go away from one period to the next: before the start, and after it.
DRIFTS = {
    "none": (np.zeros(BEFORE), np.zeros(AFTER)),
    "a straight line": (np.full(BEFORE, STEP), np.full(AFTER, STEP)),
    "one step, and as much in each period after": (
        np.where(np.arange(BEFORE) == 3, STEP, 0.0), np.full(AFTER, STEP),
    ),
    "steps to and fro, then one way": (
        STEP * (-1.0) ** np.arange(BEFORE), np.full(AFTER, STEP),
    ),
    "large steps to and fro, then one way": (
        4 * STEP * (-1.0) ** np.arange(BEFORE), np.full(AFTER, 4 * STEP),
    ),
    "a slope that grows by a tenth of a step": (
        np.zeros(BEFORE), STEP / 10 * np.arange(1, AFTER + 1),
    ),
}  # fmt: skip


def drifted(random, before, after):
    """A panel without an effect. The first of the drifts leads to the second period."""
    periods = BEFORE + AFTER
    first = np.repeat([float(BEFORE), np.inf], UNITS)
    own = random.normal(0, 1, (2 * UNITS, periods + 10))
    for t in range(1, own.shape[1]):
        own[:, t] = HANG * own[:, t - 1] + np.sqrt(1 - HANG**2) * own[:, t]
    path = np.concatenate([[0.0], np.cumsum([*before[1:], *after])])
    outcome = own[:, 10:] + np.isfinite(first)[:, None] * path
    return Panel(
        outcome, first, np.arange(1.0, periods + 1), np.arange(2 * UNITS).astype(str),
        np.arange(2 * UNITS), np.zeros((2 * UNITS, 0)),
    )  # fmt: skip


def paths_of(panel):
    cells = att(panel, "never")
    times = [t - g for g, t in cells.cells]
    own = cells.influence.columns(range(len(times)))
    return event_paths(times, cells.estimate, own, panel.cluster, summed=False)


def parallel(paths):
    value, between = paths.summed(np.full(AFTER, 1 / AFTER))
    half = critical(0.95) * float(np.sqrt(between[-1, -1]))
    return float(value[-1]) - half, float(value[-1]) + half


def bent(bound):
    def interval(paths):
        made = shortest(estimated(paths, 2 * UNITS, 0.95), bound)
        return made.low, made.high

    return interval


def no_larger(paths):
    return relative(paths, 1.0)


PLAIN = {"as if parallel": parallel}
STRAIGHT = {"straight on (M = 0)": bent(0.0)}
LARGEST = {"no larger than before (M = 1)": no_larger}
TRIED = {
    "none": PLAIN | LARGEST | STRAIGHT,
    "a straight line": PLAIN | LARGEST | STRAIGHT,
    "one step, and as much in each period after": PLAIN | LARGEST,
    "steps to and fro, then one way": PLAIN | LARGEST,
    "large steps to and fro, then one way": PLAIN | LARGEST,
    "a slope that grows by a tenth of a step": {"bent by so much": bent(STEP / 10)},
}


def drifts(part, seed):
    for number, (name, tried) in enumerate(TRIED.items()):
        many = max(round(DRIFTED * part), 10)
        made = [
            paths_of(drifted(np.random.default_rng([seed, 10 + number, i]), *DRIFTS[name]))
            for i in range(many)
        ]
        for interval, of in tried.items():
            began = time.process_time()
            ends = [of(paths) for paths in made]
            held = sum(low <= 0 <= high for low, high in ends)
            wide = round(float(np.median([high - low for low, high in ends])), 3)
            yield {"drift": name, "interval": interval, "width": wide} | row(held, many, began)


def study(part=1.0, *, seed=SEED):
    yield from real(part, seed)
    yield from drifts(part, seed)


if __name__ == "__main__":
    in_parts("effects_coverage", study, seed=SEED, settings={"falls": FALLS, "step": STEP})
