"""How often do 95 % intervals of surveys and small areas hold the truth, and is raking right?

python benchmarks/studies/survey_coverage.py [--part SHARE] [--seed S]

1,000 populations are made for each design, one sample is drawn from each, and what the interval
of the estimate says is compared with the population. Intervals of areas and of smoothed waves are
counted by area and wave, so that their coverage is an average. Written to
results/survey_coverage.json, told in docs/methods/surveys.md and small-areas.md.

Raking: who answers depends on two margins (the young answer half as often, renters two thirds as
often, and both matter to what they say); `bias` is the mean error of the raked estimate in units
of its standard error, `bias_before` that of the answers as they came.
"""

import time

import numpy as np
from answers import binomial, in_parts
from scipy.special import expit, logit, stdtrit

from commonground.analysis.smallareas import Cells, fay_herriot, fit, poststratified
from commonground.analysis.surveys import (
    Margin,
    bootstrap,
    difference,
    estimate_mean,
    estimate_ratio,
    estimate_total,
    jackknife,
    make_design,
    poststratify,
    rake,
    replicate_covariance,
)
from commonground.analysis.surveys.intervals import student
from commonground.analysis.surveys.smoothing import smooth

POPULATIONS, SEED = 1000, 2027


def inside(low, high, truth):
    return float(np.mean((low <= truth) & (truth <= high)))


# Stratified samples


def strata(random, skewed=False):
    """Six strata of 200 to 1,500 people, 40 asked in each: 0 to 10, or amounts that are skewed."""
    sizes = np.array([200, 300, 500, 800, 1200, 1500])
    stratum = np.repeat(np.arange(6), sizes)
    if skewed:
        values = random.gamma(2 + stratum, 1.0)
    else:
        values = np.clip(np.rint(random.normal(5 + 0.4 * stratum, 2.3)), 0, 10)
    asked = np.concatenate(
        [random.choice(np.flatnonzero(stratum == s), 40, replace=False) for s in range(6)]
    )
    design = make_design(240, strata=stratum[asked], populations=[sizes[stratum[asked]]])
    return values, asked, design


def stratified_mean(random):
    values, asked, design = strata(random)
    made = estimate_mean(design, values[asked])
    return inside(made.low, made.high, values.mean())


def stratified_total(random):
    values, asked, design = strata(random, skewed=True)
    made = estimate_total(design, values[asked])
    return inside(made.low, made.high, values.sum())


def stratified_ratio(random):
    values, asked, design = strata(random, skewed=True)
    below = 1 + values * random.uniform(0.5, 1.5, len(values))
    made = estimate_ratio(design, values[asked], below[asked])
    return inside(made.low, made.high, values.sum() / below.sum())


def group_mean(skewed):
    """Of three in ten, about 72 answers."""

    def one(random):
        values, asked, design = strata(random, skewed=skewed)
        group = random.random(len(values)) < 0.3
        made = estimate_mean(design, values[asked], members=group[asked])
        return inside(made.low, made.high, values[group].mean())

    return one


# Clusters


def clusters(random, drawn=40, spread=0.5):
    """300 clusters of 20 to 60 people, `drawn` of them, ten people in each."""
    sizes = random.integers(20, 60, 300)
    cluster = np.repeat(np.arange(300), sizes)
    values = random.normal(0, spread, 300)[cluster] + random.normal(0, 1, len(cluster))
    chosen = random.choice(300, drawn, replace=False)
    asked = np.concatenate(
        [random.choice(np.flatnonzero(cluster == c), 10, replace=False) for c in chosen]
    )
    sampled = cluster[asked]
    design = make_design(
        len(asked), clusters=[sampled, np.arange(len(asked))],
        populations=[np.full(len(asked), 300), sizes[sampled]],
    )  # fmt: skip
    return values, asked, design


def two_stage_mean(random):
    values, asked, design = clusters(random)
    made = estimate_mean(design, values[asked])
    return inside(made.low, made.high, values.mean())


def few_clusters_mean(random):
    values, asked, design = clusters(random, drawn=12)
    made = estimate_mean(design, values[asked])
    return inside(made.low, made.high, values.mean())


def difference_of_groups(random):
    values, asked, design = clusters(random)
    group = random.random(len(values)) < 0.4
    one, two = (
        estimate_mean(design, values[asked], members=members[asked]) for members in (group, ~group)
    )
    _, _, low, high = difference(design, one, two)
    return inside(low, high, values[group].mean() - values[~group].mean())


def _replicated(random, kind):
    values, asked, design = clusters(random)
    answers = values[asked]
    variance = replicate_covariance(kind(design), lambda w: w @ answers / w.sum())[0, 0]
    made = estimate_mean(design, answers)
    low, high = student(made.estimate, variance**0.5, made.df, 0.95)
    return inside(low, high, values.mean())


def jackknifed(random):
    return _replicated(random, jackknife)


def bootstrapped(random):
    return _replicated(
        random, lambda d: bootstrap(d, replicates=200, seed=int(random.integers(1e9)))
    )


def share(level, method):
    """A share in a sample of 40 clusters, whose share differs between clusters."""

    def one(random):
        chance = expit(logit(level) + random.normal(0, 0.5, 300))
        cluster = np.repeat(np.arange(300), 40)
        yes = (random.random(len(cluster)) < chance[cluster]) * 1.0
        chosen = random.choice(300, 40, replace=False)
        asked = np.concatenate([c * 40 + random.choice(40, 5, replace=False) for c in chosen])
        sizes = [np.full(200, 300), np.full(200, 40)]
        design = make_design(200, clusters=[cluster[asked], asked], populations=sizes)
        made = estimate_mean(design, yes[asked], proportion=method)
        return inside(made.low, made.high, yes.mean())

    return one


# Margins


def responding(random):
    """10,000 people, 1,000 invited; answers and answering depend on age and tenure."""
    young, rents = random.random(10_000) < 0.35, random.random(10_000) < 0.45
    values = 5 + 1.2 * young - 0.8 * rents + random.normal(0, 1.5, 10_000)
    invited = random.choice(10_000, 1000, replace=False)
    chance = 0.6 * np.where(young[invited], 0.5, 1.0) * np.where(rents[invited], 2 / 3, 1.0)
    asked = invited[random.random(1000) < chance]
    margins = [
        Margin(name, ("no", "yes"), np.bincount(of, minlength=2).astype(float), of[asked])
        for name, of in (("young", young.astype(int)), ("rents", rents.astype(int)))
    ]
    design = make_design(len(asked), weights=np.full(len(asked), 10_000 / len(asked)))
    return values, asked, design, margins


def raked(random):
    values, asked, design, margins = responding(random)
    made = estimate_mean(design.calibrated(*rake(design.weights, margins)), values[asked])
    plain = estimate_mean(design, values[asked])
    truth = values.mean()
    return (
        inside(made.low, made.high, truth),
        (made.estimate - truth) / made.se,
        (plain.estimate - truth) / plain.se,
    )


def post_stratified(random):
    values, asked, design, margins = responding(random)
    code = margins[0].codes * 2 + margins[1].codes
    cells = Margin("cell", tuple("abcd"), np.zeros(4), code)
    young = np.outer(margins[0].counts, margins[1].counts).ravel() / 10_000
    met = design.calibrated(
        *poststratify(design.weights, Margin(cells.name, cells.levels, young, code))
    )
    made = estimate_mean(met, values[asked])
    return inside(made.low, made.high, values.mean())


# Areas and waves


def area_model(random):
    x = np.column_stack([np.ones(50), random.normal(size=50)])
    truth = x @ [0.6, 0.05] + random.normal(0, 0.06, 50)
    variance = random.uniform(0.03, 0.12, 50) ** 2
    made = fay_herriot(truth + random.normal(0, np.sqrt(variance)), variance, x)
    half = float(stdtrit(made.df, 0.975)) * made.se
    return inside(made.estimate - half, made.estimate + half, truth)


def multilevel(random):
    """40 areas, four ages, 600 answers; half of the areas have fewer than 10."""
    areas, ages = 40, 4
    x = random.normal(size=areas)
    area = random.normal(0, 0.5, areas) + 0.4 * x
    age = random.normal(0, 0.3, ages)
    frame_area, frame_age = np.repeat(np.arange(areas), ages), np.tile(np.arange(ages), areas)
    people = random.uniform(50, 200, areas * ages)
    chance = expit(0.2 + area[frame_area] + age[frame_age])
    truth = np.bincount(frame_area, people * chance) / np.bincount(frame_area, people)
    weight = people * random.gamma(1.0, 1.0, areas)[frame_area]
    row = random.choice(areas * ages, 600, p=weight / weight.sum())
    yes = (random.random(600) < chance[row]) * 1.0

    def fixed(of):
        return np.column_stack([np.ones(len(of)), x[of]])

    fitted = fit(
        Cells.of(yes, fixed(frame_area[row]), [frame_age[row], frame_area[row]], [ages, areas])
    )
    made = poststratified(fitted, fixed(frame_area), (frame_age, frame_area), people, 1)
    return inside(made.low, made.high, truth)


def smoothed(random):
    truth = 0.6 + np.cumsum(random.normal(0, 0.02, (16, 20)), axis=0)
    se = random.uniform(0.02, 0.06, (16, 20))
    made = smooth(np.arange(16.0), truth + random.normal(0, se), se**2)
    return inside(made.low, made.high, truth)


DESIGNS = {
    "stratified mean": stratified_mean,
    "stratified total": stratified_total,
    "stratified ratio": stratified_ratio,
    "mean of a group": group_mean(skewed=False),
    "mean of a group, skewed": group_mean(skewed=True),
    "two-stage mean": two_stage_mean,
    "two-stage mean, 12 clusters": few_clusters_mean,
    "difference of groups": difference_of_groups,
    "jackknife": jackknifed,
    "bootstrap": bootstrapped,
    "post-stratified mean": post_stratified,
    "raked mean": raked,
    **{
        f"share {level:.0%}, {method}": share(level, method)
        for level in (0.03, 0.15, 0.5)
        for method in ("logit", "korn-graubard", "wilson")
    },
    "area model": area_model,
    "multilevel": multilevel,
    "smoothed": smoothed,
}


def study(part=1.0, *, seed=SEED, designs=DESIGNS):
    """A row a design; `part` of the populations."""
    for number, (name, design) in enumerate(designs.items()):
        many = max(round(POPULATIONS * part), 5)
        began = time.process_time()
        found = [design(np.random.default_rng([seed, number, i])) for i in range(many)]
        table = np.array(found, dtype=float).reshape(many, -1)
        row = {"design": name, "populations": many, "coverage": round(float(table[:, 0].mean()), 4)}
        if set(np.unique(table[:, 0])) <= {0.0, 1.0}:
            row["interval"] = binomial(int(table[:, 0].sum()), many)
        else:  # areas of one population go together
            se = table[:, 0].std(ddof=1) / many**0.5
            row["interval"] = [round(float(row["coverage"] + z * se), 4) for z in (-1.96, 1.96)]
        if table.shape[1] > 1:
            row["bias"], row["bias_before"] = np.round(table[:, 1:].mean(axis=0), 3).tolist()
        row["cpu_seconds"] = round(time.process_time() - began, 1)
        yield row


if __name__ == "__main__":
    in_parts("survey_coverage", study, seed=SEED, settings={"populations": POPULATIONS})
