"""What estimates do where data are thin, odd or wrong."""

from itertools import combinations

import numpy as np
import pytest

from commonground.analysis.errors import Unusable
from commonground.analysis.surveys import (
    Margin,
    bootstrap,
    estimate_mean,
    estimate_ratio,
    estimate_total,
    make_design,
    poststratify,
    rake,
    replicate_covariance,
)


def margin(name, codes, counts):
    levels = tuple(f"{name}{i}" for i in range(len(counts)))
    return Margin(name, levels, np.array(counts, float), np.asarray(codes))


def test_the_variance_is_that_of_all_samples_there_are():
    """Every sample of 3 of 7 in two strata: the mean of the estimated variances is the true one."""
    population = np.array([3.0, 9, 4, 1, 12, 5, 8])
    estimates, variances = [], []
    for one in combinations(range(4), 2):
        for two in combinations(range(4, 7), 2):
            design = make_design(
                4, strata=["a", "a", "b", "b"], populations=[np.array([4.0, 4, 3, 3])]
            )
            made = estimate_total(design, population[[*one, *two]])
            estimates.append(made.estimate)
            variances.append(made.se**2)
    assert np.mean(estimates) == pytest.approx(population.sum())
    assert np.mean(variances) == pytest.approx(np.var(estimates))


def test_shares_drawn_are_as_good_as_sizes():
    size = make_design(4, strata=[1, 1, 2, 2], populations=[np.array([40.0, 40, 20, 20])])
    share = make_design(4, strata=[1, 1, 2, 2], populations=[np.array([0.05, 0.05, 0.1, 0.1])])
    values = np.array([1.0, 3, 2, 7])
    assert estimate_mean(size, values).se == pytest.approx(estimate_mean(share, values).se)
    assert share.weights.tolist() == [20, 20, 10, 10]


def test_a_stratum_that_was_asked_whole_adds_no_error():
    design = make_design(3, strata=[1, 2, 2], populations=[np.array([1.0, 10, 10])])
    assert estimate_mean(design, np.array([5.0, 1, 2])).se > 0
    everybody = make_design(2, populations=[np.array([2.0, 2])])
    made = estimate_mean(everybody, np.array([5.0, 1]))
    assert made.se == 0
    assert "no-spread" in made.flags


def test_cluster_names_may_repeat_in_another_stratum():
    design = make_design(4, strata=[1, 1, 2, 2], clusters=[["a", "b", "a", "b"]])
    assert design.degrees_of_freedom() == 2


def test_a_lone_cluster_is_refused():
    design = make_design(3, strata=[1, 1, 2])
    with pytest.raises(Unusable, match="One stratum has only one sampled cluster"):
        estimate_mean(design, np.array([1.0, 2, 3]))


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"weights": [1, -1, 1]}, "A weight is negative"),
        ({"weights": [1, float("nan"), 1]}, "A weight is missing"),
        ({"weights": [0, 0, 0]}, "Every weight is zero"),
        ({"populations": [np.array([2.0, 2, 2])]}, "smaller than the sample"),
        ({"populations": [np.array([5.0, 6, 5])]}, "differ within"),
        ({"populations": [np.array([5.0, np.nan, 5])]}, "missing, zero or negative"),
        ({"populations": [np.full(3, 9.0), np.full(3, 9.0)]}, "for 1 stages"),
    ],
)
def test_a_design_that_cannot_be_is_refused(wrong, words):
    with pytest.raises(Unusable, match=words):
        make_design(3, **wrong)


def test_everybody_alike_is_flagged_and_has_an_interval():
    design = make_design(40)
    made = estimate_mean(design, np.ones(40), proportion="logit")
    assert made.se == 0 and "no-spread" in made.flags
    assert 0.9 < made.low < 1 == made.high
    wilson = estimate_mean(design, np.zeros(40), proportion="wilson")
    assert wilson.low == 0 < wilson.high < 0.1


def test_unequal_weights_widen_the_interval_where_all_answer_alike():
    equal = estimate_mean(make_design(40), np.ones(40), proportion="korn-graubard")
    uneven = make_design(40, weights=np.where(np.arange(40) < 4, 20.0, 1.0))
    assert estimate_mean(uneven, np.ones(40), proportion="korn-graubard").low < equal.low


def test_korn_and_graubard_with_a_simple_sample_are_clopper_and_pearson():
    """Their tables give 1 of 10 as 0.0025 to 0.4450 (Clopper & Pearson 1934); t makes it no
    narrower than n answers."""
    from scipy.stats import beta

    from commonground.analysis.surveys.intervals import proportion

    se = (0.1 * 0.9 / 10) ** 0.5
    low, high = proportion(0.1, se, n=10, n_kish=10, df=9, level=0.95, method="korn-graubard")
    assert (round(low, 4), round(high, 4)) == (0.0025, 0.4450)
    assert low == pytest.approx(beta.ppf(0.025, 1, 10))


def test_gates():
    random = np.random.default_rng(1)
    few = estimate_mean(make_design(29), random.integers(0, 2, 29) * 1.0, proportion="wilson")
    assert few.flags[0] == "too-few-answers" and "interval-over-20-points" in few.flags
    some = estimate_mean(make_design(59), random.normal(5, 1, 59))
    assert some.flags == ("few-answers",)
    rare = estimate_mean(make_design(400), (np.arange(400) < 6) * 1.0, proportion="wilson")
    assert rare.flags == ("relative-se-30-percent",)
    assert estimate_mean(make_design(60), random.normal(5, 1, 60)).flags == ()


def test_nobody_and_nothing_are_refused():
    design = make_design(3)
    with pytest.raises(Unusable, match="Nobody answered"):
        estimate_mean(design, np.ones(3), members=np.zeros(3, bool))
    with pytest.raises(Unusable, match="denominator"):
        estimate_ratio(design, np.ones(3), np.zeros(3))


def test_the_bootstrap_agrees_with_linearisation():
    random = np.random.default_rng(3)
    strata = np.repeat(np.arange(8), 50)
    clusters = np.repeat(np.arange(80), 5)
    values = random.normal(0, 1, 400) + np.repeat(random.normal(0, 1, 80), 5)
    design = make_design(
        400, weights=random.uniform(1, 3, 400), strata=strata, clusters=[clusters],
        populations=[np.full(400, 25.0)],
    )  # fmt: skip
    drawn = replicate_covariance(
        bootstrap(design, replicates=2000, seed=2), lambda w: w @ values / w.sum()
    )
    assert drawn[0, 0] ** 0.5 == pytest.approx(estimate_mean(design, values).se, rel=0.08)


def test_raking_to_shares_keeps_the_sum_of_the_weights():
    codes = np.array([0, 0, 0, 1])
    made, how = rake(np.ones(4), [margin("sex", codes, [0.5, 0.5])])
    assert made.tolist() == pytest.approx([2 / 3] * 3 + [2])
    assert how.off < 1e-9


def test_margins_that_cannot_be_met_are_refused():
    a, b = np.array([0, 0, 1, 1]), np.array([0, 0, 1, 1])
    with pytest.raises(Unusable, match="cannot be met together"):
        rake(np.ones(4), [margin("a", a, [3, 1]), margin("b", b, [1, 3])])
    with pytest.raises(Unusable, match="different totals"):
        rake(np.ones(4), [margin("a", a, [3, 1]), margin("b", b, [3, 3])])
    with pytest.raises(Unusable, match="cannot be met together.$"):
        rake(np.ones(4), [margin("a", a, [3, 1]), margin("b", b, [1, 3])], trim=10.0)
    with pytest.raises(Unusable, match="Nobody who answered has a “a2”"):
        poststratify(np.ones(4), margin("a", a, [3, 1, 2]))
    with pytest.raises(Unusable, match="of which the margins say there are none"):
        poststratify(np.ones(4), margin("a", a, [3, 0]))
    with pytest.raises(Unusable, match="missing or negative"):
        poststratify(np.ones(4), margin("a", a, [3, -1]))


def test_trimmed_weights_meet_the_margins_and_stay_under_the_limit():
    random = np.random.default_rng(4)
    sex, age = random.integers(0, 2, 500), random.choice(3, 500, p=[0.1, 0.4, 0.5])
    margins = [margin("sex", sex, [520, 480]), margin("age", age, [300, 350, 350])]
    plain, _ = rake(np.ones(500), margins)
    made, how = rake(np.ones(500), margins, trim=4.0)
    assert plain.max() > 4 * np.median(plain)
    assert how.trimmed > 0
    assert made.max() <= 4 * np.median(made) * (1 + 1e-6)
    assert np.bincount(age, made) == pytest.approx([300, 350, 350])


def test_trimming_that_no_weights_can_meet_is_refused():
    age = np.array([0] * 1 + [1] * 99)
    with pytest.raises(Unusable, match="cannot be kept under 2 times"):
        rake(np.ones(100), [margin("age", age, [50, 50])], trim=2.0)
