"""What a model's interval for self-selected answers is worth: right if, and only if, it may be.

python benchmarks/studies/opt_in.py [--part SHARE] [--seed S]

1,000 towns of 20,000 people of three ages who rent or own; what they say depends on both. About 600
of them answer by themselves. "Alike": in each of the six kinds who answers is chance, some kinds
twice or three times as often. "Not alike": beside that, who is content answers a third more often
than who is not. "Nothing known": as the first, but taken as one kind. The share and the mean that
everybody would say are compared with the interval. Written to results/opt_in.json, told in
docs/methods/surveys.md.
"""

import time

import numpy as np
from answers import binomial, in_parts
from scipy.special import expit

from commonground.analysis.surveys import Margin
from commonground.analysis.surveys.opt_in import model_based

TOWNS, SEED = 1000, 2031
PEOPLE, WANTED = 20_000, 600
EAGER = np.array([1.0, 1.6, 3.0])  # how often each age answers
CONTENT = 4 / 3


def town(random, willing):
    """(share or mean of everybody, answers, cells): a share of content people, or 0 to 10."""
    age, rents = random.choice(3, PEOPLE, p=[0.3, 0.45, 0.25]), random.random(PEOPLE) < 0.45
    kind = age * 2 + rents
    content = random.random(PEOPLE) < expit(-0.3 + 0.6 * age - 0.7 * rents)
    score = np.clip(random.normal(4 + 2 * content + 0.5 * age, 2), 0, 10)
    chance = EAGER[age] * np.where(rents, 0.6, 1.0) * np.where(content, willing, 1.0)
    heard = random.random(PEOPLE) < chance * WANTED / chance.sum()
    counts = np.bincount(kind, minlength=6).astype(float)
    cells = Margin("kind", tuple("abcdef"), counts, kind[heard].astype(np.intp))
    return content.astype(float), score, heard, cells


def case(willing, *, is_share, knows):
    def one(random):
        content, score, heard, cells = town(random, willing)
        values = content if is_share else score
        made = model_based(values[heard], cells=cells if knows else None, is_share=is_share)
        truth = values.mean()
        return made.low <= truth <= made.high, made.estimate - truth

    return one


CASES = {
    "alike, share": case(1.0, is_share=True, knows=True),
    "alike, mean": case(1.0, is_share=False, knows=True),
    "not alike, share": case(CONTENT, is_share=True, knows=True),
    "not alike, mean": case(CONTENT, is_share=False, knows=True),
    "nothing known, share": case(1.0, is_share=True, knows=False),
    "nothing known, mean": case(1.0, is_share=False, knows=False),
}


def study(part=1.0, *, seed=SEED):
    """A row a case; `part` of the towns."""
    many = max(round(TOWNS * part), 5)
    for number, (name, one) in enumerate(CASES.items()):
        began = time.process_time()
        found = np.array([one(np.random.default_rng([seed, number, i])) for i in range(many)])
        held = int(found[:, 0].sum())
        yield {
            "case": name, "towns": many, "coverage": round(held / many, 4),
            "interval": binomial(held, many), "bias": round(float(found[:, 1].mean()), 4),
            "cpu_seconds": round(time.process_time() - began, 1),
        }  # fmt: skip


if __name__ == "__main__":
    in_parts("opt_in", study, seed=SEED, settings={"towns": TOWNS})
