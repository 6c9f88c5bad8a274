"""People between two censuses, expected cases by stratum, and the units of time."""

from datetime import date

import numpy as np
import pytest

from commonground.analysis.errors import Unusable
from commonground.analysis.scan.intervals import intervals
from commonground.analysis.scan.population import Population, census_days, expected_cases


def day(year: int, month: int = 1, of_month: int = 1) -> int:
    return date(year, month, of_month).toordinal()


def census(*rows: tuple[int, int, str, float]) -> Population:
    """Rows of (location, stratum, when, people); the study began in 1973."""
    held = np.array([census_days(when, day(1973)) for _l, _s, when, _n in rows])
    return Population(
        np.array([row[0] for row in rows]), np.array([row[1] for row in rows]),
        held[:, 0], held[:, 1], np.array([row[3] for row in rows], dtype=float),
    )  # fmt: skip


def expect(population: Population, edges, cases: list[tuple[int, int, int]], m: int = 1):
    location, stratum, count = np.array(cases).T
    return expected_cases(
        population, np.asarray(edges), m, location=location, stratum=stratum, count=count
    )


@pytest.mark.parametrize(
    ("written", "since", "until"),
    [
        ("1982", day(1982, 7), day(1982, 7)),
        ("82", day(1982, 7), day(1982, 7)),
        ("1982/2", day(1982, 2, 15), day(1982, 2, 15)),
        ("1982-02", day(1982, 2, 15), day(1982, 2, 15)),
        (" 1982-02-28 ", day(1982, 2, 28), day(1982, 3, 1)),
    ],
)
def test_a_census_of_a_year_is_at_its_middle_and_of_a_day_that_whole_day(written, since, until):
    assert census_days(written, day(1973)) == (since, until)


@pytest.mark.parametrize("written", ["", "soon", "1982-13", "1982-02-30", "1982-1-1-1", "1982.5"])
def test_what_is_no_date_is_refused_in_one_sentence(written):
    with pytest.raises(Unusable, match="is no census date"):
        census_days(written, day(1973))


def test_people_change_linearly_between_censuses_and_not_before_or_after():
    population = census((0, 0, "1980-01-01", 100), (0, 0, "1982-01-01", 300))
    edges = np.array([day(1979), day(1980), day(1981), day(1982), day(1983)])
    expected = expect(population, edges, [(0, 0, 7)])[0]
    lived = [
        sum(people(at) for at in range(first, last))
        for first, last in zip(edges[:-1], edges[1:], strict=True)
    ]
    assert expected == pytest.approx(7 * np.array(lived) / sum(lived))


def people(at: int) -> float:
    """On the mean over day `at`, summed day by day."""
    known = [day(1980), day(1980) + 1, day(1982), day(1982) + 1]
    return float(np.interp(at + 0.5, known, [100, 100, 300, 300]))


def test_a_count_of_every_day_holds_for_that_day_alone():
    population = census((0, 0, "1980-01-01", 1), (0, 0, "1980-01-02", 5), (0, 0, "1980-01-03", 2))
    expected = expect(population, day(1980) + np.arange(4), [(0, 0, 8)])[0]
    assert expected == pytest.approx([1, 5, 2])


def test_one_census_counts_for_the_whole_study():
    expected = expect(census((0, 0, "75", 50), (1, 0, "75", 150)), [0, 10, 30], [(0, 0, 8)], m=2)
    assert expected == pytest.approx(np.array([[2 / 3, 4 / 3], [2, 4]]))


def test_everybody_has_the_risk_of_their_stratum():
    population = census(
        (0, 0, "1973", 100), (0, 1, "1973", 300), (1, 0, "1973", 100), (1, 1, "1973", 100)
    )
    expected = expect(population, [0, 1], [(0, 0, 2), (1, 0, 2), (0, 1, 8)], m=2)[:, 0]
    assert expected == pytest.approx([100 * 0.02 + 300 * 0.02, 100 * 0.02 + 100 * 0.02])
    assert expected.sum() == pytest.approx(12)


def test_a_location_without_a_count_at_a_census_has_nobody_there():
    population = census(
        (0, 0, "1973-01-01", 10), (1, 0, "1973-01-01", 10), (0, 0, "1974-01-01", 10)
    )
    expected = expect(population, [day(1975), day(1976)], [(0, 0, 4)], m=2)[:, 0]
    assert expected == pytest.approx([4, 0])


@pytest.mark.parametrize(
    ("population", "cases", "sentence"),
    [
        (census((0, 0, "1973", 10)), [(0, 1, 1)], "group of people whose population is zero"),
        (census((0, 0, "1973", 10), (1, 0, "1973", 0)), [(1, 0, 1)], "location whose population"),
        (census((0, 0, "1973", -1)), [(0, 0, 1)], "below zero"),
        (census((0, 0, "1973", np.nan)), [(0, 0, 1)], "not a number"),
        (census((7, 0, "1973", 10)), [(0, 0, 1)], "does not exist"),
    ],
)
def test_a_population_that_cannot_be_is_refused_in_one_sentence(population, cases, sentence):
    with pytest.raises(Unusable, match=sentence):
        expect(population, [day(1973), day(1974)], cases, m=2)


def test_days_are_units_of_one():
    assert intervals(5, 7).tolist() == [5, 6, 7, 8]


def test_calendar_months_and_years_are_units_with_their_leap_days():
    months = intervals(day(2024), day(2024, 3, 31), "month")
    assert months.tolist() == [day(2024), day(2024, 2), day(2024, 3), day(2024, 4)]
    years = intervals(day(2023), day(2024, 12, 31), "year")
    assert np.diff(years).tolist() == [365, 366]


def test_days_left_over_make_the_first_unit_longer():
    months = intervals(day(2024, 1, 20), day(2024, 3, 31), "month")
    assert months.tolist() == [day(2024, 1, 20), day(2024, 3), day(2024, 4)]


def test_months_are_counted_back_from_the_last_day():
    months = intervals(day(2024, 1, 31), day(2024, 3, 30), "month")
    assert months.tolist() == [day(2024, 1, 31), day(2024, 3), day(2024, 3, 31)]


def test_a_study_shorter_than_a_unit_is_one_unit():
    assert intervals(day(2024, 3, 3), day(2024, 3, 9), "year").tolist() == [
        day(2024, 3, 3), day(2024, 3, 10),
    ]  # fmt: skip


def test_a_study_that_ends_before_it_begins_is_refused():
    with pytest.raises(Unusable, match="before it begins"):
        intervals(9, 8)
