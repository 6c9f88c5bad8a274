"""What a planned evaluation would see: by trying it, and by the formula."""

from functools import partial

import numpy as np
import pytest

from commonground.analysis.effects import power as looking
from commonground.analysis.effects.methods import Estimator
from commonground.analysis.effects.power import Chance, Planned, detectable
from commonground.analysis.errors import Unusable

power = partial(looking.power, checked=0)


def counts(*, units=60, periods=30, mean=20.0, seed=1):
    return np.random.default_rng(seed).poisson(mean, (units, periods)).astype(float)


def planned(history, *, treated=20, start=8, periods=14, **more):
    first = np.full(len(history), np.inf)
    first[:treated] = start
    return Planned(history, first, periods, **more)


def test_larger_effects_are_seen_more_often_and_no_effect_hardly():
    made = power(planned(counts()), Estimator("did"), worth=-0.1, evaluations=120)
    shares = [one.probability for one in made.chances]
    assert made.how == "simulated" and made.complete and made.evaluations == 120
    assert shares == sorted(shares) and shares[-1] == 1
    assert made.false_alarms.probability < 0.13
    assert made.worth.effect == -0.1 and made.worth in made.chances


def test_simulation_agrees_with_what_arithmetic_says_of_counts_alone():
    """Poisson counts of 20: a change's variance is 20 (1/8 + 1/6) (1/20 + 1/40) = 0.4375, so that
    a fall of 10 % (2 of 20) is 3.02 standard errors: seen with 86 % at 5 %."""
    made = power(
        planned(counts(periods=200)), Estimator("did"), worth=-0.1, effects=[], evaluations=300
    )
    assert made.worth.probability == pytest.approx(0.86, abs=4 * made.worth.error + 0.02)
    short = power(planned(counts(periods=13)), Estimator("did"), worth=-0.1)
    assert short.how == "formula"
    assert short.worth.probability == pytest.approx(0.86, abs=0.1)
    assert np.isnan(short.worth.error)


def test_what_is_seen_stands_more_rarely_since_checks_fail_by_chance():
    made = looking.power(
        planned(counts(mean=9)), Estimator("did"), worth=-0.1, effects=[], evaluations=60
    )
    assert made.checked == made.evaluations == 60
    assert made.stands.probability < 0.5 < made.worth.probability and not made.learnable
    assert f"With every check passed it would be in {made.stands.probability:.0%}." in made.verdict


def test_of_too_few_tries_with_checks_nothing_is_told():
    made = looking.power(planned(counts()), Estimator("did"), worth=-0.1, cpu_limit=0.0)
    assert made.checked < 40 and made.stands is None and "every check" not in made.verdict


def test_a_rise_is_seen_as_a_rise():
    made = power(planned(counts()), Estimator("poisson"), worth=0.3, evaluations=60)
    assert all(one.effect > 0 for one in made.chances)
    assert made.worth.probability > 0.95 and "rise of 30%" in made.verdict


def test_means_are_shifted_by_a_share_of_their_level():
    history = np.random.default_rng(3).normal(60, 3, (30, 24))
    made = power(
        planned(history, treated=10, outcome="means"), Estimator("did"), worth=0.05, evaluations=60
    )
    assert made.worth.probability > 0.9


def test_what_cannot_be_learnt_is_said_plainly():
    made = power(planned(counts(mean=1)), Estimator("did"), worth=-0.05, evaluations=60)
    assert not made.learnable
    assert made.verdict.startswith("You cannot learn this here.")
    assert "Finding nothing would say nothing" in made.verdict


def test_a_design_that_finds_what_is_not_there_is_not_learnt_from():
    """Two treated places tell next to nothing of how much places differ."""
    made = power(
        planned(counts(), treated=2), Estimator("callaway-santanna"), worth=-0.5, evaluations=100
    )
    assert not made.learnable and "where there is no effect" in made.verdict


def test_too_few_areas_are_said_by_the_formula_too():
    made = power(planned(counts(periods=12), treated=3), Estimator("did"), worth=-0.5)
    assert made.how == "formula" and not made.learnable and "3 areas" in made.verdict


def test_a_stepped_wedge_without_anybody_left_out_has_a_formula_too():
    """Those who start last are the others until they do."""
    first = np.repeat([6.0, 9.0, 12.0], 12)
    made = power(
        Planned(counts(units=36, periods=8), first, 16), Estimator("roth-santanna"), worth=-0.2
    )
    assert made.how == "formula" and made.learnable
    with pytest.raises(Unusable, match="nobody to compare with"):
        power(
            Planned(counts(units=36, periods=8), np.full(36, 6.0), 16), Estimator("did"), worth=-0.2
        )


def test_what_is_seen_depends_on_the_seed_alone():
    again = [
        power(planned(counts()), Estimator("did"), worth=-0.05, evaluations=50, seed=seed)
        for seed in (5, 5, 6)
    ]
    assert again[0] == again[1] != again[2]


def test_the_cpu_limit_ends_the_simulation_and_is_said():
    made = power(planned(counts()), Estimator("did"), worth=-0.1, cpu_limit=0.0)
    assert (made.evaluations, made.complete, made.cpu_limit) == (40, False, 0.0)
    same = power(planned(counts()), Estimator("did"), worth=-0.1, evaluations=40)
    assert same.chances == made.chances


def test_clusters_that_start_together_are_drawn_together():
    cluster = np.repeat(np.arange(12), 5)
    history = counts() * np.repeat(np.random.default_rng(7).gamma(4, 0.3, (12, 30)), 5, axis=0)
    plan = planned(np.rint(history), treated=30, cluster=cluster)
    made = power(plan, Estimator("did"), worth=-0.3, evaluations=100)
    alone = power(planned(plan.history, treated=30), Estimator("did"), worth=-0.3, evaluations=100)
    assert made.false_alarms.probability <= 0.13
    assert made.chances[1].probability < alone.chances[1].probability


def test_the_smallest_effect_seen_with_80_percent_lies_between_two_that_were_tried():
    chances = [Chance(-0.1, 0.5, 0), Chance(-0.2, 0.4, 0), Chance(-0.3, 0.9, 0)]
    assert detectable(chances) == pytest.approx(-0.275)
    assert detectable(chances[:2]) is None
    assert detectable([Chance(0.1, 0.85, 0)]) == 0.1


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"start": 0}, "after its first period"),
        ({"start": 14}, "after its first period"),
        ({"treated": 0}, "Somebody must start"),
        ({"history": counts() - 30}, "negative"),
        ({"history": counts() * np.nan}, "without gaps"),
    ],
)
def test_plans_that_are_none_are_refused(change, words):
    with pytest.raises(Unusable, match=words):
        planned(**({"history": counts()} | change))


def test_what_a_method_cannot_try_is_refused():
    with pytest.raises(Unusable, match="cannot be tried"):
        power(planned(counts(periods=10), treated=1), Estimator("synthetic-control"), worth=-0.3)
    with pytest.raises(Unusable, match="single unit"):
        power(planned(counts(), treated=1), Estimator("roth-santanna"), worth=-0.3)
    for worth in (0.0, -1.0):
        with pytest.raises(Unusable, match="smallest effect"):
            power(planned(counts()), Estimator("did"), worth=worth)
