"""[planning] in commonground.toml: what is wrong is one sentence."""

import pytest

from commonground.common.errors import Refused
from commonground.plans import numbers


def given(monkeypatch, **planning):
    from dataclasses import replace

    from commonground.common.deployment import Deployment

    monkeypatch.setattr(numbers, "deployment", lambda: replace(Deployment(), planning=planning))
    return numbers.numbers()


def test_what_is_not_said_is_usual(monkeypatch):
    assert given(monkeypatch).rest_hours == 11
    assert given(monkeypatch, rest_hours=9.5, vehicles=["Van"]).rules()["rest_minutes"] == 570


@pytest.mark.parametrize(
    ("name", "value", "why"),
    [
        ("rest", 11, "names rest"),
        ("rest_hours", 40, "a number from 0 to 24"),
        ("visit_minutes", 45.5, "a whole number from 30 to 240"),
        ("visit_minutes", True, "a whole number"),
        ("vehicles", "Van", "a list of names"),
        ("lone_until", "8 pm", "a time of day"),
    ],
)
def test_a_number_that_cannot_be_is_refused(monkeypatch, name, value, why):
    with pytest.raises(Refused, match=why):
        given(monkeypatch, **{name: value})


def test_check_says_what_planning_may_not_say(monkeypatch):
    from commonground.keeping import checking

    with pytest.raises(Refused) as refused:
        given(monkeypatch, rest_hours=40)
    assert checking.planning_problems() == [str(refused.value)]
