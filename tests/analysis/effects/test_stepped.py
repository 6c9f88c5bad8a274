"""A drawn order of starts that anybody can draw again."""

from hashlib import sha256

import numpy as np
import pytest

from commonground.analysis.effects.stepped import draw_order
from commonground.analysis.errors import Unusable

AREAS = [f"beat {i}" for i in range(20)]


def test_an_order_can_be_drawn_again_whatever_the_order_of_the_list():
    one = draw_order(AREAS, 4, seed="minutes of 3 May")
    assert one == draw_order(AREAS[::-1], 4, seed="minutes of 3 May")
    assert one != draw_order(AREAS, 4, seed="minutes of 4 May")
    assert sorted(area for step in one.steps for area in step) == sorted(AREAS)
    assert [len(step) for step in one.steps] == [5, 5, 5, 5]


def test_the_order_is_that_of_a_hash_which_anybody_can_work_out():
    made = draw_order(AREAS, 2, seed="s")
    order = sorted(AREAS, key=lambda area: sha256(f"s/{area}".encode()).hexdigest())
    assert {frozenset(step) for step in made.steps} == {
        frozenset(order[::2]), frozenset(order[1::2]),
    }  # fmt: skip


def test_each_area_is_as_likely_in_each_step():
    where = np.zeros((5, 2))
    for seed in range(2000):
        for k, step in enumerate(draw_order("abcde", 2, seed=str(seed)).steps):
            for area in step:
                where["abcde".index(area), k] += 1
    assert np.abs(where[:, 0] / 2000 - 0.5).max() < 4 * 0.5 / 2000**0.5


def test_what_is_owed_starts_first_and_outside_the_draw():
    made = draw_order(AREAS, 3, seed="s", owed=["beat 7"])
    assert made.owed == ("beat 7",)
    assert all("beat 7" not in step for step in made.steps)


def test_strata_are_spread_over_the_steps():
    strata = {area: "north" if i < 8 else "south" for i, area in enumerate(AREAS)}
    made = draw_order(AREAS, 4, seed="s", strata=strata)
    assert [sum(strata[a] == "north" for a in step) for step in made.steps] == [2, 2, 2, 2]


def test_balance_keeps_one_of_the_best_tenth():
    past = {area: [float(i**2)] for i, area in enumerate(AREAS)}
    made = draw_order(AREAS, 4, seed="s", balance=past)
    plain = [draw_order(AREAS, 4, seed=f"s/{k}") for k in range(1000)]
    assert made.steps == plain[made.taken].steps and made.draws == 1000
    values = np.array([past[a][0] for a in AREAS])
    off = sorted(
        max(abs(np.mean([past[a][0] for a in step]) - values.mean()) for step in one.steps)
        / values.std()
        for one in plain
    )
    assert made.imbalance <= off[99] + 1e-12


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"seed": " "}, "needs a seed"),
        ({"areas": ["a", "a", "b"]}, "twice"),
        ({"steps": 1}, "two steps"),
        ({"steps": 21}, "20 areas are left"),
        ({"owed": ["elsewhere"]}, "elsewhere is owed"),
        ({"strata": {"beat 0": "x"}}, "no stratum"),
        ({"balance": {"beat 0": [1.0]}}, "no value"),
    ],
)
def test_draws_that_are_none_are_refused(change, words):
    given = {"areas": AREAS, "steps": 4, "seed": "s"} | change
    with pytest.raises(Unusable, match=words):
        draw_order(given.pop("areas"), given.pop("steps"), **given)
