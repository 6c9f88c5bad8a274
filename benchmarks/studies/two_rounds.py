"""What the comparison of two rounds of a survey is worth, where something was done and where not.

python benchmarks/studies/two_rounds.py [--part SHARE] [--seed S]

1,000 pairs of rounds a case, each asking 600 people a side one question with yes or no; the truth
is no change, or a rise of 10 points where it was done. "12 and 12 places": people of a place say
more alike, and each place has a luck of its own in each round (5 points). "2 and 2 places": people
alike but for chance. "2 and 2, with luck": the same with the luck of a place, which two places
cannot tell from a change: there the interval, which is of drawing people, is too narrow.
Written to results/two_rounds.json, told in docs/methods/effects.md.
"""

import time

import numpy as np
from answers import binomial, in_parts

from commonground.analysis.effects.waves import Wave, change_between

PAIRS, SEED = 1000, 2033
PEOPLE = 600  # of a side in a round
LEVEL, APART, LUCK = 0.5, 0.08, 0.05  # share that says yes; standard deviations between places
RISE = 0.10


def wave(random, places, base, luck, rise):
    """One round: people of 2 x `places` places, the first half with it."""
    many = PEOPLE // places
    chance = base + random.normal(0, luck, 2 * places) if luck else base
    chance = np.clip(chance + rise * (np.arange(2 * places) < places), 0.01, 0.99)
    place = np.repeat(np.arange(2 * places), many)
    values = (random.random(len(place)) < chance[place]).astype(float)
    done = place < places
    return Wave(values, np.ones(len(place)), done, ~done, place.astype(str))


def case(places, luck, rise):
    def one(random):
        base = LEVEL + random.normal(0, APART, 2 * places)
        before, after = (wave(random, places, base, luck, r) for r in (0.0, rise))
        made = change_between(before, after).effect
        return made.low <= rise <= made.high, not made.low <= 0 <= made.high, made.estimate - rise

    return one


CASES = {
    "12 and 12 places, nothing": case(12, LUCK, 0.0),
    "12 and 12 places, a rise": case(12, LUCK, RISE),
    "6 and 6 places, nothing": case(6, LUCK, 0.0),
    "2 and 2 places, nothing": case(2, 0.0, 0.0),
    "2 and 2 places, a rise": case(2, 0.0, RISE),
    "2 and 2 places with luck, nothing": case(2, LUCK, 0.0),
}


def study(part=1.0, *, seed=SEED):
    """A row a case; `part` of the pairs."""
    many = max(round(PAIRS * part), 5)
    for number, (name, one) in enumerate(CASES.items()):
        began = time.process_time()
        found = np.array([one(np.random.default_rng([seed, number, i])) for i in range(many)])
        held, seen = int(found[:, 0].sum()), int(found[:, 1].sum())
        yield {
            "case": name, "pairs": many, "coverage": round(held / many, 4),
            "interval": binomial(held, many), "effects": round(seen / many, 4),
            "bias": round(float(found[:, 2].mean()), 4),
            "cpu_seconds": round(time.process_time() - began, 1),
        }  # fmt: skip


if __name__ == "__main__":
    in_parts("two_rounds", study, seed=SEED, settings={"pairs": PAIRS})
