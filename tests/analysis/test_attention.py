"""Repeats ask for nothing, and chance looks where nothing was found."""

import pytest

from commonground.analysis.attention import draw_looks, is_repeat
from commonground.analysis.errors import Unusable

TOWN = [f"cell-{i:03}" for i in range(200)]


def test_the_first_alert_on_a_place_asks():
    assert not is_repeat({"a"}, 100, [])
    assert not is_repeat({"a"}, 100, [({"b"}, 99)])


def test_another_on_the_same_place_within_eight_weeks_is_a_repeat():
    assert is_repeat({"a"}, 155, [({"a", "b"}, 100)])
    assert not is_repeat({"a"}, 156, [({"a", "b"}, 100)])


def test_two_of_one_morning_on_one_place_ask_once():
    assert is_repeat({"a"}, 100, [({"a"}, 100)])


def test_what_was_asked_later_does_not_count_for_a_past_morning():
    assert not is_repeat({"a"}, 100, [({"a"}, 101)])


def test_one_that_has_grown_past_what_was_asked_about_asks_again():
    asked = [({"a", "b"}, 100)]
    assert is_repeat({"a", "b", "c", "d"}, 110, asked)
    assert not is_repeat({"a", "b", "c", "d", "e"}, 110, asked)


def test_places_asked_about_in_several_alerts_count_together():
    assert is_repeat({"a", "b", "c", "d"}, 110, [({"a"}, 100), ({"d"}, 105)])


def test_an_alert_without_places_is_refused():
    with pytest.raises(Unusable, match="at least one place"):
        is_repeat([], 1, [])


def test_a_look_never_falls_on_a_place_with_an_alert():
    alerted = TOWN[::2]
    for seed in range(20):
        drawn = draw_looks(TOWN, alerted, 0.1, seed=seed)
        assert len(drawn) == len(set(drawn)) == 10
        assert not set(drawn) & set(alerted)


def test_the_draw_is_the_same_for_a_seed_whatever_the_order():
    assert draw_looks(TOWN, [], seed=[3, 4]) == draw_looks(TOWN[::-1], [], seed=[3, 4])
    assert draw_looks(TOWN, [], seed=[3, 4]) != draw_looks(TOWN, [], seed=[3, 5])


def test_every_place_is_as_likely():
    weeks = 4000
    seen = dict.fromkeys(TOWN[:20], 0)
    for seed in range(weeks):
        for name in draw_looks(seen, [], 0.1, seed=seed):
            seen[name] += 1
    # binomial: 400 in 4000 weeks, standard deviation 19; five of these on each side
    assert sum(seen.values()) == 2 * weeks
    assert all(305 < many < 495 for many in seen.values())


def test_a_small_town_has_one_look_and_a_town_of_alerts_none():
    assert len(draw_looks(["a", "b"], [], seed=1)) == 1
    assert draw_looks(["a", "b"], ["a", "b"], seed=1) == []
    assert draw_looks(TOWN, [], 0, seed=1) == []


@pytest.mark.parametrize("share", [-0.1, 1.1, float("nan")])
def test_a_share_that_is_none_is_refused(share):
    with pytest.raises(Unusable, match="between 0 and 1"):
        draw_looks(TOWN, [], share, seed=1)
