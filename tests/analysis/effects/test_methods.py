"""Simulated truths, slow twins, and what each method does with data that it cannot use."""

from dataclasses import replace

import numpy as np
import pytest
from scipy.stats import poisson as pmf

from commonground.analysis.effects import make_panel
from commonground.analysis.effects.aggregating import groups
from commonground.analysis.effects.att import att
from commonground.analysis.effects.counts import displacement_difference, e_test
from commonground.analysis.effects.did import did, treated_by
from commonground.analysis.effects.its import its
from commonground.analysis.effects.poisson import poisson
from commonground.analysis.effects.random_timing import random_timing
from commonground.analysis.effects.staggered import callaway_santanna, sun_abraham
from commonground.analysis.effects.synthetic import block, fitted, synthetic
from commonground.analysis.errors import Unusable

from .panels import made_up, simulated

ESTIMATORS = {
    "did": lambda panel: did(panel, refuted=False),
    "callaway-santanna": lambda panel: callaway_santanna(panel, refuted=False),
    "sun-abraham": lambda panel: sun_abraham(panel, refuted=False),
    "roth-santanna": lambda panel: random_timing(panel, permutations=199, refuted=False),
}


@pytest.mark.parametrize("name", ESTIMATORS)
def test_an_effect_is_recovered_and_covered(name):
    found = [
        ESTIMATORS[name](simulated(np.random.default_rng([1, i]), effect=1.0)) for i in range(150)
    ]
    mean = np.mean([made.estimate for made in found])
    error = np.std([made.estimate for made in found])
    assert abs(mean - 1.0) < 4 * error / 150**0.5
    assert 0.88 < np.mean([made.low <= 1 <= made.high for made in found]) < 0.99


@pytest.mark.parametrize("name", ESTIMATORS)
def test_where_nothing_happened_an_effect_is_rarely_seen(name):
    seen = [
        ESTIMATORS[name](simulated(np.random.default_rng([2, i]))).p_value < 0.05
        for i in range(150)
    ]
    assert np.mean(seen) < 0.13


def test_did_equals_least_squares_with_a_dummy_for_everything():
    panel = simulated(np.random.default_rng(3), n=12, periods=6, starts=(2, 4, np.inf), effect=1)
    d = treated_by(panel).ravel()
    unit, period = np.repeat(np.arange(12), 6), np.tile(np.arange(6), 12)
    x = np.column_stack([d, np.eye(12)[unit], np.eye(6)[period][:, 1:]])
    y = panel.outcome.ravel()
    beta = np.linalg.lstsq(x, y, rcond=None)[0]
    made = did(panel)
    assert made.estimate == pytest.approx(beta[0])
    rest = (y - x @ beta)[:, None] * x
    sums = np.array([rest[unit == u].sum(axis=0) for u in range(12)])
    bread = np.linalg.pinv(x.T @ x)
    middle = sums.T @ sums
    slow = np.sqrt((bread @ middle @ bread)[0, 0] * 12 / 11 * 71 / (72 - 6 - 1))
    assert made.se == pytest.approx(slow)


def test_the_interval_holds_no_effect_just_when_the_p_value_is_over_5_percent():
    for i in range(40):
        for estimator in (did, poisson):
            panel = simulated(np.random.default_rng([4, i]), n=14, effect=0.8)
            panel = replace(panel, outcome=np.rint(np.exp(panel.outcome / 3) * 4))
            made = estimator(panel)
            assert (made.low <= 0 <= made.high) == (made.p_value > 0.05)


def test_poisson_equals_a_regression_with_a_dummy_for_everything():
    random = np.random.default_rng(5)
    first = np.array([3, 3, 3, 5, 5, np.inf, np.inf, np.inf])
    mean = np.outer(random.uniform(2, 9, 8), random.uniform(0.5, 2, 8))
    mean = mean * np.exp(-0.4 * (np.arange(8) >= first[:, None]))
    panel = made_up(random.poisson(mean).astype(float), first)
    unit, period = np.repeat(np.arange(8), 8), np.tile(np.arange(8), 8)
    x = np.column_stack([treated_by(panel).ravel(), np.eye(8)[unit], np.eye(8)[period][:, 1:]])
    y, beta = panel.outcome.ravel(), np.zeros(16)
    for _ in range(100):
        m = np.exp(x @ beta)
        beta = beta + np.linalg.lstsq(x.T @ (x * m[:, None]), x.T @ (y - m), rcond=None)[0]
    made = poisson(panel)
    assert made.estimate == pytest.approx(beta[0], abs=1e-7)
    m = np.exp(x @ beta)
    scores = np.array([(x[unit == u] * (y - m)[unit == u, None]).sum(axis=0) for u in range(8)])
    bread = np.linalg.pinv(x.T @ (x * m[:, None]))
    slow = np.sqrt((bread @ (scores.T @ scores) @ bread)[0, 0] * 8 / 7)
    assert made.se == pytest.approx(slow, rel=1e-6)


def test_poisson_recovers_a_fall():
    random = np.random.default_rng(6)
    first = np.repeat([6, np.inf], 40)
    mean = np.outer(random.gamma(2, 3, 80), random.uniform(0.7, 1.3, 12))
    mean = mean * np.where(np.arange(12) >= first[:, None], 0.7, 1.0)
    made = poisson(made_up(random.poisson(mean).astype(float), first))
    assert made.low < np.log(0.7) < made.high < 0


def test_att_equals_two_differences_of_means():
    panel = simulated(np.random.default_rng(7), effect=2)
    cells = att(panel, "never")
    for (g, t), estimate in zip(cells.cells, cells.estimate, strict=True):
        base = int(g) - 1 if t >= g else t - 1
        change = panel.outcome[:, t] - panel.outcome[:, base]
        never = np.isinf(panel.first)
        assert estimate == pytest.approx(change[panel.first == g].mean() - change[never].mean())


@pytest.mark.parametrize("controls", ["never", "not-yet", "last"])
def test_moves_of_mixes_are_the_mixes_of_moves(controls):
    """The short way by a table of each cohort, and the long way by every cell."""
    random = np.random.default_rng(71)
    panel = simulated(random, n=40, effect=1, starts=(4, 6, 8, np.inf))
    cells = att(panel, controls, universal=controls == "last")
    many = len(cells.cells)
    held, weights = cells.influence.columns(range(many)), random.normal(size=(many, 3))
    assert cells.influence.mixed(weights) == pytest.approx(held @ weights)
    assert cells.influence.squares() == pytest.approx((held**2).sum(axis=0))
    assert held.mean(axis=0) == pytest.approx(np.zeros(many), abs=1e-12)
    pairs = np.arange(panel.n) // 2
    sums = held[::2] + held[1::2]
    assert cells.se(pairs) == pytest.approx(np.sqrt((sums**2).sum(axis=0)) / panel.n)


def test_clustered_influence_is_wider_where_units_repeat():
    one = simulated(np.random.default_rng(8), effect=1)
    twice = replace(
        one, outcome=np.vstack([one.outcome] * 2), first=np.tile(one.first, 2),
        units=np.concatenate([one.units] * 2), cluster=np.tile(one.cluster, 2),
        covariates=np.vstack([one.covariates] * 2),
    )  # fmt: skip
    assert callaway_santanna(twice).se == pytest.approx(callaway_santanna(one).se)


def test_bands_of_an_event_study_hold_for_all_times_at_once():
    wider, held = [], []
    for i in range(120):
        made = callaway_santanna(
            simulated(np.random.default_rng([9, i])), aggregate="event", refuted=False
        )
        held.append(all(part.low <= 0 <= part.high for part in made.by))
        wider.append((made.by[3].high - made.by[3].estimate) / made.by[3].se)
    assert min(wider) > 1.97
    assert np.mean(held) > 0.88


def test_random_timing_is_most_precise_where_levels_last():
    random = np.random.default_rng(10)
    panel = simulated(random, n=200, effect=1)
    efficient = random_timing(panel)
    assert efficient.se < random_timing(panel, method="sun-abraham").se
    assert efficient.se <= efficient.se_conservative


def test_shuffled_starts_find_nothing_where_nothing_is():
    nothing, something = (
        random_timing(
            simulated(np.random.default_rng(11), n=40, effect=effect), permutations=199, seed=2,
            refuted=False,
        ).checks[-1]
        for effect in (0, 3)
    )  # fmt: skip
    assert nothing.name == something.name == "permutation"
    assert something.passed and not nothing.passed


def test_weights_of_synthetic_controls_are_shares():
    random = np.random.default_rng(12)
    panel = made_up(random.normal(0, 1, (20, 14)).cumsum(axis=1), [9.0] + [np.inf] * 19)
    for method in ("synthetic-control", "synthetic-did"):
        made = fitted(block(panel), method)
        assert made.omega.min() >= 0 and made.omega.sum() == pytest.approx(1)


def test_a_synthetic_control_finds_the_mix_that_it_was_made_of():
    random = np.random.default_rng(13)
    others = random.normal(0, 1, (10, 30)).cumsum(axis=1) + 10
    own = 0.6 * others[2] + 0.4 * others[7]
    own[20:] -= 3
    made = synthetic(
        made_up(np.vstack([own, others]), [20.0] + [np.inf] * 10), method="synthetic-control"
    )
    assert made.estimate == pytest.approx(-3, abs=0.15)
    assert {check.name: check.passed for check in made.checks}["fit-before"]


def test_an_interrupted_series_finds_a_step_and_says_what_it_lacks():
    random = np.random.default_rng(14)
    t = np.arange(60)
    season = 3 * np.sin(2 * np.pi * t / 12)
    series = 20 + 0.1 * t + season - 5.0 * (t >= 36) + random.normal(0, 1, 60)
    made = its(made_up(series[None, :], [36.0]), season=12)
    assert made.by[0].key == "step"
    assert made.by[0].estimate == pytest.approx(-5, abs=1.5)
    assert made.low < -5 < made.high
    assert {check.name: check.passed for check in made.checks}["comparison"] is False


def test_a_control_series_takes_out_what_happened_to_all():
    random = np.random.default_rng(15)
    t = np.arange(48)
    shared = 30 - 6.0 * (t >= 24)
    panel = made_up(
        np.vstack([shared + random.normal(0, 1, 48), shared + random.normal(0, 1, 48)]),
        [24.0, np.inf],
    )
    assert its(panel).low < 0 < its(panel).high
    assert its(replace(panel, outcome=panel.outcome[:1], first=panel.first[:1])).high < 0


def test_parts_of_an_aggregate_hold_each_cell_once():
    cells = [(2.0, t) for t in range(5)] + [(3.0, t) for t in range(5)]
    for how in ("simple", "cohort", "calendar"):
        used = np.concatenate(groups(cells, how).cells)
        assert sorted(used) == [i for i, (g, t) in enumerate(cells) if t >= g]


PANEL = {"units": [1, 1, 2, 2], "times": [1, 2, 1, 2], "outcome": [1.0, 2, 3, 4]}


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"times": [1, 1, 1, 2]}, "more than one row for unit 1 and time 1"),
        ({"units": [1, 1, 2, 3]}, "have no row"),
        ({"outcome": [1, 2, 3, float("nan")]}, "outcome is missing"),
        ({"first_treated": [2, 1, 0, 0]}, "Unit 1 has two times"),
        ({"cluster": ["a", "b", "c", "c"]}, "Unit 1 has two clusters"),
        ({"times": [1, 1, 1, 1], "units": [1, 2, 3, 4]}, "two periods or more"),
    ],
)
def test_a_panel_that_is_none_is_refused(change, words):
    with pytest.raises(Unusable, match=words):
        make_panel(**(PANEL | {"first_treated": [2, 2, 0, 0]} | change))


def test_missing_rows_may_be_zeros():
    panel = make_panel([1, 1, 2], [1, 2, 1], [1.0, 2, 3], [2, 2, 0], fill_zero=True)
    assert panel.outcome.tolist() == [[1, 2], [3, 0]]


@pytest.mark.parametrize(
    ("estimator", "first", "words"),
    [
        (callaway_santanna, [2, 2, 2, 3], "compare with --not-yet-treated"),
        (callaway_santanna, [np.inf] * 4, "Nobody is first treated within"),
        (callaway_santanna, [0, 0, np.inf, np.inf], "Nobody is first treated within"),
        (sun_abraham, [2, 2, 2, 2], "no units to compare with"),
        (random_timing, [2, 2, 2, 2], "same time"),
        (random_timing, [2, 2, 2, np.inf], "single unit"),
        (did, [np.inf] * 4, "Nobody is treated while others"),
        (poisson, [np.inf] * 4, "Nobody is treated while others"),
        (its, [2, 3, np.inf, np.inf], "needs one start; here there are 2"),
        (its, [2, 2, np.inf, np.inf], "too few"),
        (lambda p: synthetic(p, method="synthetic-did"), [2, 3, np.inf, np.inf], "one time"),
        (lambda p: synthetic(p, method="synthetic-did"), [2, 2, 2, np.inf], "two or more units"),
        (lambda p: synthetic(p, method="did"), [1, np.inf, np.inf, np.inf], "two periods or more"),
    ],
)
def test_what_a_method_cannot_compare_is_refused(estimator, first, words):
    panel = made_up(np.random.default_rng(16).poisson(5, (4, 5)) * 1.0, first)
    with pytest.raises(Unusable, match=words):
        estimator(panel)


def test_counts_that_are_no_counts_are_refused():
    with pytest.raises(Unusable, match="no count"):
        poisson(made_up(np.full((4, 5), -1.0), [2, 2, np.inf, np.inf]))
    with pytest.raises(Unusable, match="negative"):
        displacement_difference((-1, 2), (3, 4))
    with pytest.raises(Unusable, match="not a whole number"):
        e_test(1.5, 2)
    with pytest.raises(Unusable, match="Both counts are zero"):
        e_test(0, 0)
    with pytest.raises(Unusable, match="All counts are zero"):
        displacement_difference((0, 0), (0, 0))
    with pytest.raises(Unusable, match="between 1e-12 and 1e.12"):
        displacement_difference((207, 110), (308, 318), time_weights=(1e308, 1e-308))
    with pytest.raises(Unusable, match="Weights must be above 0"):
        displacement_difference((1, 2), (3, 4), time_weights=(0, 1))


def test_covariates_that_tell_all_apart_are_refused():
    panel = simulated(np.random.default_rng(17), starts=(4, np.inf))
    apart = replace(panel, covariates=np.isinf(panel.first)[:, None] * 1.0)
    with pytest.raises(Unusable, match="tell treated and controls apart"):
        callaway_santanna(apart)


def test_two_counts_with_unequal_time_behind_them():
    assert e_test(20, 10, exposure=(2, 1)) > 0.9
    assert e_test(20, 10) < 0.1


def test_two_counts_equal_the_sum_over_every_pair():
    for first, second, exposure in ((0, 3, (1, 1)), (6, 2, (2, 1)), (11, 30, (0.3, 1.7))):
        rate = (first + second) / sum(exposure)
        counts = np.arange(150)
        one, two = np.meshgrid(counts, counts, indexing="ij")
        gap = one / exposure[0] - two / exposure[1]
        spread = np.sqrt(np.maximum(one / exposure[0] ** 2 + two / exposure[1] ** 2, 1e-300))
        far = np.abs(gap / spread) >= abs((gap / spread)[first, second]) - 1e-12
        chance = np.outer(*(pmf.pmf(counts, rate * n) for n in exposure))
        assert e_test(first, second, exposure=exposure) == pytest.approx(chance[far].sum())


def test_small_cohorts_are_not_explained_away():
    """A regression on as many earlier periods as units would leave no error at all."""
    made = random_timing(simulated(np.random.default_rng(18), n=18, starts=(5, 7, 9)))
    assert made.se == made.se_conservative > 0


def test_random_timing_covers_with_few_units():
    found = [
        random_timing(
            simulated(np.random.default_rng([19, i]), n=40, starts=(4, 6, 8, np.inf)),
            permutations=199,
        )
        for i in range(150)
    ]
    assert np.mean([made.low <= 0 <= made.high for made in found]) > 0.86


def test_without_covariates_the_long_way_gives_the_same():
    panel = simulated(np.random.default_rng(20), effect=1)
    constant = replace(panel, covariates=np.zeros((panel.n, 1)))  # tells nothing, but takes it
    one, two = callaway_santanna(panel), callaway_santanna(constant)
    assert (one.estimate, one.se) == pytest.approx((two.estimate, two.se))


def test_two_places_tell_nothing_of_how_much_ratios_vary():
    outcome = np.random.default_rng(3).poisson(8, (2, 8)).astype(float)
    made = poisson(made_up(outcome, [4, np.inf]))
    assert np.isfinite(made.estimate) and np.isnan(made.se) and np.isnan(made.low)
