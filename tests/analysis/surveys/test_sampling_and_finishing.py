"""A sample that can be drawn again, and a forecast that knows what it does not know."""

import numpy as np
import pytest

from commonground.analysis.errors import Unusable
from commonground.analysis.surveys.finishing import forecast_finish
from commonground.analysis.surveys.sampling import draw_stratified, draw_two_stage

STRATA = np.repeat(["north", "south"], [40, 160])
CLUSTERS = np.array([f"b{n % 8}" for n in range(200)])


def test_the_same_seed_draws_the_same_and_another_one_does_not():
    first, again = (draw_stratified(STRATA, 10, seed=3).rows for _n in range(2))
    assert (first == again).all()
    assert (first != draw_stratified(STRATA, 10, seed=4).rows).any()


def test_each_stratum_gives_as_many_and_its_weights_add_up_to_it():
    drawn = draw_stratified(STRATA, 10, seed=1)
    for name, size in (("north", 40), ("south", 160)):
        inside = STRATA[drawn.rows] == name
        assert inside.sum() == 10 and len(set(drawn.rows[inside])) == 10
        assert drawn.weights[inside].sum() == size
        assert set(drawn.populations[0][inside]) == {size}


def test_every_row_has_the_chance_that_its_weight_says():
    times, draws = np.zeros(200), 2000
    for seed in range(draws):
        times[draw_stratified(STRATA, 10, seed=seed).rows] += 1
    expected = np.where(STRATA == "north", 10 / 40, 10 / 160) * draws
    # the largest of 200 deviations: beyond 4.5 once in 700 such tests
    spread = np.sqrt(expected * (1 - expected / draws))
    assert np.abs((times - expected) / spread).max() < 4.5


def test_two_stages_draw_clusters_and_then_rows_of_these_alone():
    drawn = draw_two_stage(STRATA, CLUSTERS, 3, 4, seed=2)
    assert len(drawn.rows) == 2 * 3 * 4
    for name in ("north", "south"):
        inside = STRATA[drawn.rows] == name
        assert len(set(CLUSTERS[drawn.rows[inside]])) == 3
    assert (drawn.weights == drawn.populations[0] / 3 * drawn.populations[1] / 4).all()


def test_the_weights_of_two_stages_give_an_unbiased_total():
    values = np.arange(200.0)
    totals = [
        float(drawn.weights @ values[drawn.rows])
        for drawn in (draw_two_stage(STRATA, CLUSTERS, 3, 4, seed) for seed in range(1500))
    ]
    error = np.std(totals) / np.sqrt(len(totals))
    assert abs(np.mean(totals) - values.sum()) < 3.5 * error  # missed once in 2,000


def test_what_cannot_be_drawn_is_said():
    with pytest.raises(Unusable, match="north has 40 addresses: 41 cannot be drawn"):
        draw_stratified(STRATA, 41, seed=1)
    with pytest.raises(Unusable, match="at least 2 clusters"):
        draw_two_stage(STRATA, CLUSTERS, 1, 4, seed=1)
    with pytest.raises(Unusable, match="The cluster .* has 5 addresses"):
        draw_two_stage(STRATA, CLUSTERS, 3, 6, seed=1)


def test_the_forecast_holds_the_day_as_often_as_it_says():
    chance, held = np.random.default_rng(8), 0
    for _n in range(1000):
        pace = chance.gamma(9, 1 / 3)  # answers a day
        seen = int(chance.poisson(pace * 10))
        told = forecast_finish(30, seen, 10.0)
        held += told.low <= chance.gamma(30, 1 / pace) <= told.high
    assert 760 <= held <= 840  # 800 expected; 3.2 standard deviations


def test_with_few_answers_the_forecast_is_wide_and_with_none_left_there_is_none():
    few, many = forecast_finish(20, 2, 5), forecast_finish(200, 200, 50)
    assert few.low < few.days < few.high
    assert (few.high - few.low) / few.days > 3 * (many.high - many.low) / many.days
    assert many.days == pytest.approx(50, rel=0.02)
    with pytest.raises(Unusable):
        forecast_finish(0, 5, 5)
