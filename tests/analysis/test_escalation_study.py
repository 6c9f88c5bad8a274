"""The study of what follows clusters, on a town where we know, and on a little of the demo city."""

import sys
from datetime import date
from functools import cache
from pathlib import Path

import h3
import numpy as np
import pytest

STUDIES = Path(__file__).resolve().parents[2] / "benchmarks" / "studies"
PERIOD = ("2020-01-01", "2022-12-31")
PLANTED = 2.0


@pytest.fixture(scope="module")
def studies():
    sys.path.insert(0, str(STUDIES))
    import escalation
    import escalation_cities

    yield escalation, escalation_cities
    sys.path.remove(str(STUDIES))


def town(cities, ratio, seed):
    """60 places in 6 districts, 20 of them once with a cluster, after which more is serious."""
    random, days = np.random.default_rng(seed), 600
    clock = cities.Clock("day", date(2020, 1, 1), 120, 14, 30, 14, 60, (60,), 1.0)
    places = sorted(h3.grid_disk(h3.latlng_to_cell(41.8, -87.7, 8), 4))[:60]
    cells = [sorted(h3.cell_to_children(place, 9)) for place in places]
    rows = []  # kind, day, cell, district
    serious = np.full((60, days), 0.5)
    for place in random.choice(60, 20, replace=False).tolist():
        day = int(random.integers(150, days - 90))
        cell = random.integers(7)
        rows += [(0, day - int(random.integers(7)), cells[place][cell], place) for _ in range(14)]
        serious[place, day + 1 : day + 90] *= ratio
    for kind, mean in ((0, np.full((60, days), 0.1)), (1, serious), (2, np.full((60, days), 0.5))):
        drawn = random.poisson(mean)
        for place, day in np.repeat(np.argwhere(drawn), drawn[drawn > 0], axis=0):
            rows.append((kind, int(day), cells[place][random.integers(7)], int(place)))
    kind, day, cell, place = zip(*rows, strict=True)
    points = np.array([h3.cell_to_latlng(one) for one in cell])
    found = cities.Records(
        np.array(kind), np.array(day), points[:, 1], points[:, 0],
        np.array([f"{one // 10}" for one in place]),
    )  # fmt: skip
    return cities.city("Town", clock, found, days)


@cache
def studied(escalation, cities, ratio, seed=1):
    city = town(cities, ratio, seed)
    looked = [escalation.look(city, t, replications=99) for t in escalation.mornings(city)]
    study = escalation.Study(city, looked)
    return study, study.alerts(PERIOD, 60)


@pytest.mark.parametrize("ratio", [1.0, PLANTED])
def test_what_was_planted_after_clusters_is_found_and_nothing_where_nothing_was(studies, ratio):
    study, alerts = studied(*studies, ratio)
    found = studies[0].answer(study, alerts, 2.0, 60)
    assert len(alerts) >= 15
    assert found.low <= ratio <= found.high
    assert (found.low > 1) == (ratio > 1)


def test_the_checks_find_nothing_where_the_answer_does(studies):
    escalation, _ = studies
    study, alerts = studied(*studies, PLANTED)
    control = escalation.answer(study, alerts, 2.0, 60, outcome="control")
    moved = escalation.elsewhere(study, alerts, 2.0, 60, draws=10)
    assert control.low <= 1 <= control.high
    assert abs(moved["ratio"] - 1) < 3 * moved["error"]


def test_matches_are_of_the_district_and_neither_in_a_cluster_nor_beside_one(studies):
    study, alerts = studied(*studies, 1.0)
    for alert in alerts:
        lately = study.touched(alert.time - study.city.clock.quiet - 1, alert.time)
        now = study.touched(alert.time - 1, alert.time)
        for other in study.others(alert, 3.0).tolist():
            assert study.city.group[other] == study.city.group[alert.place]
            assert other not in lately
            assert not now & set(study.city.around[other].tolist())


def test_a_scan_reads_nothing_after_its_morning(studies):
    escalation, cities = studies
    city = town(cities, 1.0, 2)
    early = city.time_of <= 200
    until = cities.City(
        **{name: getattr(city, name) for name in city.__dataclass_fields__}
        | {"cell_of": city.cell_of[early], "time_of": city.time_of[early]}
    )
    ask = {"replications": 99, "seed": 4}
    assert escalation.look(city, 200, **ask) == escalation.look(until, 200, **ask)


def test_the_late_outcomes_begin_after_the_early_ones_ended(studies):
    escalation, cities = studies
    clocks = {"London": cities.MONTHS, "Chicago": cities.days_from(date(2011, 1, 1))}
    for name, clock in clocks.items():
        last = clock.at(escalation.EARLY[name][1]) + max(clock.horizons)
        assert last < clock.at(escalation.LATE[name][0])


def test_what_officers_find_and_what_is_sensitive_is_in_no_stream(studies):
    _, cities = studies
    table = {
        (one.type, one.subtype): one
        for one in cities.kinds.read(cities.kinds.find("chicago-crimes"))
    }
    kind = lambda *names: cities._kind(table, *names)  # noqa: E731
    assert kind("NARCOTICS", "POSS: CANNABIS 30GMS OR LESS") == -1
    assert kind("BATTERY", "AGG PO HANDS NO/MIN INJURY") == -1
    assert kind("BATTERY", "DOMESTIC BATTERY SIMPLE") == -1
    assert kind("NEVER HEARD OF", "") == -1
    assert [kind("CRIMINAL DAMAGE", "TO VEHICLE"), kind("BATTERY", "SIMPLE")] == [0, 1]


def test_months_without_most_wards_and_wards_without_a_month_are_left_out(studies):
    _, cities = studies
    wards, months = [f"W{i:03}" for i in range(200)], ["2016-01", "2016-02", "2016-03"]
    held = [(w, m) for w in wards for m in months]
    held = [row for row in held if row[1] != "2016-02" or row[0] < "W050"]
    held.remove(("W007", "2016-03"))
    ward, month = np.array(held).T
    assert cities._wanting(ward, month) == (["2016-01", "2016-03"], ["W007"])


def test_the_demo_city_is_read_and_scanned_as_bundled(studies):
    escalation, cities = studies
    city = cities.chicago()
    assert {len(np.unique(city.group)), 700 < len(city.places) < 1000} == {22, True}
    mornings = escalation.mornings(city)[-2:]
    study = escalation.Study(city, [escalation.look(city, t, replications=99) for t in mornings])
    assert all(one.touched >= set(one.main) for one in study.found.values())
    assert escalation.fixed(study) == escalation.BUNDLED_CALIPER
