"""How long people wait: the open counted, other endings competing."""

import numpy as np
import pytest

from commonground.analysis.waiting import cumulative_incidence


def slow_share(waited, kind, time):
    """Aalen-Johansen by hand: one event time after the other."""
    survival, share = 1.0, 0.0
    for t in sorted(set(waited[kind > 0])):
        if t > time:
            break
        at_risk = sum(waited >= t)
        answered = sum((waited == t) & (kind == 1))
        other = sum((waited == t) & (kind == 2))
        share += survival * answered / at_risk
        survival *= 1 - (answered + other) / at_risk
    return share


def test_a_small_example_worked_by_hand():
    # 10 concerns; answered at 1, 2, 2; ended otherwise at 3; one open since 4; answered at 5
    waited = np.array([1, 2, 2, 3, 4, 5, 6, 6, 6, 6], dtype=float)
    kind = np.array([1, 1, 1, 2, 0, 1, 0, 0, 0, 0])
    found = cumulative_incidence(waited, kind)
    # 1/10; + 9/10*2/9; after other ending S = 6/10; + 6/10*1/5
    assert found.share.tolist() == pytest.approx([0.1, 0.3, 0.42])
    assert found.at(2)[0] == pytest.approx(0.3)
    assert found.at(0.5)[:2] == (0.0, 0.0)
    assert (found.n, found.n_answered, found.n_other) == (10, 4, 1)


def test_it_equals_the_slow_obvious_version():
    random = np.random.default_rng(3)
    waited = random.integers(0, 40, 200).astype(float)
    kind = random.integers(0, 3, 200)
    found = cumulative_incidence(waited, kind)
    for time, share in zip(found.times, found.share, strict=True):
        assert share == pytest.approx(slow_share(waited, kind, time), abs=1e-12)


def test_without_censoring_it_is_the_plain_share_and_its_binomial_variance():
    waited = np.arange(1.0, 101.0)
    kind = np.where(np.arange(100) % 4 == 0, 2, 1)
    found = cumulative_incidence(waited, kind)
    share, low, high = found.at(50)
    plain = (kind[:50] == 1).mean() / 2
    assert share == pytest.approx(plain)
    se = np.sqrt(plain * (1 - plain) / 100)
    assert (high - low) / (2 * 1.96) == pytest.approx(se, rel=0.05)


def test_counting_only_the_answered_would_flatter():
    waited = np.array([1.0] * 5 + [100.0] * 15)
    kind = np.array([1] * 5 + [0] * 15)
    assert cumulative_incidence(waited, kind).at(72)[0] == pytest.approx(0.25)


def test_it_covers_the_truth_about_as_often_as_it_says():
    random, hits, runs = np.random.default_rng(5), 0, 300
    for _ in range(runs):
        answer = random.exponential(60, 80)
        other = random.exponential(200, 80)
        end = random.uniform(20, 150, 80)
        waited = np.minimum(np.minimum(answer, other), end)
        kind = np.where(waited == answer, 1, np.where(waited == other, 2, 0))
        truth = (1 / 60) / (1 / 60 + 1 / 200) * (1 - np.exp(-(1 / 60 + 1 / 200) * 72))
        _, low, high = cumulative_incidence(waited, kind).at(72)
        hits += low <= truth <= high
    # binomial limits (99.9 %) around 95 % in 300 runs
    assert 0.90 <= hits / runs <= 0.985


def test_when_nobody_was_answered_yet_the_upper_end_still_says_how_sure_we_are():
    waited = np.concatenate([np.full(8, 10.0), np.full(12, 100.0)])
    found = cumulative_incidence(waited, np.zeros(20, dtype=int))
    assert found.at(10) == pytest.approx((0, 0, 0.1684), abs=1e-4)  # Clopper-Pearson, 0 of 20
    assert found.at(72) == pytest.approx((0, 0, 0.2646), abs=1e-4)  # 0 of the 12 who waited


def test_when_everybody_was_answered_the_lower_end_still_says_how_sure_we_are():
    found = cumulative_incidence(np.arange(1.0, 21.0), np.ones(20, dtype=int))
    share, low, high = found.at(20)
    assert (share, high) == (1.0, 1.0)
    assert low == pytest.approx(0.8316, abs=1e-4)  # Clopper-Pearson, 20 of 20


def test_fewer_than_ten_is_too_few_to_say():
    found = cumulative_incidence(np.ones(9), np.ones(9, dtype=int))
    assert found.too_few
    assert found.at(1) is None


def test_nothing_is_told_beyond_the_longest_wait():
    assert cumulative_incidence(np.full(12, 5.0), np.zeros(12, dtype=int)).at(72) is None


def test_nobody_at_all_is_too_few():
    assert cumulative_incidence(np.array([]), np.array([], dtype=int)).too_few


@pytest.mark.parametrize(
    ("waited", "kind"), [([-1.0], [1]), ([np.nan], [1]), ([1.0], [7]), ([1.0, 2.0], [1])]
)
def test_impossible_input_is_an_error(waited, kind):
    with pytest.raises(ValueError):
        cumulative_incidence(np.array(waited), np.array(kind))
