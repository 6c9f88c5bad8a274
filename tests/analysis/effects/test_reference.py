"""Estimates equal the published ones, to all digits that were printed."""

import pytest

from commonground.analysis.effects.counts import displacement_difference, e_test
from commonground.analysis.effects.random_timing import random_timing
from commonground.analysis.effects.staggered import callaway_santanna, sun_abraham
from commonground.analysis.effects.synthetic import synthetic

from .panels import counties, states, training


@pytest.fixture(scope="module")
def chicago():
    return training()


@pytest.mark.parametrize(
    ("method", "aggregate", "published"),
    [
        ("roth-santanna", "simple", (-0.001126981, 0.002115194, 0.002119248)),
        ("roth-santanna", "cohort", (-0.001084689, 0.002261011, 0.002264876)),
        ("roth-santanna", "calendar", (-0.00187198, 0.00255863, 0.002561472)),
        ("callaway-santanna", "simple", (-0.005176818, 0.003928735, 0.003930919)),
        ("sun-abraham", "simple", (0.01153851, 0.01730161, 0.01730234)),
    ],
)
def test_training_in_chicago_with_random_timing(chicago, method, aggregate, published):
    """R staggered on 7,785 units and 72 months."""
    made = random_timing(chicago, method=method, aggregate=aggregate)
    told = (made.estimate, made.se, made.se_conservative)
    assert told == pytest.approx(published, rel=1e-6)
    assert (made.n_units, made.n_periods) == (7785, 72)


def test_training_in_chicago_by_time_since_the_start(chicago):
    made = random_timing(chicago, aggregate="event")
    published = [
        (0.0003083575, 0.002645327), (0.002591678, 0.002614563), (-4.872562e-05, 0.00262264),
        (0.002043434, 0.002715695), (0.002977076, 0.002653917), (0.0007979656, 0.002721784),
    ]  # fmt: skip
    assert [part.key for part in made.by[:6]] == list("012345")
    for part, wanted in zip(made.by, published, strict=False):
        assert (part.estimate, part.se) == pytest.approx(wanted, rel=1e-6)


def test_counties_by_cohort_and_year():
    """R did 2.1.2, never treated, analytic standard errors."""
    made = callaway_santanna(counties())
    by = {part.key: (round(part.estimate, 6), round(part.se, 6)) for part in made.by}
    assert by["2004,2004"] == (-0.010503, 0.023251)
    assert by["2004,2005"] == (-0.070423, 0.030985)
    assert by["2004,2006"] == (-0.137259, 0.036436)
    assert by["2004,2007"] == (-0.100811, 0.034359)
    assert by["2006,2006"] == (-0.004595, 0.017755)
    assert by["2006,2007"] == (-0.041224, 0.020229)
    assert by["2007,2007"] == (-0.026054, 0.016655)
    assert "(p 0.168; comparisons: 5)" in made.checks[0].text


@pytest.mark.parametrize(
    ("aggregate", "published"),
    [
        ("simple", (-0.039951, 0.012034)),
        ("cohort", (-0.031018, 0.012415)),
        ("event", (-0.07724, 0.019965)),
        ("calendar", (-0.0417, 0.015972)),
    ],
)
def test_counties_put_together(aggregate, published):
    made = callaway_santanna(counties(), aggregate=aggregate)
    assert (round(made.estimate, 6), round(made.se, 6)) == published


def test_counties_by_time_since_the_start():
    made = callaway_santanna(counties(), aggregate="event")
    assert [round(part.estimate, 6) for part in made.by] == [
        0.030507, -0.000563, -0.024459, -0.019932, -0.050957, -0.137259, -0.100811,
    ]  # fmt: skip


def test_counties_against_those_not_yet_treated_and_with_a_covariate():
    made = callaway_santanna(counties(), not_yet=True)
    assert (round(made.estimate, 6), round(made.se, 6)) == (-0.039764, 0.012052)
    adjusted = callaway_santanna(counties(covariates=["lpop"]))
    assert (round(adjusted.estimate, 4), round(adjusted.se, 4)) == (-0.0418, 0.0115)


def test_sun_and_abraham_agree_where_some_are_never_treated():
    event = sun_abraham(counties(), aggregate="event")
    assert event.estimate == pytest.approx(
        callaway_santanna(counties(), aggregate="event").estimate
    )


@pytest.mark.parametrize(
    ("method", "published"),
    [("did", -27.349111), ("synthetic-control", -19.619663), ("synthetic-did", -15.603828)],
)
def test_proposition_99(method, published):
    """R synthdid."""
    made = synthetic(states(), method=method)
    assert round(made.estimate, 6) == published
    assert made.low < made.estimate < made.high


def test_displacement_differences():
    """Wheeler & Ratcliffe 2018, and the tests of R ptools."""
    plain = displacement_difference((207, 110), (308, 318), (178, 157), (150, 140))
    assert (plain.estimate, round(plain.se, 3), round(plain.z, 2)) == (-118, 39.598, -2.98)
    assert (round(plain.low), round(plain.high)) == (-196, -40)
    sized = displacement_difference(
        (207, 110), (308, 318), (178, 157), (150, 140), area_weights=(0.9, 1.2, 1.6, 1.5)
    )
    told = [sized.estimate, sized.se, sized.low, sized.high]
    assert told == pytest.approx([-99.69444444, 35.4280755, -169.1321965, -30.25669241])


def test_periods_of_different_lengths():
    made = displacement_difference((80, 20), (100, 50), time_weights=(2, 1))
    assert (made.estimate, round(made.se, 4)) == (-20, 10.7238)


def test_two_counts():
    """Krishnamoorthy & Thomson 2004, as in R ptools."""
    assert (round(e_test(6, 2), 4), round(e_test(0, 3), 4)) == (0.1749, 0.0884)
    assert e_test(3, 0) == pytest.approx(e_test(0, 3))
