"""Categories, parts of the day, all together: one thing found by several is one alert."""

import re
from datetime import timedelta

import numpy as np
import pytest

from commonground.analysis.budget import EASED, MOST
from commonground.common import deployment
from commonground.common.errors import Refused
from commonground.earlywarning import budget, frames, streams
from commonground.earlywarning.models import ScanRun, Sighting
from commonground.earlywarning.streams import Stream

from .conftest import EVERYWHERE, MORNING, line, ordinary, planted, scan


def at(rows: list[str], hour: int) -> list[str]:
    return [re.sub(r" 00:00", f" {hour:02}:00", row) for row in rows]


def test_a_category_its_parts_of_the_day_and_all_together(desk):
    desk.take(*at(ordinary(), 23), *at(ordinary("BURGLARY", first=5000), 7))
    found = {
        str(s): int(m.sum()) for s, m in streams.of(frames.reports(MORNING)).items() if m.any()
    }
    assert found == {
        "crimes.burglary": 180, "crimes.theft": 180, "crimes.theft:night": 180,
        "crimes.burglary:daytime": 180, "crimes.*": 360,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("hour", "part"),
    [(5, "night"), (6, "daytime"), (13, "daytime"), (14, "evening"), (22, "night"), (0, "night")],
)
def test_each_known_hour_lies_in_one_part(hour, part):
    assert [p for p in streams.PARTS if streams.in_part(np.array([hour]), p)[0]] == [part]


def test_an_hour_that_is_not_known_lies_in_no_part():
    assert not any(streams.in_part(np.array([-1]), part)[0] for part in streams.PARTS)


def test_streams_are_called_in_words(desk):
    assert Stream.named("crimes.theft").label() == {"en": "Theft", "es": "Hurto"}
    assert Stream.named("crimes.theft:night").label()["en"] == "Theft, between 22 and 6 h"
    assert Stream.named("crimes.*").label()["en"] == "All reports together"


def test_what_a_category_and_its_nights_find_in_one_place_is_one_alert(desk):
    desk.take(*at(ordinary(), 10), *at(ordinary(first=5000, count=60), 23), *at(planted(), 23))
    (alert,) = scan(MORNING)
    seen = {s.run.stream: s.p_value for s in Sighting.objects.filter(alert=alert)}
    assert seen.keys() >= {"crimes.theft", "crimes.theft:night"}
    assert alert.p_value == min(seen.values())


def test_half_of_the_budget_is_shared_by_the_streams_and_half_is_for_charts():
    assert budget.level(61) == pytest.approx(EASED * 0.5 / (30.4 * 61))
    assert budget.charts(7) == pytest.approx(0.5 * 7 / 30.4)
    assert budget.level(1) == MOST


@pytest.mark.parametrize("number", [0, -1, 31])
def test_a_budget_that_makes_no_sense_is_refused(monkeypatch, number):
    ours = deployment.Deployment(false_alerts_a_month=number)
    monkeypatch.setattr(budget, "deployment", lambda: ours)
    with pytest.raises(Refused, match="false_alerts_a_month"):
        budget.level(3)


def test_a_morning_keeps_the_level_that_it_used(desk):
    desk.take(*ordinary())
    scan(MORNING)
    assert ScanRun.objects.get().settings["level"] == budget.level(1)


def test_a_morning_that_was_stopped_goes_on_where_it_was(desk):
    later = [line(9900 + i, EVERYWHERE[0], MORNING - timedelta(days=9 + i)) for i in range(30)]
    desk.take(*at(ordinary(), 23), *later)
    told = []
    scan(MORNING, progress=lambda share, name: told.append(name))
    assert told[0] == "crimes.theft" and ScanRun.objects.count() == 2
    ScanRun.objects.filter(stream="crimes.theft:night").delete()
    before = ScanRun.objects.get().made_at
    scan(MORNING)
    assert ScanRun.objects.get(stream="crimes.theft").made_at == before
    assert ScanRun.objects.count() == 2
