"""How often does each check fail where nothing is wrong, and how often does a true fall stand?

python benchmarks/studies/refutations.py [--part SHARE] [--seed S]

Evaluations as `placebo_effects.py` draws them, on real counts of the demo city's beats by month:
of a programme that there never was, and of one after which 20 or 30 % of the counts are missing.
What a check finds against an effect is a false failure where nothing was done: beats drawn by lot
(or the nearest of the others) are as like as they look. `seen`: p at most 5 %; `stands`: the
interval is beyond 0 too, and no check failed but those of sensitivity, which is what a result's
page calls a verdict. Written to results/refutations.json, told in docs/methods/effects.md.
"""

import time
from collections import Counter

import numpy as np
from answers import binomial, in_parts
from placebo_effects import DESIGNS as ALL
from placebo_effects import LEVEL, City

from commonground.analysis.effects.methods import Estimator, effect_of
from commonground.analysis.effects.results import SENSITIVITY

SEED, FALLS = 2031, (0.0, 0.2, 0.3)
DESIGNS = {
    "did, 10 beats and 20 like them": 600,
    "poisson, 10 beats and 20 like them": 300,
    "callaway-santanna, 3 x 15 beats": 100,
    "roth-santanna, 3 x 4 beats": 100,
}
EFFECT = "permutation"  # it fails where there is nothing to find, as it should


def evaluated(city, name, fall, seeds):
    random = np.random.default_rng(seeds)
    return effect_of(ALL[name][0](city, random, fall), Estimator(name.split(",")[0]))


def told(name, fall, found):
    """A row: shares of evaluations."""
    many = len(found)
    failed = Counter(
        check.name for made in found for check in made.checks
        if check.passed is False and not check.name.startswith(SENSITIVITY)
    )  # fmt: skip
    seen = sum(made.p_value <= LEVEL for made in found)
    stands = sum(made.stands(LEVEL) for made in found)
    return {
        "design": name, "fall": fall, "evaluations": many, "seen": seen, "stands": stands,
        "seen_interval": binomial(seen, many), "stands_interval": binomial(stands, many),
        "failed": {check: count for check, count in sorted(failed.items()) if check != EFFECT},
    }  # fmt: skip


def study(part=1.0, *, seed=SEED, designs=DESIGNS, falls=FALLS):
    city = City()
    for name, asked in designs.items():
        number = list(DESIGNS).index(name)
        for fall in falls:
            began = time.process_time()
            many = max(round(asked * part / (1 if fall == 0 else 2)), 10)
            found = [
                evaluated(city, name, fall, [seed, number, i, round(10 * fall)])
                for i in range(many)
            ]
            yield told(name, fall, found) | {"cpu_seconds": round(time.process_time() - began, 1)}


if __name__ == "__main__":
    in_parts("refutations", study, seed=SEED, settings={"falls": FALLS})
