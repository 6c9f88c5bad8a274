"""Many changes on one page: where nothing changed, few pages say that something did."""

import numpy as np
import pytest
from scipy.stats import binom

from commonground.insight.trust.changing import _compared, _set_q
from commonground.insight.trust.models import TrustChange, TrustEstimate
from commonground.places.models import Neighbourhood

QUESTIONS, PAGES = 20, 200
NEVER = 1e-4


def page(random, moved: int = 0, by: float = 12.0) -> list[TrustChange]:
    """Shares of 400 answers twice; `moved` of the questions changed by so many points."""
    made = []
    for number in range(QUESTIONS):
        truth = by if number < moved else 0.0
        first, second = (
            TrustEstimate(estimate=50 + at + random.normal(0, 2.5), se=2.5, df=399)
            for at in (0.0, truth)
        )
        made.append(_compared(TrustChange(item=f"q{number}.1"), first, second))
    _set_q(made)
    return made


def words(made: list[TrustChange]) -> list[str]:
    return [one.word for one in made]


def test_where_nothing_changed_one_page_in_twenty_says_so_not_two_in_three():
    random = np.random.default_rng(5)
    pages = [page(random) for _ in range(PAGES)]
    said = sum(any(word != "cannot-tell" for word in words(made)) for made in pages)
    alone = sum(any(not one.low <= 0 <= one.high for one in made) for made in pages)
    assert said <= binom.ppf(1 - NEVER, PAGES, 0.05)
    assert alone > PAGES / 2


def test_what_changed_is_still_found():
    found = [words(page(np.random.default_rng([6, n]), moved=5))[:5] for n in range(40)]
    assert np.mean([word == "up" for made in found for word in made]) > 0.6


def test_everybody_and_the_areas_are_two_families():
    def change(p, place):
        made = TrustChange(item="x.1", low=1.0, high=2.0, q=p)
        made.neighbourhood = place
        return made

    place = Neighbourhood(name="Northside")
    made = [change(0.03, None), change(0.02, place), change(0.04, place)]
    broken = TrustChange(item="y.1", broken_by="wording")
    _set_q([*made, broken])
    assert [one.q for one in made] == pytest.approx([0.03, 0.04, 0.04])
    assert broken.q is None


def test_a_change_from_before_there_were_rates_says_what_its_interval_says():
    assert TrustChange(low=1.0, high=2.0).word == "up"
    assert TrustChange(low=1.0, high=2.0, q=0.2).word == "cannot-tell"
    assert TrustChange(low=-2.0, high=-1.0, q=0.01).word == "down"
