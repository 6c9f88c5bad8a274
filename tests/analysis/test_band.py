"""What was usual a year before."""

import numpy as np
import pytest

from commonground.analysis.band import last_years_band


def test_the_first_year_has_no_band():
    band = last_years_band(np.full(24, 100.0))
    assert np.isnan(band.usual[:12]).all()
    assert band.usual[12:].tolist() == pytest.approx([100.0] * 12)


def test_a_calm_series_has_a_poisson_band():
    band = last_years_band(np.full(24, 100.0))
    assert band.dispersion == 1.0
    assert band.high[12] - 100 == pytest.approx(1.96 * np.sqrt(100 * 4 / 3), rel=1e-3)


def test_a_new_month_falls_inside_about_as_often_as_it_says():
    random, inside, all_months = np.random.default_rng(2), 0, 0
    for _ in range(200):
        counts = random.poisson(60, 24).astype(float)
        band = last_years_band(counts)
        inside += ((counts >= band.low) & (counts <= band.high))[12:].sum()
        all_months += 12
    assert 0.93 <= inside / all_months <= 0.985


def test_counts_that_jump_about_widen_the_band():
    random = np.random.default_rng(4)
    wild = random.negative_binomial(4, 4 / (4 + 100), 36).astype(float)
    assert last_years_band(wild).dispersion > 2


def test_a_short_series_says_nothing():
    assert np.isnan(last_years_band(np.array([3.0, 4.0])).usual).all()


def test_a_season_without_any_still_has_a_band():
    band = last_years_band(np.zeros(24))
    assert (band.low[12:] == 0).all()
    assert (band.high[12:] == 2).all()
    assert np.isnan(band.high[:12]).all()


def test_negative_counts_are_an_error():
    with pytest.raises(ValueError):
        last_years_band(np.array([-1.0]))
