"""Repeats on a problem's page: the same place, close by soon after, and who else can act."""

from datetime import timedelta
from random import Random

import pytest

from commonground.problems.helping import HELPERS
from tests.rooms.incidents.conftest import IMPORTED


def thefts(*, followed: int, n: int = 60) -> list[str]:
    """Over a square kilometre and a year; some are followed three days later, one door on."""
    chance, rows = Random(3), []
    for i in range(n):
        day, x, y = (
            chance.randint(5, 350),
            chance.uniform(-87.709, -87.701),
            chance.random() * 0.009,
        )
        rows.append((day, x, 41.9005 + y))
        if i < followed:
            rows.append((day - 3, x + 0.0002, 41.9005 + y))
    on = IMPORTED.date()
    return [
        f"{i},{on - timedelta(days=day)} 12:00,THEFT,x,false,N1,{y:.5f},{x:.5f}"
        for i, (day, x, y) in enumerate(rows)
    ]


@pytest.fixture
def page(desk, many_places, problem, signed_in):
    def shown(rows: list[str]) -> str:
        if rows:
            desk.take(*rows)
        answer = signed_in("bram").get(f"/team/problems/{problem.public_id}/why/")
        return answer.content.decode()

    return shown


def test_reports_that_follow_each_other_are_told_with_what_chance_would_bring(page):
    words = page(thefts(followed=25))
    assert "The days after one are the time to visit" in words
    assert "by weeks between them" in words and "By chance" in words
    assert words.count('<svg class="chart"') == words.count("See the figures") == 3


def test_reports_that_do_not_follow_each_other_are_not_called_a_pattern(page):
    assert "We cannot tell that one brings another" in page(thefts(followed=0))


def test_too_few_reports_have_no_picture(page):
    words = page(thefts(followed=0, n=12))
    assert "There are too few to tell" in words and "by weeks between them" not in words


def test_a_place_with_two_reports_is_one_place(page):
    rows = thefts(followed=0, n=12)
    twin = rows[0].replace("0,", "900,", 1)
    words = page([*rows, twin])
    assert "13 reports have a place" in words
    assert '<th scope="row">2</th><td class="num">1</td><td class="num">2</td>' in words


def test_who_else_can_act_is_there_even_with_nothing_reported(page):
    words = page([])
    assert all(str(helper.name) in words and str(helper.can) in words for helper in HELPERS)
    assert "Nothing was reported." in words
